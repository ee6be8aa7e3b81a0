import type { LeafFigures } from './tagging.ts';

interface Card {
  version: number;
  training: {
    seed: number;
    licence: string;
    sets: { name: string; licence: string; texts: number }[];
    settings: object;
  };
  figures: Record<string, LeafFigures | number>;
}

const rowNames: Record<string, string> = {
  cues: 'cues alone',
  verdicts: 'with this model',
  cuesWithoutRare: 'cues alone, without those likely written for one of these comments',
  verdictsWithoutRare: 'with this model, without those cues',
};

export function taggingCard({ version, training, figures }: Card): string {
  const { seed, licence, sets, settings } = training;
  const rows = Object.entries(figures).flatMap(([name, f]) =>
    typeof f === 'number' ? [] : [`| ${rowNames[name]} | ${f.precision} | ${f.recall} | ${f.f1} |`],
  );
  return `# Tagging ${version}

How much each clause speaks for each leaf of the taxonomy \`cx\`: one logistic regression a leaf over hashed Han characters,
pairs of them, Latin words and pairs of them, and the kind of business (models/domain); weights in one byte, small ones left
out. A second, small regression weighs these scores against what the cues found (kind and length of the cue, other clauses, other
leaves in the clause and the comment, habits of the leaf by kind of business) and gives the probability that a reader would give
the comment the leaf. Cues below the threshold are dropped; leaves without a cue above it are added with the clause that speaks
for them most.

Learn it again: \`npm run train -- tagging --data DIR --licence ${licence} --seed ${seed}\`; settings ${JSON.stringify(settings)}.

## Learned from (train splits only)

Clauses labelled by the cues, once as they stand and once without the words of the cue, the comments of cx_gold_train, labelled
by readers, and clauses written for this project (\`scripts/train/written-clauses.txt\`). «unstated» means that the source
carries no licence words for its texts. No text of any set is in this repository, only weights.

| set | texts | licence |
|---|---|---|
${sets.map(({ name, licence: words, texts }) => `| ${name} | ${texts} | ${words} |`).join('\n')}

## Figures

Leaves of comments, cross-validated on cx_gold_train (${figures.rows} comments). Cues were written with these comments in
sight; on new ones they do about as in the third row.

| | precision | recall | F1 |
|---|---|---|---|
${rows.join('\n')}

## Limits

Knows the leaves of \`cx\` alone. A leaf that few clauses of the sets speak for (hours, transfers, follow-up) rests on its cues.
A cue that is added after the training counts for what its clause is worth to the model until the model is learned again.
`;
}

import type { ConflictModel } from '../../src/feedback/conflict.ts';
import type { SentimentParameters } from '../../src/text/sentiment/model.ts';
import type { SentimentFigures } from './measure.ts';
import type { ConflictFigures } from './measureConflict.ts';

interface Card {
  version: number;
  training: {
    seed: number;
    licence: string;
    sets: { name: string; licence: string; texts: number }[];
    settings: object;
  };
  figures: SentimentFigures;
}

interface SentimentCardData extends Card {
  parameters: SentimentParameters;
}

/** The model card: what it is, what it was learned from, how good it is, what it cannot do. */
export function sentimentCard({ version, parameters, training, figures }: SentimentCardData): string {
  const sets = training.sets.map(({ name, licence, texts }) => `| ${name} | ${texts} | ${licence} |`);
  const dev = Object.entries(figures.sets).map(
    ([name, f]) => `| ${name} | ${f.n} | ${f.accuracy} | ${f.macroF1} | ${f.auc} |`,
  );
  const sure = Object.entries(figures.calibration).map(
    ([cut, { share, accuracy }]) =>
      `- confidence ≥ ${cut}: ${(share * 100).toFixed(1)} % of the answers, ${(accuracy * 100).toFixed(1)} % of them right`,
  );
  return `# Sentiment ${version}

Log-odds that a text is positive: n-gram weights (units 1–3, words, pairs of Latin words and NOT_x; naive-Bayes scaled L2
logistic regression; an n-gram that occurs t times in a text counts √t) plus the rules of the hand-kept lists in lexicons/, whose coefficients
were fitted on n-gram sums of texts, and of whole domains, that the n-gram model had not seen. In a whole text n-grams count
1 + ${(parameters.edges ?? 0).toFixed(2)} · (p² − 1/3) at place p (−1 the beginning, 1 the end). Besides the general weight an
n-gram has one of each expert (${parameters.experts.map(({ name }) => name).join(', ')}), who is asked as much as the domain model takes the text to be of its
kind; general and expert weights were learned together, so that the general ones hold what all kinds of text share. A text that says nothing that is known gets ${(parameters.silence ?? 0).toFixed(2)}, the log-odds of such texts in the sets, held so low that it stays neutral. One byte a weight, hashed, of the n-grams of one bucket the most useful one. Simplified Chinese (traditional is folded) and English.

Learn it again: \`npm run train -- sentiment --data DIR --licence ${training.licence} --seed ${training.seed}\`; settings ${JSON.stringify(training.settings)}.

## Learned from (train splits only)

«unstated» means that the source carries no licence words for its texts. No text of any set is in this repository, only weights.
\`--licence open\` learns from the sets with an explicit licence alone.

| set | texts | licence |
|---|---|---|
${sets.join('\n')}

## Figures (dev splits, score > 0 is positive)

| set | n | accuracy | macro-F1 | AUC |
|---|---|---|---|---|
${dev.join('\n')}

${sure.join('\n')}

## Limits

Bags of n-grams with rules: irony without a marker, comparisons («A is better than B») and long stories are read badly. Stars
are noisy labels. In a business that no set covers expect three to six points of macro-F1 less. Cantonese and dialects are
seen little.
`;
}

interface ConflictCardData extends Omit<Card, 'figures'> {
  parameters: ConflictModel;
  figures: Record<string, ConflictFigures>;
}

export function conflictCard({ version, parameters, training, figures }: ConflictCardData): string {
  const rows = Object.entries(figures).map(
    ([name, f]) =>
      `| ${name} | ${f.n} | ${f.auc} | ${f.precisionAtRecall80} | ${f.flaggedShare} | ${f.flaggedPrecision} | ${f.flaggedRecall} |`,
  );
  return `# Conflict of rating and text ${version}

How probable it is that a rating does not belong to its text, from the rating (−1..1) and the text's log-odds: ${JSON.stringify(parameters)}.
Fitted on the train splits of ${training.sets.length} sets (listed in the card of the sentiment model) with sums of n-gram models that had
not seen the text: 5 % of the ratings were mirrored, some were put into the middle, and a logistic regression tells them
from the others. Learned together with the sentiment model, seed ${training.seed}, licences: ${training.licence}.

## Figures (dev splits, 5 % of the ratings mirrored)

| set | n | AUC | precision at recall 0.8 | flagged | precision of flags | recall of flags |
|---|---|---|---|---|---|---|
${rows.join('\n')}

## Limits

People's own stars are wrong now and then; such rows count as mistakes above. In a business that no set covers five to seven
of ten flags are false alarms at recall 0.8: a list to check, not a verdict.
`;
}

interface FrequencyManifest {
  version: number;
  parameters: { documents: number };
  training: { licence: string; sets: { name: string; licence: string; texts: number }[] };
  figures: { terms: number };
}

/** The card beside the counts: what was counted, under which licences, and what it is not good for. */
export function frequencyCard({ version, parameters, training, figures }: FrequencyManifest): string {
  const rows = training.sets.map(({ name, licence, texts }) => `| ${name} | ${licence} | ${texts} |`);
  return [
    `# frequencies ${version}`,
    '',
    `In how many of ${parameters.documents} texts of feedback each of ${figures.terms} words stands; the background for`,
    'TF-IDF keywords until a workspace has enough comments of its own. Single words with counts, no texts.',
    '',
    '| set (train split) | licence words | texts |',
    '|---|---|---|',
    ...rows,
    '',
    'Limits: retail, food, travel, apps and banks weigh most; words in fewer than 8 texts are left out and count as unseen.',
    `Counted again by \`npm run train -- frequencies --data DIR\`${training.licence === 'open' ? ' with `--licence open`' : ''}.`,
    '',
  ].join('\n');
}

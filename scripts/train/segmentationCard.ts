import type { SegmentationParameters } from '../../src/artefacts/segmentation.ts';

interface SegmentationManifest {
  version: number;
  parameters: SegmentationParameters;
  training: { sets: { name: string; licence: string; texts: number }[] };
  figures: { nodes: number };
}

/** The card beside the compiled dictionary: whose words it holds, under which licences, and what it is not good for. */
export function segmentationCard({ version, training, figures }: SegmentationManifest): string {
  return [
    `# segmentation ${version}`,
    '',
    `Words with frequencies as a trie of ${figures.nodes} nodes, and a character model for words that no dictionary has:`,
    'what our own reading of jieba cuts Chinese text with.',
    '',
    '| source | licence words | entries |',
    '|---|---|---|',
    ...training.sets.map(({ name, licence, texts }) => `| ${name} | ${licence} | ${texts} |`),
    '',
    'Both packages carry the data of jieba (MIT, Copyright (c) 2013 Sun Junyi). Limits: words that folding would change',
    '(capitals, traditional characters) are left out, since texts are folded before they are cut.',
    'Compiled again by `npm run dictionary`.',
    '',
  ].join('\n');
}

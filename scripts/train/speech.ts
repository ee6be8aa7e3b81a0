import { join } from 'node:path';
import { loadModel } from '../../src/artefacts/models.ts';
import type { SpeechParameters } from '../../src/artefacts/speech.ts';
import { readRows } from '../../src/artefacts/wordList.ts';
import type { WordTrie } from '../../src/text/trie/wordTrie.ts';
import { type PartOfSpeech, packSpeech, partsOfSpeech } from '../../src/text/vectorise/speech.ts';
import { writeModel } from './writeModel.ts';

const version = 1;

/** Tags of jieba by their first letter; verbal nouns are nouns, idioms and words of time and number are others. */
const byLetter: Record<string, PartOfSpeech> = {
  n: 'noun',
  j: 'noun',
  s: 'noun',
  v: 'verb',
  a: 'adjective',
  b: 'adjective',
  z: 'adjective',
};

/** Writes models/speech: the part of speech of each word of the compiled dictionary. `tags`: word → tag of jieba. */
export function writeSpeech(modelsDir: string, lexiconDir: string, trie: WordTrie, tags: Map<string, string>): string {
  const segmentation = loadModel(modelsDir, 'segmentation');
  if (!segmentation.ok) throw new Error(segmentation.problems[0].detail);
  const parts = new Map([...tags].map(([word, tag]) => [word, partOf(tag)] as const));
  const corrections = readRows(join(lexiconDir, 'parts-of-speech.tsv')).map(({ line, columns: [word, part] }) => {
    if (!partsOfSpeech.includes(part as PartOfSpeech)) throw new Error(`parts-of-speech.tsv, line ${line}: «${part}»`);
    return [word, part as PartOfSpeech] as const;
  });
  const nodes = trie.counts.length;
  const packed = packSpeech(trie, nodes, [...parts, ...corrections]);
  const manifest = {
    name: 'speech',
    version,
    parameters: { segmentation: segmentation.value.id } satisfies SpeechParameters,
    training: {
      seed: 0,
      licence: 'open' as const,
      sets: [
        { name: 'dictionary of @node-rs/jieba', licence: 'MIT', texts: tags.size },
        { name: 'lexicons/parts-of-speech.tsv', licence: 'MIT', texts: corrections.length },
      ],
      settings: {},
    },
    figures: { nodes },
  };
  return writeModel(modelsDir, manifest, { 'parts.bin': packed, 'CARD.md': card(tags.size, corrections.length) });
}

function partOf(tag: string): PartOfSpeech {
  return tag === 'vn' ? 'noun' : (byLetter[tag[0]] ?? 'other');
}

function card(words: number, corrections: number): string {
  return [
    `# speech ${version}`,
    '',
    'The part of speech of each word of models/segmentation in two bits: noun, verb, adjective, other. It chooses words of',
    'topics, where a word stands alone; it is no tagger and knows nothing of the sentence.',
    '',
    '| source | licence | words |',
    '|---|---|---|',
    `| dictionary of @node-rs/jieba | MIT | ${words} |`,
    `| lexicons/parts-of-speech.tsv | MIT | ${corrections} |`,
    '',
    'Tags of jieba (MIT, Copyright (c) 2013 Sun Junyi) by their first letter: n, j, s and vn nouns, v verbs, a, b and z',
    'adjectives. Limits: one part a word, the most usual one; words that the dictionary has not are taken for nouns.',
    'Compiled again by `npm run dictionary`.',
    '',
  ].join('\n');
}

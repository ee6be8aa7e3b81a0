/**
 * What: computes the frequency that each domain word needs so that the segmenters keep it whole, and compiles the
 * dictionary of @node-rs/jieba, these words and the character model of nodejieba into models/segmentation, and parts of speech into models/speech.
 * When: after a change of lexicons/domain-words.txt or lexicons/parts-of-speech.tsv, or of one of the two packages.
 * Example: npm run dictionary
 *
 * A word joins when its own probability exceeds the product of those of its pieces (the rule of jieba's suggest_freq).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Jieba } from '@node-rs/jieba';
import { dict } from '@node-rs/jieba/dict.js';
import { Converter } from 'opencc-js/t2cn';
import { sha256 } from '../src/artefacts/models.ts';
import { packageRoot } from '../src/artefacts/paths.ts';
import { createFold } from '../src/text/fold/fold.ts';
import type { CharacterModel } from '../src/text/segment/jieba.ts';
import { buildWordTrie } from '../src/text/trie/wordTrie.ts';
import { segmentationCard } from './train/segmentationCard.ts';
import { writeSpeech } from './train/speech.ts';
import { writeModel } from './train/writeModel.ts';

const version = 1;

const frequencies = new Map<string, number>();
const tags = new Map<string, string>();
let total = 0;
for (const line of new TextDecoder().decode(dict).split('\n')) {
  const [word, count, tag] = line.split(' ');
  if (!count) continue;
  frequencies.set(word, Number(count));
  tags.set(word, tag);
  total += Number(count);
}
const dictionaryWords = frequencies.size;

const jieba = Jieba.withDict(dict);
const words = readFileSync('lexicons/domain-words.txt', 'utf8')
  .split('\n')
  .map((line) => line.trim())
  .filter((line) => line !== '' && !line.startsWith('#'));

const lines = [...new Set(words)].sort().map((word) => {
  let product = 1;
  for (const piece of jieba.cut(word, false)) product *= (frequencies.get(piece) ?? 1) / total;
  const needed = Math.floor(product * total) + 1;
  const count = Math.max(needed, frequencies.get(word) ?? 0, 3);
  return { word, count };
});
const domainDictionary = `${lines.map(({ word, count }) => `${word} ${count} n`).join('\n')}\n`;
writeFileSync('lexicons/domain-words.dict', domainDictionary);
console.log(`${lines.length} words written to lexicons/domain-words.dict`);

for (const { word, count } of lines) {
  total += count - (frequencies.get(word) ?? 0);
  frequencies.set(word, count);
}
// Texts are folded before they are cut, so a word that folding would change cannot occur.
const fold = createFold(Converter({ from: 't', to: 'cn' }));
const trie = buildWordTrie(new Map([...frequencies].filter(([word]) => fold(word) === word)));
const characters = readCharacterModel();

const bytes = (array: Uint16Array | Int32Array | Uint32Array | Float64Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
const manifest = {
  name: 'segmentation',
  version,
  parameters: { total, domainWords: sha256(domainDictionary) },
  training: {
    seed: 0,
    licence: 'open' as const,
    sets: [
      { name: 'dictionary of @node-rs/jieba', licence: 'MIT', texts: dictionaryWords },
      { name: 'character model of nodejieba (cppjieba)', licence: 'MIT', texts: characters.emit.length / 4 - 1 },
      { name: 'lexicons/domain-words.txt', licence: 'MIT', texts: lines.length },
    ],
    settings: {},
  },
  figures: { nodes: trie.counts.length },
};
const folder = writeModel(join(packageRoot, 'models'), manifest, {
  'classes.bin': bytes(trie.classOf),
  'links.bin': bytes(trie.links),
  'counts.bin': bytes(trie.counts),
  'rows.bin': bytes(characters.rowOf),
  'characters.bin': bytes(characters.emit),
  'CARD.md': segmentationCard(manifest),
});
console.log(`dictionary compiled to ${folder}`);
console.log(`parts of speech compiled to ${writeSpeech(join(packageRoot, 'models'), 'lexicons', trie, tags)}`);

/** The file has, after the start and transition tables, a line each for begin, end, middle and single: `字:-9.1,…`. */
function readCharacterModel(): CharacterModel {
  const require = createRequire(import.meta.url);
  const file = join(dirname(require.resolve('nodejieba')), 'submodules/cppjieba/dict/hmm_model.utf8');
  const emissions = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .slice(-4);
  const unseen = [-3.14e100, -3.14e100, -3.14e100, -3.14e100];
  const rowOf = new Uint16Array(65_536);
  const rows = [unseen];
  for (const [state, line] of emissions.entries())
    for (const entry of line.split(',')) {
      const [character, value] = entry.split(':');
      const unit = character.charCodeAt(0);
      if (rowOf[unit] === 0) rowOf[unit] = rows.push([...unseen]) - 1;
      rows[rowOf[unit]][state] = Number(value);
    }
  return { rowOf, emit: Float64Array.from(rows.flat()) };
}

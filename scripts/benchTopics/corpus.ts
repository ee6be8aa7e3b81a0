import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Jieba } from '@node-rs/jieba';
import { dict } from '@node-rs/jieba/dict.js';
import { packageRoot } from '../../src/artefacts/paths.ts';
import { loadSpeech } from '../../src/artefacts/speech.ts';
import { createStemmer } from '../../src/artefacts/stemmer.ts';
import { loadTextTools } from '../../src/artefacts/text.ts';
import { readWords } from '../../src/artefacts/wordList.ts';
import { createTermReader } from '../../src/feedback/topics/terms.ts';
import { type Corpus, createCorpusBuilder, vocabularyDefaults } from '../../src/text/vectorise/corpus.ts';
import { type WordRows, wordRows } from '../../src/text/vectorise/rows.ts';

const set = 'online_shopping_10_cats';
const lexicons = join(packageRoot, 'lexicons');

interface Row {
  text: string;
  category: string;
}

export interface BenchCorpus extends Corpus {
  /** Category of each comment, by number. */
  gold: number[];
  /** The dev split, in words of the vocabulary. */
  heldOut: WordRows;
}

/** How comments are read. */
interface Stream {
  read(text: string): string[];
  maxShare: number;
  /** Comments of fewer words are left out, in both splits. */
  fewestWords: number;
}

export function readSplit(dir: string, split: 'train' | 'dev'): Row[] {
  return gunzipSync(readFileSync(join(dir, `${set}.${split}.jsonl.gz`)))
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
}

/** Our own words, as a topic run reads them. */
export function ownStream(): Stream {
  return { read: createTextReader(), maxShare: vocabularyDefaults.maxShare, fewestWords: 1 };
}

/** Reads a text into the words of topic models. */
export function createTextReader(): (text: string) => string[] {
  const text = loadTextTools(lexicons, 'jieba-rs');
  if (!text.ok) throw new Error('the word lists are not sound');
  const { read } = text.value;
  const terms = createTermReader({ stopWords: readStopWords(), stem: createStemmer(), synonyms: new Map() });
  return (received) => terms(read(received));
}

/**
 * The words that other samplers were measured on: jieba's with its own dictionary and new words, Chinese, of two characters
 * and more, stop words out, in 30 % of the comments at most, comments of three words and more. Their list of stop words is not
 * known; common lists hold function words, so of ours the nouns and adjectives stay in. With that a comment has as many
 * words as theirs have.
 */
export function peerStream(): Stream {
  const jieba = Jieba.withDict(dict);
  const speech = loadSpeech(join(packageRoot, 'models'));
  if (!speech.ok) throw new Error('the parts of speech are not sound');
  const partOf = speech.value;
  const content = new Set(['noun', 'adjective']);
  const stopWords = new Set([...readStopWords()].filter((word) => !content.has(partOf(word))));
  const wanted = (word: string): boolean => /^\p{Script=Han}{2,}$/u.test(word) && !stopWords.has(word);
  return { read: (text) => jieba.cut(text, true).filter(wanted), maxShare: 0.3, fewestWords: 3 };
}

function readStopWords(): ReadonlySet<string> {
  const words = readWords(join(lexicons, 'stop-words.txt'));
  if (!words.ok) throw new Error('the stop words are not sound');
  return words.value;
}

export function loadBenchCorpus(dir: string, { read, maxShare, fewestWords }: Stream): BenchCorpus {
  const train = readSplit(dir, 'train');
  const builder = createCorpusBuilder();
  for (const { text } of train) builder.add(read(text));
  const { rows, vocabulary, documentFrequency } = builder.finish({ ...vocabularyDefaults, maxShare });
  const numbers = new Map(vocabulary.map((word, i) => [word, i]));
  const long = (words: { length: number }): boolean => words.length >= fewestWords;
  const categories = [...new Set(train.map(({ category }) => category))];
  const wordsOf = (i: number): Uint32Array => rows.words.subarray(rows.offsets[i], rows.offsets[i + 1]);
  const kept = train.flatMap(({ category }, i) => {
    const words = wordsOf(i);
    return long(words) ? [{ words, category: categories.indexOf(category) }] : [];
  });
  const heldOut = readSplit(dir, 'dev').map(({ text }) => read(text).flatMap((word) => numbers.get(word) ?? []));
  const size = vocabulary.length;
  return {
    rows: wordRows(
      kept.map(({ words }) => words),
      size,
    ),
    vocabulary,
    documentFrequency,
    gold: kept.map(({ category }) => category),
    heldOut: wordRows(heldOut.filter(long), size),
  };
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { packageRoot } from '../../src/artefacts/paths.ts';
import { createStemmer } from '../../src/artefacts/stemmer.ts';
import { loadTextTools } from '../../src/artefacts/text.ts';
import { readWords } from '../../src/artefacts/wordList.ts';
import { createTermReader } from '../../src/feedback/topics/terms.ts';
import { type Corpus, createCorpusBuilder, vocabularyDefaults } from '../../src/text/vectorise/corpus.ts';
import { type WordRows, wordRows } from '../../src/text/vectorise/rows.ts';

const set = 'online_shopping_10_cats';

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

export function readSplit(dir: string, split: 'train' | 'dev'): Row[] {
  return gunzipSync(readFileSync(join(dir, `${set}.${split}.jsonl.gz`)))
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
}

/** Reads a text into the words of topic models. */
export function createTextReader(): (text: string) => string[] {
  const lexicons = join(packageRoot, 'lexicons');
  const text = loadTextTools(lexicons, 'jieba-rs');
  const stopWords = readWords(join(lexicons, 'stop-words.txt'));
  if (!text.ok || !stopWords.ok) throw new Error('the word lists are not sound');
  const { read } = text.value;
  const terms = createTermReader({ stopWords: stopWords.value, stem: createStemmer(), synonyms: new Map() });
  return (received) => terms(read(received));
}

export function loadBenchCorpus(dir: string): BenchCorpus {
  const read = createTextReader();
  const train = readSplit(dir, 'train');
  const builder = createCorpusBuilder();
  for (const { text } of train) builder.add(read(text));
  const corpus = builder.finish(vocabularyDefaults);
  const numbers = new Map(corpus.vocabulary.map((word, i) => [word, i]));
  const known = (text: string): number[] => read(text).flatMap((word) => numbers.get(word) ?? []);
  const categories = [...new Set(train.map(({ category }) => category))];
  return {
    ...corpus,
    gold: train.map(({ category }) => categories.indexOf(category)),
    heldOut: wordRows(
      readSplit(dir, 'dev').map(({ text }) => known(text)),
      corpus.vocabulary.length,
    ),
  };
}

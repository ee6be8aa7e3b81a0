import { occurrencesCount } from '../classify/linear.ts';
import type { Document } from '../document.ts';
import { hashesOf } from '../vectorise/features.ts';
import type { SentimentLexicon } from './lexicon.ts';
import { createFinder } from './measure.ts';
import type { Sentiment } from './sentiment.ts';

/** What an adaptation learns of one text. */
export interface AdaptationText {
  /** Hash of each n-gram, and what it counts in the text (`occurrencesCount`). */
  hash: Int32Array;
  value: Float64Array;
  /** Number of n-grams, repetitions counted. */
  size: number;
  /** Hashes of the words, each as often as it occurs. */
  words: Int32Array;
  /** Log-odds of a positive text by the shipped model. */
  sum: number;
}

/** Reads texts as the stage does. */
export function createAdaptationTextReader(
  sentiment: Sentiment,
  lexicon: SentimentLexicon,
): (document: Document) => AdaptationText {
  const find = createFinder(lexicon);
  return (document) => {
    const { sum } = sentiment.read(document);
    const { features } = find(document);
    const counts = new Map<number, number>();
    let size = 0;
    for (const hash of hashesOf(features)) {
      size++;
      counts.set(hash, (counts.get(hash) ?? 0) + 1);
    }
    return {
      hash: Int32Array.from(counts.keys()),
      value: Float64Array.from(counts.values(), occurrencesCount),
      size,
      words: features.word.slice(0, features.words),
      sum,
    };
  };
}

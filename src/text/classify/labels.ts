import { bucketOf, isHan, isWord, mix, seed } from './categories.ts';

/**
 * Linear scores of many labels at once over hashed features of a stretch of folded text: Han characters, pairs of them,
 * Latin words and pairs of them. Most features speak for few labels, so each bucket lists only those.
 */
export interface LabelModel {
  /** Number of labels, at most 255. */
  labels: number;
  /** The entries of bucket b are `rows[b] .. rows[b + 1]`; the number of buckets is a power of two. */
  rows: Uint32Array;
  /** Weight · 256 + label; the weight, −127..127, in units of `scale`. */
  entries: Int16Array;
  scale: number;
}

/** Writes the features of `text[from..to)` into `out` and returns their number, at most `out.length`. */
export function labelFeatures(text: string, from: number, to: number, buckets: number, out: Int32Array): number {
  let count = 0;
  let word = seed;
  let lastWord = 0;
  let lastHan = 0;
  // One position adds four at most.
  const limit = out.length - 4;
  for (let i = from; i <= to && count < limit; i++) {
    const unit = i < to ? text.charCodeAt(i) : 0;
    if (isWord(unit)) {
      word = mix(word, unit);
      lastHan = 0;
      continue;
    }
    if (word !== seed) {
      out[count++] = bucketOf(word, buckets);
      if (lastWord !== 0) out[count++] = bucketOf(mix(word, lastWord), buckets);
      lastWord = word;
      word = seed;
    }
    if (isHan(unit)) {
      out[count++] = bucketOf(mix(hanSeed, unit), buckets);
      if (lastHan !== 0) out[count++] = bucketOf(mix(mix(seed, lastHan), unit), buckets);
      lastHan = unit;
      lastWord = 0;
    } else lastHan = 0;
  }
  return count;
}

const hanSeed = 0x1234567;

/** Features of one stretch beyond this are left out: a clause is shorter. */
export const labelFeatureLimit = 512;

/**
 * Adds the weights of the features of `text[from..to)` to `sums`, one a label, and answers their unit: a score is
 * sum · unit, where the unit is `scale` / √(number of features).
 */
export type LabelScorer = (text: string, from: number, to: number, sums: Int32Array) => number;

export function createLabelScorer({ rows, entries, scale }: LabelModel): LabelScorer {
  const features = new Int32Array(labelFeatureLimit);
  const buckets = rows.length - 1;
  return (text, from, to, sums) => {
    const count = labelFeatures(text, from, to, buckets, features);
    for (let f = 0; f < count; f++) {
      const end = rows[features[f] + 1];
      for (let k = rows[features[f]]; k < end; k++) {
        const entry = entries[k];
        sums[entry & 255] += entry >> 8;
      }
    }
    return scale / Math.sqrt(Math.max(1, count));
  };
}

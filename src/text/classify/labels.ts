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
  label: Uint8Array;
  /** In units of `scale`. */
  weight: Int8Array;
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

/** Adds the scores of `text[from..to)` to `scores[at .. at + labels)`: Σ weights / √(number of features). */
export type LabelScorer = (text: string, from: number, to: number, scores: Float64Array, at: number) => void;

export function createLabelScorer({ labels, rows, label, weight, scale }: LabelModel): LabelScorer {
  const features = new Int32Array(labelFeatureLimit);
  const sums = new Int32Array(labels);
  const buckets = rows.length - 1;
  return (text, from, to, scores, at) => {
    const count = labelFeatures(text, from, to, buckets, features);
    if (count === 0) return;
    sums.fill(0);
    for (let f = 0; f < count; f++) {
      const end = rows[features[f] + 1];
      for (let k = rows[features[f]]; k < end; k++) sums[label[k]] += weight[k];
    }
    const unit = scale / Math.sqrt(count);
    for (let l = 0; l < labels; l++) scores[at + l] += sums[l] * unit;
  };
}

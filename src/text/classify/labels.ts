import { bucketOf, isHan, isWord, mix, seed } from './categories.ts';
import { type ByteRows, createRowSums } from './rowSums.ts';

/**
 * Linear scores of many labels at once over hashed features of a stretch of folded text: Han characters, pairs of them,
 * Latin words and pairs of them. Most features speak for few labels, so the file lists only those of each bucket.
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

export interface LabelScorer {
  /** Sums of the weights of each label, overwritten by each `score`. */
  readonly sums: Int32Array;
  /** Adds up the features of `text[from..to)` and answers the unit of the sums: `scale` / √(number of features). */
  score(text: string, from: number, to: number): number;
}

/** `kernel`: see `createRowSums`. */
export function createLabelScorer(model: LabelModel, kernel: WebAssembly.Module | null = null): LabelScorer {
  const { indices, sums, sum } = createRowSums(denseRows(model), labelFeatureLimit, kernel);
  const buckets = model.rows.length - 1;
  return {
    sums,
    score(text, from, to) {
      const count = labelFeatures(text, from, to, buckets, indices);
      sum(count);
      return model.scale / Math.sqrt(Math.max(1, count));
    },
  };
}

/** A full row a bucket takes more memory than its entries, but a sixth of the time. */
function denseRows({ labels, rows, entries }: LabelModel): ByteRows {
  const bytes = new Int8Array((rows.length - 1) * labels);
  for (let b = 0; b + 1 < rows.length; b++)
    for (let k = rows[b]; k < rows[b + 1]; k++) bytes[b * labels + (entries[k] & 255)] = entries[k] >> 8;
  return { columns: labels, bytes };
}

import { createRowSums } from './rowSums.ts';

/**
 * A linear classifier (multinomial logistic regression) over hashed features of the folded text: pairs of Han
 * characters, Latin words and pairs of them. Plain data, weights in eight bits.
 */
export interface CategoryModel {
  categories: readonly string[];
  /** Number of buckets, a power of two. */
  buckets: number;
  /** Weight of bucket b for category c at `b · categories + c`, in units of `scale`. */
  weights: Int8Array;
  scale: number;
  bias: Float32Array;
}

export const isWord = (unit: number): boolean =>
  (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x30 && unit <= 0x39) || (unit >= 0xc0 && unit <= 0x24f);
export const isHan = (unit: number): boolean => unit >= 0x3400 && unit <= 0x9fff;

export const mix = (hash: number, unit: number): number => Math.imul(hash ^ unit, 0x01000193);
/** The upper bits of a product are the well-mixed ones. */
export const bucketOf = (hash: number, buckets: number): number => (Math.imul(hash, 0x9e3779b1) >>> 8) & (buckets - 1);
export const seed = 0x811c9dc5 | 0;

/** Writes the features of `text` into `out` and returns their number, at most `out.length`. */
export function categoryFeatures(text: string, buckets: number, out: Int32Array): number {
  let count = 0;
  let word = seed;
  let lastWord = 0;
  let lastHan = 0;
  // One position adds three at most.
  const limit = out.length - 3;
  for (let i = 0; i <= text.length && count < limit; i++) {
    const unit = i < text.length ? text.charCodeAt(i) : 0;
    if (isHan(unit)) {
      if (lastHan !== 0) out[count++] = bucketOf(mix(mix(seed, lastHan), unit), buckets);
      lastHan = unit;
    } else lastHan = 0;
    if (isWord(unit)) {
      word = mix(word, unit);
    } else if (word !== seed) {
      out[count++] = bucketOf(word, buckets);
      if (lastWord !== 0) out[count++] = bucketOf(mix(word, lastWord), buckets);
      lastWord = word;
      word = seed;
    }
  }
  return count;
}

/** Features beyond this say nothing new about the kind of a text. */
export const categoryFeatureLimit = 256;

/** Probabilities of the categories, in their order; the array is valid until the next call. `kernel`: see `createRowSums`. */
export function createCategoriser(
  { categories, buckets, weights, scale, bias }: CategoryModel,
  kernel: WebAssembly.Module | null = null,
): (folded: string) => Float64Array {
  const rows = { columns: categories.length, bytes: weights };
  const { indices, sums, sum } = createRowSums(rows, categoryFeatureLimit, kernel);
  const probabilities = new Float64Array(categories.length);
  return (folded) => {
    const count = categoryFeatures(folded, buckets, indices);
    sum(count);
    const unit = scale / Math.sqrt(Math.max(1, count));
    for (let c = 0; c < probabilities.length; c++) probabilities[c] = sums[c] * unit + bias[c];
    softmax(probabilities);
    return probabilities;
  };
}

/** Turns log-odds into probabilities in place. */
export function softmax(values: Float64Array): void {
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) if (values[i] > highest) highest = values[i];
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    values[i] = Math.exp(values[i] - highest);
    total += values[i];
  }
  for (let i = 0; i < values.length; i++) values[i] /= total;
}

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

/** Features beyond this say nothing new about the kind of a text (and would run over the sums below). */
export const categoryFeatureLimit = 256;

export const mostCategories = 16;

/**
 * Probabilities of the categories, in their order; the array is valid until the next call.
 *
 * Weights are added four at a time: of each bucket 16 bytes, made positive by adding 128, lie in four words; a word is added
 * to two sums of two 16-bit lanes each, which 256 features cannot fill.
 */
export function createCategoriser(model: CategoryModel): (folded: string) => Float64Array {
  const { categories, buckets, scale, bias } = model;
  const width = categories.length;
  const words = packedWords(model);
  const features = new Int32Array(categoryFeatureLimit);
  const probabilities = new Float64Array(width);
  const lanes = new Int32Array(8);
  return (folded) => {
    const count = categoryFeatures(folded, buckets, features);
    addLanes(words, features, count, lanes);
    const unit = scale / Math.sqrt(Math.max(1, count));
    for (let c = 0; c < width; c++) {
      const lane = lanes[2 * (c >> 2) + (c & 1)];
      const sum = (c & 2 ? lane >>> 16 : lane & 0xffff) - 128 * count;
      probabilities[c] = sum * unit + bias[c];
    }
    softmax(probabilities);
    return probabilities;
  };
}

/** Four words a bucket; category c is byte c % 4 of word c / 4. */
function packedWords({ categories, buckets, weights }: CategoryModel): Int32Array {
  const width = categories.length;
  if (width > mostCategories) throw new RangeError(`${width} categories, at most ${mostCategories}`);
  const words = new Int32Array(4 * buckets);
  for (let b = 0; b < buckets; b++)
    for (let c = 0; c < width; c++) words[4 * b + (c >> 2)] |= (weights[b * width + c] + 128) << (8 * (c & 3));
  return words;
}

/** `lanes[2 w]` gets the sums of the bytes 0 and 2 of word w, `lanes[2 w + 1]` those of the bytes 1 and 3. */
function addLanes(words: Int32Array, features: Int32Array, count: number, lanes: Int32Array): void {
  const mask = 0x00ff00ff;
  let [a, b, c, d, e, f, g, h] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let k = 0; k < count; k++) {
    const at = 4 * features[k];
    const first = words[at];
    const second = words[at + 1];
    const third = words[at + 2];
    const fourth = words[at + 3];
    a = (a + (first & mask)) | 0;
    b = (b + ((first >>> 8) & mask)) | 0;
    c = (c + (second & mask)) | 0;
    d = (d + ((second >>> 8) & mask)) | 0;
    e = (e + (third & mask)) | 0;
    f = (f + ((third >>> 8) & mask)) | 0;
    g = (g + (fourth & mask)) | 0;
    h = (h + ((fourth >>> 8) & mask)) | 0;
  }
  lanes[0] = a;
  lanes[1] = b;
  lanes[2] = c;
  lanes[3] = d;
  lanes[4] = e;
  lanes[5] = f;
  lanes[6] = g;
  lanes[7] = h;
}

/** Turns log-odds into probabilities in place. */
export function softmax(values: Float64Array): void {
  let highest = Number.NEGATIVE_INFINITY;
  for (const value of values) if (value > highest) highest = value;
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    values[i] = Math.exp(values[i] - highest);
    total += values[i];
  }
  for (let i = 0; i < values.length; i++) values[i] /= total;
}

import { type CategoryModel, categoryFeatureLimit, categoryFeatures, softmax } from './categories.ts';

export interface CategoryExample {
  /** Folded. */
  text: string;
  /** Index into the categories. */
  category: number;
}

export interface CategoryParams {
  buckets: number;
  epochs: number;
  /** First step size; it falls to nothing over the epochs. */
  rate: number;
  /** Weight of the L2 regulariser per step. */
  decay: number;
  /** Numbers in 0..1, seeded by the caller. */
  random(): number;
}

/** Fits by stochastic gradient descent with AdaGrad steps (Duchi et al. 2011), then rounds the weights to bytes. */
export function fitCategories(
  examples: readonly CategoryExample[],
  categories: readonly string[],
  params: CategoryParams,
): CategoryModel {
  const width = categories.length;
  const weights = new Float32Array(params.buckets * width);
  const squares = new Float32Array(params.buckets * width).fill(1e-3);
  const bias = new Float32Array(width);
  const features = new Int32Array(categoryFeatureLimit);
  const sums = new Float64Array(width);
  const order = Int32Array.from(examples, (_, i) => i);
  const total = params.epochs * order.length;
  for (let done = 0; done < total; done++) {
    if (done % order.length === 0) shuffleInPlace(order, params.random);
    const { text, category } = examples[order[done % order.length]];
    const count = categoryFeatures(text, params.buckets, features);
    if (count === 0) continue;
    const unit = 1 / Math.sqrt(count);
    predict(weights, bias, features, count, unit, sums);
    sums[category] -= 1;
    const rate = params.rate * (1 - done / total);
    for (let f = 0; f < count; f++) {
      const row = features[f] * width;
      for (let c = 0; c < width; c++) {
        const gradient = sums[c] * unit + params.decay * weights[row + c];
        squares[row + c] += gradient * gradient;
        weights[row + c] -= (rate * gradient) / Math.sqrt(squares[row + c]);
      }
    }
    for (let c = 0; c < width; c++) bias[c] -= 0.01 * rate * sums[c];
  }
  return rounded(weights, bias, categories, params.buckets);
}

function predict(
  weights: Float32Array,
  bias: Float32Array,
  features: Int32Array,
  count: number,
  unit: number,
  sums: Float64Array,
): void {
  const width = bias.length;
  sums.fill(0);
  for (let f = 0; f < count; f++) {
    const row = features[f] * width;
    for (let c = 0; c < width; c++) sums[c] += weights[row + c];
  }
  for (let c = 0; c < width; c++) sums[c] = sums[c] * unit + bias[c];
  softmax(sums);
}

function rounded(
  weights: Float32Array,
  bias: Float32Array,
  categories: readonly string[],
  buckets: number,
): CategoryModel {
  let highest = 1e-9;
  for (const weight of weights) highest = Math.max(highest, Math.abs(weight));
  const scale = highest / 127;
  return { categories, buckets, weights: Int8Array.from(weights, (w) => Math.round(w / scale)), scale, bias };
}

export function shuffleInPlace(order: Int32Array, random: () => number): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const kept = order[i];
    order[i] = order[j];
    order[j] = kept;
  }
}

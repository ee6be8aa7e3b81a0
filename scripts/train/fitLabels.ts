import { shuffleInPlace } from '../../src/text/classify/fitCategories.ts';
import { type LabelModel, labelFeatureLimit, labelFeatures } from '../../src/text/classify/labels.ts';

/** Clauses with their labels, packed: example i has the features `features[starts[i] .. starts[i + 1])`. */
export class LabelExamples {
  readonly labels: (readonly number[])[] = [];
  /** Probabilities of the kinds of business of the comment. */
  readonly context: Float64Array[] = [];
  readonly weight: number[] = [];
  readonly starts: number[] = [0];
  features = new Int32Array(1 << 20);
  private readonly found = new Int32Array(labelFeatureLimit);
  readonly buckets: number;

  constructor(buckets: number) {
    this.buckets = buckets;
  }

  get count(): number {
    return this.labels.length;
  }

  /** Adds one clause; one without features tells nothing and is left out. */
  add(clause: string, labels: readonly number[], context: Float64Array, weight: number): void {
    const count = labelFeatures(clause, 0, clause.length, this.buckets, this.found);
    if (count === 0) return;
    const at = this.starts[this.count];
    while (at + count > this.features.length) {
      const larger = new Int32Array(this.features.length * 2);
      larger.set(this.features);
      this.features = larger;
    }
    this.features.set(this.found.subarray(0, count), at);
    this.starts.push(at + count);
    this.labels.push(labels);
    this.context.push(context);
    this.weight.push(weight);
  }
}

export interface LabelFit {
  labels: number;
  contexts: number;
  epochs: number;
  /** First step size; it falls to nothing over the epochs. */
  rate: number;
  /** Numbers in 0..1, seeded by the caller. */
  random(): number;
}

export interface FittedLabels {
  buckets: number;
  labels: number;
  /** Weight of bucket b for label l at `b · labels + l`. */
  weights: Float32Array;
  /** Of context c at `c · labels + l`. */
  contexts: Float32Array;
  bias: Float32Array;
}

/** A label that is as good as right teaches nothing. */
const settled = 0.01;
/** Labels are rare. */
const firstBias = -4;

/** One logistic regression a label over shared features, by stochastic gradient descent with AdaGrad steps. */
export function fitLabels(examples: readonly LabelExamples[], fit: LabelFit): FittedLabels {
  const { labels } = fit;
  const { buckets } = examples[0];
  const weights = new Float32Array(buckets * labels);
  const squares = new Float32Array(buckets * labels).fill(1e-2);
  const contexts = new Float32Array(fit.contexts * labels);
  const contextSquares = new Float32Array(fit.contexts * labels).fill(1);
  const bias = new Float32Array(labels).fill(firstBias);
  const biasSquares = new Float32Array(labels).fill(1);
  const order = Int32Array.from({ length: examples.reduce((sum, { count }) => sum + count, 0) }, (_, i) => i);
  const sums = new Float64Array(labels);
  const active = new Int32Array(labels);
  const slope = new Float64Array(labels);

  const learn = (from: LabelExamples, i: number, rate: number): void => {
    const start = from.starts[i];
    const end = from.starts[i + 1];
    const context = from.context[i];
    const unit = 1 / Math.sqrt(end - start);
    sums.set(bias);
    for (let c = 0; c < fit.contexts; c++)
      if (context[c] >= 0.01) for (let l = 0; l < labels; l++) sums[l] += context[c] * contexts[c * labels + l];
    for (let f = start; f < end; f++) {
      const row = from.features[f] * labels;
      for (let l = 0; l < labels; l++) sums[l] += unit * weights[row + l];
    }
    let count = 0;
    for (let l = 0; l < labels; l++) {
      const error = 1 / (1 + Math.exp(-sums[l])) - Number(from.labels[i].includes(l));
      if (Math.abs(error * from.weight[i]) <= settled) continue;
      active[count] = l;
      slope[count++] = error * from.weight[i];
    }
    const move = (w: Float32Array, s: Float32Array, row: number, value: number): void => {
      for (let a = 0; a < count; a++) {
        const k = row + active[a];
        const gradient = slope[a] * value;
        s[k] += gradient * gradient;
        w[k] -= (rate * gradient) / Math.sqrt(s[k]);
      }
    };
    for (let f = start; f < end; f++) move(weights, squares, from.features[f] * labels, unit);
    for (let c = 0; c < fit.contexts; c++)
      if (context[c] >= 0.01) move(contexts, contextSquares, c * labels, context[c]);
    move(bias, biasSquares, 0, 1);
  };

  const total = fit.epochs * order.length;
  for (let n = 0; n < total; n++) {
    if (n % order.length === 0) shuffleInPlace(order, fit.random);
    let i = order[n % order.length];
    let list = 0;
    while (i >= examples[list].count) i -= examples[list++].count;
    learn(examples[list], i, fit.rate * (1 - n / total));
  }
  return { buckets, labels, weights, contexts, bias };
}

/** Weights in one byte, without those that are small. */
export function packLabels(
  { buckets, labels, weights }: FittedLabels,
  least: number,
): LabelModel & { sizes: Uint8Array } {
  const highest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 1e-9);
  const scale = highest / 127;
  const entries: number[] = [];
  const rows = new Uint32Array(buckets + 1);
  for (let b = 0; b < buckets; b++) {
    for (let l = 0; l < labels; l++) {
      const w = weights[b * labels + l];
      const rounded = Math.round(w / scale);
      if (Math.abs(w) < least || rounded === 0) continue;
      entries.push(rounded * 256 + l);
    }
    rows[b + 1] = entries.length;
  }
  const sizes = Uint8Array.from({ length: buckets }, (_, b) => rows[b + 1] - rows[b]);
  return { labels, rows, sizes, entries: Int16Array.from(entries), scale };
}

import { bestDual, shuffle, xorshift } from './linear.ts';

/** Rows in compressed form: row i holds `value[k]` of feature `index[k]`, for k from `offset[i]` to `offset[i + 1]`. */
export interface ValueRows {
  features: number;
  offset: ArrayLike<number>;
  index: ArrayLike<number>;
  value: ArrayLike<number>;
}

/** What is known of each row, in columns: its label, how much it counts (0: not at all), and the log-odds it has without any weight. */
export interface OffsetLabels {
  positive: ArrayLike<number>;
  weight: ArrayLike<number>;
  logOdds: ArrayLike<number>;
}

export interface OffsetLogisticParams {
  /** Passes over the rows at most; fewer when no row moves any more. */
  passes: number;
  seed: number;
}

/** A pass in which no α moves by more than this share of its range is the last one. */
const settled = 1e-3;

/**
 * The weights w that minimise ½·|w|² + Σ weight · ln(1 + exp(−y·(logOdds + wᵀx))), y = ±1, by dual coordinate descent (Yu,
 * Huang, Lin 2011; the offset joins the margin). A feature with a prior of standard deviation s comes as s times its value.
 */
export function fitOffsetLogistic(rows: ValueRows, labels: OffsetLabels, params: OffsetLogisticParams): Float64Array {
  const n = labels.positive.length;
  const w = new Float64Array(rows.features);
  const alpha = new Float64Array(n);
  const norms = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    alpha[i] = Math.min(0.001 * labels.weight[i], 1e-8);
    for (let k = rows.offset[i]; k < rows.offset[i + 1]; k++) norms[i] += rows.value[k] ** 2;
    addRow(rows, w, i, signOf(labels, i) * alpha[i]);
  }
  const random = xorshift(params.seed);
  const order = Int32Array.from({ length: n }, (_, i) => i).filter((i) => labels.weight[i] > 0);
  for (let pass = 0; pass < params.passes; pass++) {
    shuffle(order, random);
    let largest = 0;
    for (const i of order) {
      const y = signOf(labels, i);
      const now = bestDual(norms[i], labels.weight[i], alpha[i], y * (labels.logOdds[i] + rowProduct(rows, w, i)));
      largest = Math.max(largest, Math.abs(now - alpha[i]) / labels.weight[i]);
      addRow(rows, w, i, y * (now - alpha[i]));
      alpha[i] = now;
    }
    if (largest < settled) break;
  }
  return w;
}

/** wᵀx of row i. */
export function rowProduct(rows: ValueRows, w: Float64Array, i: number): number {
  let sum = 0;
  for (let k = rows.offset[i]; k < rows.offset[i + 1]; k++) sum += w[rows.index[k]] * rows.value[k];
  return sum;
}

function signOf({ positive }: OffsetLabels, i: number): number {
  return positive[i] === 1 ? 1 : -1;
}

function addRow(rows: ValueRows, w: Float64Array, i: number, factor: number): void {
  if (factor === 0) return;
  for (let k = rows.offset[i]; k < rows.offset[i + 1]; k++) w[rows.index[k]] += factor * rows.value[k];
}

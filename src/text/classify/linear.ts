/**
 * A two-class linear model over hashed features: log-odds = Σ weight(f) / √n over the n different features of a
 * text. Weights are one byte each: byte q (−127..127) stands for sign(q) · (q / 127)² · scale, which keeps small
 * weights apart and large ones in range.
 */
export interface LinearModel {
  bits: number;
  scale: number;
  weights: Int8Array;
}

/** Keeps the few n-grams of a very short text from speaking too loudly. */
const shortTextDamping = 4;

/** What the sum over the n different features of a text is multiplied by. */
export function rowNorm(n: number): number {
  return 1 / Math.sqrt(n + shortTextDamping);
}

/** Value of each byte; index it with `q + 128`. */
export function decodeTable(scale: number): Float64Array {
  const table = new Float64Array(256);
  for (let q = -127; q <= 127; q++) table[q + 128] = Math.sign(q) * (q / 127) ** 2 * scale;
  return table;
}

/** Rounds weights to bytes on the square scale. */
export function quantise(weights: Float64Array, bits: number): LinearModel {
  let scale = 0;
  for (const w of weights) scale = Math.max(scale, Math.abs(w));
  const bytes = new Int8Array(weights.length);
  if (scale > 0) {
    for (let f = 0; f < weights.length; f++) {
      const w = weights[f];
      bytes[f] = Math.sign(w) * Math.round(127 * Math.sqrt(Math.abs(w) / scale));
    }
  }
  return { bits, scale, weights: bytes };
}

/** Binary rows in compressed form: row i holds the different features `index[offset[i]..offset[i + 1])`. */
export interface BinaryRows {
  bits: number;
  offset: Int32Array;
  index: Int32Array;
}

export interface LogisticParams {
  /** Weight of the loss against the regulariser. */
  C: number;
  passes: number;
  seed: number;
  /** Count added to every feature in both classes. */
  smoothing: number;
}

/**
 * Fits an L2-regularised logistic regression without an intercept by dual coordinate descent (Yu, Huang, Lin:
 * "Dual coordinate descent methods for logistic regression and maximum entropy models", 2011), on features scaled
 * by their naive-Bayes log ratio (Wang, Manning: "Baselines and Bigrams", 2012). The scale is folded into the
 * answer: apply the weights as `Σ w / √n`. `positive[i]` is 1 or 0, `weight[i]` multiplies the loss of row i.
 */
export function fitLogistic(
  rows: BinaryRows,
  positive: Uint8Array,
  weight: Float64Array,
  params: LogisticParams,
): Float64Array {
  const ratio = logRatios(rows, positive, weight, params.smoothing);
  const w = new Float64Array(1 << rows.bits);
  const n = positive.length;
  const alpha = new Float64Array(n);
  const norms = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    alpha[i] = Math.min(0.001 * params.C, 1e-8) * weight[i];
    norms[i] = squaredNorm(rows, i, ratio);
    addRow(rows, i, ratio, w, (positive[i] === 1 ? 1 : -1) * alpha[i]);
  }
  const random = xorshift(params.seed);
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let pass = 0; pass < params.passes; pass++) {
    shuffle(order, random);
    for (const i of order)
      descend(rows, i, ratio, w, positive[i] === 1 ? 1 : -1, params.C * weight[i], norms[i], alpha);
  }
  for (let f = 0; f < w.length; f++) w[f] *= ratio[f];
  return w;
}

/** |ln(share of the feature in positive rows / share in negative rows)|, scaled to a root mean square of 1 over occurrences. */
function logRatios(rows: BinaryRows, positive: Uint8Array, weight: Float64Array, smoothing: number): Float64Array {
  const size = 1 << rows.bits;
  const pos = new Float64Array(size).fill(smoothing);
  const neg = new Float64Array(size).fill(smoothing);
  for (let i = 0; i < positive.length; i++) {
    const side = positive[i] === 1 ? pos : neg;
    for (let k = rows.offset[i]; k < rows.offset[i + 1]; k++) side[rows.index[k]] += weight[i];
  }
  let posTotal = 0;
  let negTotal = 0;
  for (let f = 0; f < size; f++) {
    posTotal += pos[f];
    negTotal += neg[f];
  }
  let squares = 0;
  let occurrences = 0;
  for (let f = 0; f < size; f++) {
    const seen = pos[f] + neg[f] - 2 * smoothing;
    pos[f] = seen > 0 ? Math.abs(Math.log((pos[f] / posTotal) * (negTotal / neg[f]))) : 0;
    squares += seen * pos[f] ** 2;
    occurrences += seen;
  }
  const rms = Math.sqrt(squares / Math.max(occurrences, 1)) || 1;
  return pos.map((r) => r / rms);
}

function inverseRoot(rows: BinaryRows, i: number): number {
  return rowNorm(rows.offset[i + 1] - rows.offset[i]);
}

function squaredNorm(rows: BinaryRows, i: number, ratio: Float64Array): number {
  let sum = 0;
  for (let k = rows.offset[i]; k < rows.offset[i + 1]; k++) sum += ratio[rows.index[k]] ** 2;
  return sum * inverseRoot(rows, i) ** 2;
}

function addRow(rows: BinaryRows, i: number, ratio: Float64Array, w: Float64Array, factor: number): void {
  const step = factor * inverseRoot(rows, i);
  for (let k = rows.offset[i]; k < rows.offset[i + 1]; k++) {
    const f = rows.index[k];
    w[f] += step * ratio[f];
  }
}

function product(rows: BinaryRows, i: number, ratio: Float64Array, w: Float64Array): number {
  let sum = 0;
  for (let k = rows.offset[i]; k < rows.offset[i + 1]; k++) {
    const f = rows.index[k];
    sum += w[f] * ratio[f];
  }
  return sum * inverseRoot(rows, i);
}

/** One step of the dual: the best α of row i with all others fixed (the paper's algorithm 4), and w moved along. */
function descend(
  rows: BinaryRows,
  i: number,
  ratio: Float64Array,
  w: Float64Array,
  y: number,
  C: number,
  a: number,
  alpha: Float64Array,
): void {
  if (C <= 0) return;
  const old = alpha[i];
  const b = y * product(rows, i, ratio, w);
  // Work on the side of the interval (0, C) that the optimum lies in, where Newton's method is stable.
  const upper = 0.5 * a * (C - 2 * old) + b < 0;
  const from = upper ? C - old : old;
  const slope = upper ? -b : b;
  let z = C - from < 0.5 * C ? 0.1 * from : from;
  for (let step = 0; step < 100; step++) {
    const gradient = a * (z - from) + slope + Math.log(z / (C - z));
    if (Math.abs(gradient) < 1e-4) break;
    const next = z - gradient / (a + C / (C - z) / z);
    z = next <= 0 ? z * 0.1 : next >= C ? (z + C) / 2 : next;
  }
  const now = upper ? C - z : z;
  alpha[i] = now;
  if (now !== old) addRow(rows, i, ratio, w, y * (now - old));
}

/** Marsaglia's xorshift32: 0 ≤ x < 1. */
export function xorshift(seed: number): () => number {
  let state = (seed ^ 0x9e3779b9) | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4294967296;
  };
}

/** Fisher–Yates. */
export function shuffle(order: Int32Array, random: () => number): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const x = order[i];
    order[i] = order[j];
    order[j] = x;
  }
}

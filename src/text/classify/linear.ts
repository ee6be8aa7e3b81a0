/** Keeps the few n-grams of a very short text from speaking too loudly. */
const shortTextDamping = 4;

/** What the sum over the n features of a text, repetitions counted, is multiplied by. */
export function rowNorm(n: number): number {
  return 1 / Math.sqrt(n + shortTextDamping);
}

/** The reader of a text counts in bytes. */
export const mostTimes = 255;

/**
 * What each of the t occurrences of one feature in a text counts, at t: 1/√t, together √t, for nobody means a thing as many
 * times over as he says it. Occurrences beyond `mostTimes` count what that many do.
 */
export const occurrenceShares = Float64Array.from({ length: mostTimes + 1 }, (_, t) => 1 / Math.sqrt(Math.max(1, t)));

/** What a feature that occurs t times in a text counts. */
export function occurrencesCount(t: number): number {
  return t * occurrenceShares[Math.min(t, mostTimes)];
}

/** Rows in compressed form: row i holds `value[k]` of feature `index[k]`, for k from `offset[i]` to `offset[i + 1]`. */
export interface SparseRows {
  /** Features are numbered from 0 to `features` − 1. */
  features: number;
  offset: Int32Array;
  index: Int32Array;
  /** What the feature counts in the row, as `occurrencesCount` says. */
  value: Float32Array;
  /** Number of features of each row, unknown ones and repetitions counted. */
  size: Int32Array;
}

/** Labels of the chosen rows, in columns: row `row[m]` is positive (1) or negative (0) and counts `weight[m]`. */
export interface Labels {
  row: Int32Array;
  positive: Uint8Array;
  weight: Float64Array;
  /** Number of the expert, from 0, who learns from it as well; −1: none. */
  expert: Int8Array;
}

export interface LogisticParams {
  /** Weight of the loss against the regulariser. */
  C: number;
  passes: number;
  seed: number;
  /** Count added to every feature in both classes. */
  smoothing: number;
  experts: number;
}

/**
 * Fits an L2-regularised logistic regression without an intercept by dual coordinate descent (Yu, Huang, Lin:
 * "Dual coordinate descent methods for logistic regression and maximum entropy models", 2011), on features scaled
 * by their naive-Bayes log ratio (Wang, Manning: "Baselines and Bigrams", 2012). The scale is folded into the
 * weights that are returned. A row of an expert holds its features twice, for all and for the expert (Daumé:
 * "Frustratingly easy domain adaptation", 2007), so that the general weights keep what all kinds of text share.
 *
 * Returns the weights of feature f at `f · (experts + 1)`: the general one, then the experts'.
 */
export function fitLogistic(rows: SparseRows, labels: Labels, params: LogisticParams): Float32Array {
  const ratio = logRatios(rows, labels, params);
  const w = new Float32Array(ratio.length);
  const n = labels.row.length;
  const alpha = new Float64Array(n);
  const norms = new Float64Array(n);
  const problem = { rows, labels, ratio, w, alpha, norms, columns: params.experts + 1 };
  for (let m = 0; m < n; m++) {
    alpha[m] = Math.min(0.001 * params.C, 1e-8) * labels.weight[m];
    norms[m] = squaredNorm(problem, m);
    addRow(problem, m, (labels.positive[m] === 1 ? 1 : -1) * alpha[m]);
  }
  const random = xorshift(params.seed);
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let pass = 0; pass < params.passes; pass++) {
    shuffle(order, random);
    for (const m of order) descend(problem, m, params.C * labels.weight[m]);
  }
  for (let f = 0; f < w.length; f++) w[f] *= ratio[f];
  return w;
}

interface Problem {
  rows: SparseRows;
  labels: Labels;
  ratio: Float32Array;
  w: Float32Array;
  alpha: Float64Array;
  norms: Float64Array;
  columns: number;
}

/** |ln(share of the feature in positive rows / share in negative rows)|, scaled to a root mean square of 1 over occurrences. */
function logRatios(rows: SparseRows, labels: Labels, { smoothing, experts }: LogisticParams): Float32Array {
  const columns = experts + 1;
  const ratio = new Float32Array(rows.features * columns);
  for (let column = 0; column < columns; column++) {
    const sides = countSides(rows, labels, column - 1, smoothing);
    let squares = 0;
    let occurrences = 0;
    for (let f = 0; f < rows.features; f++) {
      const [negative, positive] = [sides.counts[2 * f], sides.counts[2 * f + 1]];
      const seen = positive + negative - 2 * smoothing;
      if (seen <= 0) continue;
      const r = Math.abs(Math.log((positive / sides.positive) * (sides.negative / negative)));
      ratio[f * columns + column] = r;
      squares += seen * r ** 2;
      occurrences += seen;
    }
    const rms = Math.sqrt(squares / Math.max(occurrences, 1)) || 1;
    for (let f = 0; f < rows.features; f++) ratio[f * columns + column] /= rms;
  }
  return ratio;
}

/** Smoothed counts of each feature in negative and positive rows, of one expert or (−1) of all rows. */
function countSides(rows: SparseRows, labels: Labels, expert: number, smoothing: number) {
  const counts = new Float64Array(2 * rows.features).fill(smoothing);
  for (let m = 0; m < labels.row.length; m++) {
    if (expert >= 0 && labels.expert[m] !== expert) continue;
    const i = labels.row[m];
    for (let k = rows.offset[i]; k < rows.offset[i + 1]; k++)
      counts[2 * rows.index[k] + labels.positive[m]] += labels.weight[m];
  }
  let positive = 0;
  let negative = 0;
  for (let f = 0; f < rows.features; f++) {
    negative += counts[2 * f];
    positive += counts[2 * f + 1];
  }
  return { counts, positive, negative };
}

function squaredNorm({ rows, labels, ratio, columns }: Problem, m: number): number {
  const i = labels.row[m];
  const expert = labels.expert[m] + 1;
  let sum = 0;
  for (let k = rows.offset[i]; k < rows.offset[i + 1]; k++) {
    const at = rows.index[k] * columns;
    sum += (ratio[at] * rows.value[k]) ** 2;
    if (expert > 0) sum += (ratio[at + expert] * rows.value[k]) ** 2;
  }
  return sum * rowNorm(rows.size[i]) ** 2;
}

function addRow({ rows, labels, ratio, w, columns }: Problem, m: number, factor: number): void {
  const i = labels.row[m];
  const expert = labels.expert[m] + 1;
  const step = factor * rowNorm(rows.size[i]);
  for (let k = rows.offset[i]; k < rows.offset[i + 1]; k++) {
    const at = rows.index[k] * columns;
    w[at] += step * rows.value[k] * ratio[at];
    if (expert > 0) w[at + expert] += step * rows.value[k] * ratio[at + expert];
  }
}

function product({ rows, labels, ratio, w, columns }: Problem, m: number): number {
  const i = labels.row[m];
  const expert = labels.expert[m] + 1;
  let sum = 0;
  for (let k = rows.offset[i]; k < rows.offset[i + 1]; k++) {
    const at = rows.index[k] * columns;
    sum += w[at] * ratio[at] * rows.value[k];
    if (expert > 0) sum += w[at + expert] * ratio[at + expert] * rows.value[k];
  }
  return sum * rowNorm(rows.size[i]);
}

/** One step of the dual, and w moved along. */
function descend(problem: Problem, m: number, C: number): void {
  if (C <= 0) return;
  const { alpha, labels, norms } = problem;
  const y = labels.positive[m] === 1 ? 1 : -1;
  const a = norms[m];
  const old = alpha[m];
  const now = bestDual(a, C, old, y * product(problem, m));
  alpha[m] = now;
  if (now !== old) addRow(problem, m, y * (now - old));
}

/**
 * The best α in 0..C of one row with all others fixed (the paper's algorithm 4, whose names these are): `a` is the squared
 * norm of the row, `b` its margin y·wᵀx at the old α.
 */
export function bestDual(a: number, C: number, old: number, b: number): number {
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
  return upper ? C - z : z;
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

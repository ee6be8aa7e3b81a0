/** Equal answers to a set of questions, on one scale. */
export interface AnswerCount {
  /** Positions 0..1 in the order of the questions. */
  values: readonly number[];
  n: number;
}

export interface Reliability {
  /** Cronbach's α, at most 1; null without any variance. */
  alpha: number | null;
  /** 95 %. */
  low: number | null;
  high: number | null;
  n: number;
  items: { name: string; alphaWithout: number | null; itemTotal: number | null }[];
}

/**
 * Cronbach's α of a set of questions over complete answers: k / (k − 1) · (1 − Σ item variances / variance of the sum)
 * (Cronbach 1951), with the interval of Bonett (2002) on ln(1 − α). `itemTotal`: correlation of a question with the sum of
 * the others. Null with fewer than two questions or three answers.
 */
export function cronbachAlpha(names: readonly string[], answers: readonly AnswerCount[]): Reliability | null {
  const n = answers.reduce((sum, answer) => sum + answer.n, 0);
  const k = names.length;
  if (k < 2 || n < 3) return null;
  const covariance = covariances(answers, k, n);
  const all = names.map((_, i) => i);
  const alpha = alphaOf(covariance, all);
  const half = 1.959963984540054 * Math.sqrt((2 * k) / ((k - 1) * (n - 2)));
  const bound = (sign: 1 | -1) =>
    alpha === null || alpha >= 1 ? alpha : 1 - Math.exp(Math.log(1 - alpha) + sign * half);
  const items = names.map((name, i) => {
    const rest = all.filter((j) => j !== i);
    return { name, alphaWithout: k > 2 ? alphaOf(covariance, rest) : null, itemTotal: itemTotal(covariance, i, rest) };
  });
  return { alpha, low: bound(1), high: bound(-1), n, items };
}

function covariances(answers: readonly AnswerCount[], k: number, n: number): number[][] {
  const means = Array.from({ length: k }, (_, i) => answers.reduce((sum, a) => sum + a.values[i]! * a.n, 0) / n);
  return means.map((mean, i) =>
    means.map((other, j) => {
      const sum = answers.reduce((total, a) => total + a.n * (a.values[i]! - mean) * (a.values[j]! - other), 0);
      return sum / (n - 1);
    }),
  );
}

function alphaOf(covariance: readonly (readonly number[])[], items: readonly number[]): number | null {
  const total = sumOver(covariance, items, items);
  const own = items.reduce((sum, i) => sum + covariance[i]![i]!, 0);
  const k = items.length;
  return total > 1e-12 ? (k / (k - 1)) * (1 - own / total) : null;
}

function itemTotal(covariance: readonly (readonly number[])[], i: number, rest: readonly number[]): number | null {
  const variance = covariance[i]![i]! * sumOver(covariance, rest, rest);
  return variance > 1e-12 ? sumOver(covariance, [i], rest) / Math.sqrt(variance) : null;
}

function sumOver(
  covariance: readonly (readonly number[])[],
  rows: readonly number[],
  columns: readonly number[],
): number {
  return rows.reduce((sum, i) => sum + columns.reduce((line, j) => line + covariance[i]![j]!, 0), 0);
}

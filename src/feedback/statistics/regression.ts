/** Rows with the same dummies, put together: which are set, how many rows, and the sums of the response and its square. */
export interface DummyRows {
  set: readonly number[];
  n: number;
  sum: number;
  squares: number;
}

export interface Regression {
  intercept: number;
  /** One a dummy. */
  coefficients: number[];
  /** Of the coefficients of two dummies; counted when asked for, as few of all the pairs are. */
  covariance(i: number, j: number): number;
  n: number;
  freedom: number;
  /** Share of the variance of the response that is explained, 0..1. */
  explained: number;
}

/**
 * Least squares of a response on dummies, stabilised by a ridge of `ridge` rows (none on the intercept): Hoerl & Kennard
 * 1970, β = (XᵀX + λI)⁻¹Xᵀy, with the sandwich covariance s²·A⁻¹XᵀXA⁻¹. Null with no more rows than dummies.
 */
export function dummyRegression(rows: readonly DummyRows[], dummies: number, ridge: number): Regression | null {
  const size = dummies + 1;
  const cross = Array.from({ length: size }, () => new Float64Array(size));
  const response = new Float64Array(size);
  let n = 0;
  let sum = 0;
  let squares = 0;
  for (const row of rows) {
    n += row.n;
    sum += row.sum;
    squares += row.squares;
    const at = [0, ...row.set.map((i) => i + 1)];
    for (const i of at) {
      response[i]! += row.sum;
      for (const j of at) cross[i]![j]! += row.n;
    }
  }
  const freedom = n - size;
  if (freedom <= 0) return null;
  const inverse = inverted(cross.map((line, i) => line.map((value, j) => value + (i === j && i > 0 ? ridge : 0))));
  if (!inverse) return null;
  const beta = inverse.map((line) => dot(line, response));
  const fitted = cross.map((line) => dot(line, beta));
  // |y − Xβ|² = yᵀy − 2βᵀXᵀy + βᵀXᵀXβ; rounding may leave a little less than nothing.
  const residual = Math.max(0, squares - 2 * dot(beta, response) + dot(beta, fitted));
  const total = squares - (sum * sum) / n;
  const variance = residual / freedom;
  return {
    intercept: beta[0]!,
    coefficients: beta.slice(1),
    covariance(i, j) {
      const line = cross.map((other) => dot(inverse[i + 1]!, other));
      return variance * dot(line, inverse[j + 1]!);
    },
    n,
    freedom,
    explained: total > 0 ? Math.max(0, 1 - residual / total) : 0,
  };
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Inverse of a symmetric positive matrix by Gauss–Jordan with pivots; null when it has none. */
export function inverted(matrix: readonly Float64Array[]): number[][] | null {
  const size = matrix.length;
  const rows = matrix.map((line, i) => [...line, ...Array.from({ length: size }, (_, j) => (i === j ? 1 : 0))]);
  for (let column = 0; column < size; column++) {
    let best = column;
    for (let i = column + 1; i < size; i++) if (Math.abs(rows[i]![column]!) > Math.abs(rows[best]![column]!)) best = i;
    const pivot = rows[best]![column]!;
    if (Math.abs(pivot) < 1e-9) return null;
    [rows[column], rows[best]] = [rows[best]!, rows[column]!];
    const line = rows[column]!;
    for (let j = 0; j < 2 * size; j++) line[j]! /= pivot;
    for (let i = 0; i < size; i++) {
      const factor = rows[i]![column]!;
      if (i === column || factor === 0) continue;
      for (let j = 0; j < 2 * size; j++) rows[i]![j]! -= factor * line[j]!;
    }
  }
  return rows.map((line) => line.slice(size));
}

import { symmetricEigen } from './symmetric.ts';

/**
 * Points in the plane whose distances are as near as can be to the given ones, by classical scaling (Torgerson 1952):
 * the two largest eigenvectors of −½ J D² J, times the roots of their values. `distances` is [n][n], symmetric, zero on
 * the diagonal. Fewer than three points lie on a line.
 */
export function classicalScaling(distances: Float64Array, n: number): { x: number; y: number }[] {
  const squared = distances.map((distance) => distance * distance);
  const means = new Float64Array(n);
  let mean = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) means[i] += squared[i * n + j] / n;
    mean += means[i] / n;
  }
  const inner = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) inner[i * n + j] = -0.5 * (squared[i * n + j] - means[i] - means[j] + mean);
  const { values, vectors } = symmetricEigen(inner, n);
  const coordinate = (axis: number, i: number): number =>
    axis < n && values[axis] > 1e-12 ? vectors[axis * n + i] * Math.sqrt(values[axis]) : 0;
  return Array.from({ length: n }, (_, i) => ({ x: coordinate(0, i), y: coordinate(1, i) }));
}

/**
 * Jensen–Shannon distances between the columns of a matrix [rows][columns] whose columns sum to 1: roots of the divergence
 * with logarithms of base 2, 0..1 (Endres & Schindelin 2003). [columns][columns].
 */
export function jensenShannonDistances(matrix: Float32Array, columns: number): Float64Array {
  const result = new Float64Array(columns * columns);
  for (let at = 0; at < matrix.length; at += columns)
    for (let i = 0; i < columns; i++)
      for (let j = i + 1; j < columns; j++) {
        const p = matrix[at + i];
        const q = matrix[at + j];
        const m = (p + q) / 2;
        if (p > 0) result[i * columns + j] += 0.5 * p * Math.log2(p / m);
        if (q > 0) result[i * columns + j] += 0.5 * q * Math.log2(q / m);
      }
  for (let i = 0; i < columns; i++)
    for (let j = i + 1; j < columns; j++) {
      const distance = Math.sqrt(Math.min(1, Math.max(0, result[i * columns + j])));
      result[i * columns + j] = distance;
      result[j * columns + i] = distance;
    }
  return result;
}

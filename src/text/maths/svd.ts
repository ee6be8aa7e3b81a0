import type { SparseRows } from '../vectorise/tfidf.ts';
import { createRandom } from './random.ts';
import { symmetricEigen } from './symmetric.ts';

export interface TruncatedSvd {
  rank: number;
  /** Singular values, falling. */
  values: Float64Array;
  /** Right singular vectors, [columns][rank]; a row of the matrix times this gives its coordinates. */
  right: Float32Array;
}

export interface SvdParameters {
  rank: number;
  seed: number;
  /** Directions beyond the rank that are followed along; they make the last ones right. */
  oversample: number;
  /** Rounds of AᵀA. */
  rounds: number;
}

export const svdDefaults = { oversample: 10, rounds: 2 };

/**
 * The largest singular values of a sparse matrix and their right vectors by randomised subspace iteration (Halko,
 * Martinsson & Tropp 2011, SIAM Review 53, algorithm 4.4), on the side of the columns: there are far fewer words than
 * documents. The rank is cut to what the matrix can have.
 */
export function truncatedSvd(matrix: SparseRows, parameters: SvdParameters): TruncatedSvd {
  const columns = matrix.columnCount;
  const width = Math.min(parameters.rank + parameters.oversample, columns, matrix.offsets.length - 1);
  const random = createRandom(parameters.seed);
  let basis = new Float32Array(columns * width);
  for (let i = 0; i < basis.length; i++) basis[i] = random() - 0.5;
  basis = orthonormal(basis, columns, width);
  for (let round = 0; round < parameters.rounds; round++)
    basis = orthonormal(squareTimes(matrix, basis, width), columns, width);
  const { values, vectors } = symmetricEigen(gram(matrix, basis, width), width);
  const rank = Math.min(parameters.rank, width);
  const right = new Float32Array(columns * rank);
  for (let c = 0; c < columns; c++)
    for (let r = 0; r < rank; r++) {
      let sum = 0;
      for (let i = 0; i < width; i++) sum += basis[c * width + i] * vectors[r * width + i];
      right[c * rank + r] = sum;
    }
  return { rank, values: values.slice(0, rank).map((value) => Math.sqrt(Math.max(0, value))), right };
}

/** Coordinates of one row, written to `into` at `at`. */
export function projectRow(
  matrix: SparseRows,
  row: number,
  { right, rank }: TruncatedSvd,
  into: Float32Array,
  at: number,
): void {
  times(matrix, row, right, rank, into, at);
}

function times(
  matrix: SparseRows,
  row: number,
  basis: Float32Array,
  width: number,
  into: Float32Array,
  at: number,
): void {
  into.fill(0, at, at + width);
  for (let j = matrix.offsets[row]; j < matrix.offsets[row + 1]; j++) {
    const value = matrix.values[j];
    const from = matrix.columns[j] * width;
    for (let i = 0; i < width; i++) into[at + i] += value * basis[from + i];
  }
}

/** AᵀA · basis, row by row: the rows of A · basis need not be kept. */
function squareTimes(matrix: SparseRows, basis: Float32Array, width: number): Float32Array<ArrayBuffer> {
  const result = new Float32Array(basis.length);
  const row = new Float32Array(width);
  for (let d = 0; d < matrix.offsets.length - 1; d++) {
    times(matrix, d, basis, width, row, 0);
    for (let j = matrix.offsets[d]; j < matrix.offsets[d + 1]; j++) {
      const value = matrix.values[j];
      const to = matrix.columns[j] * width;
      for (let i = 0; i < width; i++) result[to + i] += value * row[i];
    }
  }
  return result;
}

/** (A · basis)ᵀ (A · basis) = basisᵀ · (AᵀA · basis), [width][width]. */
function gram(matrix: SparseRows, basis: Float32Array, width: number): Float64Array {
  const squared = squareTimes(matrix, basis, width);
  const result = new Float64Array(width * width);
  for (let at = 0; at < basis.length; at += width)
    for (let i = 0; i < width; i++)
      for (let j = i; j < width; j++) result[i * width + j] += basis[at + i] * squared[at + j];
  for (let i = 0; i < width; i++) for (let j = 0; j < i; j++) result[i * width + j] = result[j * width + i];
  return result;
}

/** Gram–Schmidt, twice for its rounding; [columns][width] in and out. A direction that is none becomes 0. */
function orthonormal(basis: Float32Array, columns: number, width: number): Float32Array<ArrayBuffer> {
  // Columns lie together while they are worked on.
  const vectors = Array.from({ length: width }, (_, i) => {
    const vector = new Float64Array(columns);
    for (let c = 0; c < columns; c++) vector[c] = basis[c * width + i];
    return vector;
  });
  const result = new Float32Array(basis.length);
  for (let i = 0; i < width; i++) {
    const before = Math.sqrt(dot(vectors[i], vectors[i]));
    for (let pass = 0; pass < 2; pass++)
      for (let j = 0; j < i; j++) subtract(vectors[i], vectors[j], dot(vectors[i], vectors[j]));
    const length = Math.sqrt(dot(vectors[i], vectors[i]));
    const scale = length > 1e-6 * before ? 1 / length : 0;
    for (let c = 0; c < columns; c++) {
      vectors[i][c] *= scale;
      result[c * width + i] = vectors[i][c];
    }
  }
  return result;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function subtract(from: Float64Array, vector: Float64Array, factor: number): void {
  for (let i = 0; i < from.length; i++) from[i] -= factor * vector[i];
}

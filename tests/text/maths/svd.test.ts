import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { projectRow, svdDefaults, truncatedSvd } from '../../../src/text/maths/svd.ts';
import { symmetricEigen } from '../../../src/text/maths/symmetric.ts';
import type { SparseRows } from '../../../src/text/vectorise/tfidf.ts';

function sparse(rows: number[][]): SparseRows {
  const offsets = [0];
  const columns: number[] = [];
  const values: number[] = [];
  for (const row of rows) {
    row.forEach((value, c) => {
      if (value === 0) return;
      columns.push(c);
      values.push(value);
    });
    offsets.push(columns.length);
  }
  return {
    offsets: Uint32Array.from(offsets),
    columns: Uint32Array.from(columns),
    values: Float32Array.from(values),
    columnCount: rows[0]?.length ?? 0,
  };
}

describe('symmetric eigen-decomposition', () => {
  it('knows a small one by heart', () => {
    const { values, vectors } = symmetricEigen(Float64Array.from([2, 1, 1, 2]), 2);
    expect([...values]).toEqual([expect.closeTo(3, 12), expect.closeTo(1, 12)]);
    expect(Math.abs(vectors[0])).toBeCloseTo(Math.SQRT1_2, 12);
  });

  it('A v = λ v, vectors orthonormal (law)', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 10, maxLength: 10 }), (upper) => {
        const a = new Float64Array(16);
        let at = 0;
        for (let i = 0; i < 4; i++)
          for (let j = i; j < 4; j++) {
            a[i * 4 + j] = upper[at];
            a[j * 4 + i] = upper[at++];
          }
        const { values, vectors } = symmetricEigen(a, 4);
        for (let k = 0; k < 4; k++)
          for (let i = 0; i < 4; i++) {
            let sum = 0;
            for (let j = 0; j < 4; j++) sum += a[i * 4 + j] * vectors[k * 4 + j];
            expect(sum).toBeCloseTo(values[k] * vectors[k * 4 + i], 6);
          }
      }),
    );
  });
});

describe('truncated SVD', () => {
  const diagonal = sparse([
    [0, 3, 0],
    [5, 0, 0],
    [0, 0, 1],
    [0, 0, 0],
  ]);

  it('finds the largest singular values of a known matrix', () => {
    const svd = truncatedSvd(diagonal, { rank: 2, seed: 1, ...svdDefaults });
    expect([...svd.values]).toEqual([expect.closeTo(5, 4), expect.closeTo(3, 4)]);
    const row = new Float32Array(2);
    projectRow(diagonal, 1, svd, row, 0);
    expect(Math.abs(row[0])).toBeCloseTo(5, 4);
    expect(row[1]).toBeCloseTo(0, 3);
  });

  it('keeps the lengths of rows at full rank, and takes a rank the matrix cannot have', () => {
    const matrix = sparse([
      [1, 2, 0, 0],
      [0, 1, 1, 0],
      [3, 0, 0, 1],
    ]);
    const svd = truncatedSvd(matrix, { rank: 50, seed: 2, ...svdDefaults });
    expect(svd.rank).toBe(3);
    const row = new Float32Array(3);
    projectRow(matrix, 2, svd, row, 0);
    expect(Math.hypot(...row)).toBeCloseTo(Math.sqrt(10), 4);
    expect(truncatedSvd(sparse([]), { rank: 5, seed: 1, ...svdDefaults }).rank).toBe(0);
  });

  it('is the same for the same seed', () => {
    const twice = [1, 2].map(() => truncatedSvd(diagonal, { rank: 2, seed: 7, ...svdDefaults }));
    expect(twice[0]).toEqual(twice[1]);
  });
});

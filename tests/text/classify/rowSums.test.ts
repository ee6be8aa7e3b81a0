import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadRowKernel } from '../../../src/artefacts/kernels.ts';
import { createRowSums } from '../../../src/text/classify/rowSums.ts';

const height = 40;
const limit = 700;

describe.each([
  ['compiled', loadRowKernel()],
  ['plain', null],
] as const)('row sums, %s', (_, kernel) => {
  it('adds up the named rows, however many columns there are', () => {
    const table = fc
      .integer({ min: 1, max: 50 })
      .chain((columns) =>
        fc.tuple(fc.constant(columns), fc.int8Array({ minLength: columns * height, maxLength: columns * height })),
      );
    const named = fc.array(fc.nat(height - 1), { maxLength: limit });
    fc.assert(
      fc.property(table, named, named, ([columns, bytes], first, second) => {
        const sums = createRowSums({ columns, bytes }, limit, kernel);
        for (const rows of [first, second]) {
          sums.indices.set(rows);
          sums.sum(rows.length);
          const expected = Array.from({ length: columns }, (_, c) =>
            rows.reduce((total, row) => total + bytes[row * columns + c], 0),
          );
          expect([...sums.sums]).toEqual(expected);
        }
      }),
    );
  });

  it('holds the largest sums', () => {
    const sums = createRowSums({ columns: 1, bytes: Int8Array.of(-128) }, limit, kernel);
    sums.sum(limit);
    expect([...sums.sums]).toEqual([-128 * limit]);
  });
});

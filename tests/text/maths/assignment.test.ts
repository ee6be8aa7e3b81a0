import fc from 'fast-check';
import { expect, it } from 'vitest';
import { assignOptimally } from '../../../src/text/maths/assignment.ts';

function costOf(cost: number[], columns: number, assignment: Int32Array): number {
  return assignment.reduce((sum, j, i) => sum + (j < 0 ? 0 : cost[i * columns + j]), 0);
}

/** Least cost over all assignments of the shorter side. */
function bruteForce(cost: number[], rows: number, columns: number, row = 0, used = 0): number {
  if (row === rows) return 0;
  let best = Infinity;
  for (let j = 0; j < columns; j++)
    if (!(used & (1 << j)))
      best = Math.min(best, cost[row * columns + j] + bruteForce(cost, rows, columns, row + 1, used | (1 << j)));
  return best;
}

it('knows a small case', () => {
  expect([...assignOptimally([4, 1, 3, 2, 0, 5, 3, 2, 2], 3, 3)]).toEqual([1, 0, 2]);
  expect([...assignOptimally([1, 9, 2, 5, 8, 9], 3, 2)]).toEqual([0, 1, -1]);
  expect([...assignOptimally([], 0, 0)]).toEqual([]);
});

it('costs no more than any other assignment (law)', () => {
  const sizes = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }));
  fc.assert(
    fc.property(
      sizes,
      fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 25, maxLength: 25 }),
      ([rows, columns], all) => {
        const cost = all.slice(0, rows * columns);
        const found = assignOptimally(cost, rows, columns);
        const partners = [...found].filter((j) => j >= 0);
        expect(new Set(partners).size).toBe(partners.length);
        expect(partners.length).toBe(Math.min(rows, columns));
        const transposed = Array.from(
          { length: rows * columns },
          (_, at) => cost[(at % rows) * columns + Math.floor(at / rows)],
        );
        const least = rows <= columns ? bruteForce(cost, rows, columns) : bruteForce(transposed, columns, rows);
        expect(costOf(cost, columns, found)).toBe(least);
      },
    ),
  );
});

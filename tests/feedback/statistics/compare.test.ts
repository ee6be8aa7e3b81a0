import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareShares, mannWhitney, withDiscovery } from '../../../src/feedback/statistics/compare.ts';
import { masked, totalMayBeShown } from '../../../src/feedback/statistics/mask.ts';

const each = (...values: number[]) => values.map((value) => [value, 1] as const);

describe('Mann–Whitney U', () => {
  // scipy.stats.mannwhitneyu(a, b, method='asymptotic', use_continuity=True)
  test('without ties: 19, 22, 16, 29, 24 against 20, 11, 17, 12', () => {
    const found = mannWhitney(each(19, 22, 16, 29, 24), each(20, 11, 17, 12))!;
    expect(found.u).toBe(17);
    expect(found.p).toBeCloseTo(0.1113469, 6);
    expect(found.superiority).toBeCloseTo(0.85, 12);
  });

  test('with ties it agrees with counting pairs and midranks', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 20 }),
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 20 }),
        (a, b) => {
          const found = mannWhitney(each(...a), each(...b))!;
          let u = 0;
          for (const x of a) for (const y of b) u += x > y ? 1 : x === y ? 0.5 : 0;
          expect(found.u).toBeCloseTo(u, 9);
          const all = [...a, ...b];
          const ranks = all.map((x) => all.filter((y) => y < x).length + (all.filter((y) => y === x).length + 1) / 2);
          const n = all.length;
          const mean = (n + 1) / 2;
          const spread = ranks.reduce((sum, rank) => sum + (rank - mean) ** 2, 0);
          const sigma = n > 1 ? Math.sqrt((a.length * b.length * spread) / (n * (n - 1))) : 0;
          const z = sigma > 0 ? Math.max(0, Math.abs(u - (a.length * b.length) / 2) - 0.5) / sigma : 0;
          expect(Math.abs(found.z)).toBeCloseTo(z, 6);
          expect(mannWhitney(each(...b), each(...a))!.p).toBeCloseTo(found.p, 9);
        },
      ),
    );
  });

  test('has nothing to say about an empty sample', () => {
    expect(mannWhitney([], each(1))).toBeNull();
    expect(mannWhitney(each(3, 3), each(3))).toMatchObject({ z: 0, p: 1, superiority: 0.5 });
  });
});

test('two shares: 45 of 100 against 30 of 100', () => {
  // z = 0.15 / sqrt(0.375 · 0.625 · 2/100) = 2.19089; statsmodels proportions_ztest gives p = 0.02846
  expect(compareShares(45, 100, 30, 100)!.p).toBeCloseTo(0.02846, 5);
  expect(compareShares(1, 0, 0, 4)).toBeNull();
});

test('q counts the tests that were made', () => {
  const tests = withDiscovery([{ p: 0.01 }, null, { p: 0.04 }, { p: 0.03 }, { p: 0.005 }]);
  // R: p.adjust(c(.01, .04, .03, .005), 'BH')
  expect(tests.map((found) => found && Number(found.q.toFixed(6)))).toEqual([0.02, null, 0.04, 0.04, 0.02]);
});

describe('masking', () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 12 });

  test('never shows a number below the limit, nor lets one be found by subtraction', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 20 }), (n, limit) => {
        const hidden = masked(n, limit, true);
        for (const [i, size] of n.entries()) if (size < limit) expect(hidden[i]).toBe(true);
        if (!totalMayBeShown(n, hidden, limit)) return;
        const lost = n.filter((size, i) => hidden[i] && size > 0);
        if (lost.length === 0) return;
        // What is missing from the total belongs to several groups, and is itself not small.
        expect(lost.length).toBeGreaterThan(1);
        expect(lost.reduce((a, b) => a + b, 0)).toBeGreaterThanOrEqual(limit);
      }),
    );
  });

  test('masks one more group where one alone could be found', () => {
    expect(masked([30, 12, 3], 5, true)).toEqual([false, true, true]);
    expect(masked([30, 12, 3], 5, false)).toEqual([false, false, true]);
    expect(masked([30, 4, 3], 5, true)).toEqual([false, true, true]);
    expect(masked([30, 12], 5, true)).toEqual([false, false]);
    expect(totalMayBeShown([3], masked([3], 5, true), 5)).toBe(false);
  });
});

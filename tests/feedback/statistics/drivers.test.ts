import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { driversOf, type MentionPattern, prioritiesOf, quadrantOf } from '../../../src/feedback/statistics/drivers.ts';
import { dummyRegression } from '../../../src/feedback/statistics/regression.ts';

const rowOf = (set: number[], values: number[]) => ({
  set,
  n: values.length,
  sum: values.reduce((a, b) => a + b, 0),
  squares: values.reduce((a, b) => a + b * b, 0),
});

describe('regression on dummies', () => {
  test('one dummy is the difference of two means, with the pooled standard error', () => {
    const fit = dummyRegression([rowOf([], [8, 9, 10]), rowOf([0], [2, 3, 4, 3])], 1, 0)!;
    expect(fit.intercept).toBeCloseTo(9, 9);
    expect(fit.coefficients[0]).toBeCloseTo(-6, 9);
    // s² = (2 + 2) / 5, se² = s² (1/3 + 1/4): the classical two-sample t.
    expect(fit.covariance(0, 0)).toBeCloseTo(0.8 * (1 / 3 + 1 / 4), 9);
    expect(fit.explained).toBeCloseTo(1 - 4 / (4 + 36 * (12 / 7)), 9);
  });

  // A balanced two-way layout: effects are differences of margins, s² = 2 / 5, and a's variance is s² · 4 / 8.
  test('two crossed dummies', () => {
    const rows = [rowOf([], [5, 7]), rowOf([0], [3, 3]), rowOf([1], [8, 8]), rowOf([0, 1], [5, 5])];
    const fit = dummyRegression(rows, 2, 0)!;
    expect(fit.intercept).toBeCloseTo(6, 9);
    expect(fit.coefficients[0]).toBeCloseTo(-3, 9);
    expect(fit.coefficients[1]).toBeCloseTo(2, 9);
    expect(fit.covariance(0, 0)).toBeCloseTo(0.2, 9);
  });

  test('does not depend on the order or on how rows are put together', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.subarray([0, 1, 2]), fc.integer({ min: 0, max: 10 })), { minLength: 8, maxLength: 30 }),
        (data) => {
          const rows = data.map(([set, y]) => rowOf(set, [y]));
          const merged = [...new Set(data.map(([set]) => set.join()))].map((key) => {
            const same = data.filter(([set]) => set.join() === key);
            return rowOf(
              same[0]![0],
              same.map(([, y]) => y),
            );
          });
          const [a, b] = [dummyRegression(rows, 3, 1)!, dummyRegression(merged.reverse(), 3, 1)!];
          for (let i = 0; i < 3; i++) expect(b.coefficients[i]).toBeCloseTo(a.coefficients[i]!, 6);
        },
      ),
    );
  });

  test('has nothing to say with no more rows than dummies', () => {
    expect(dummyRegression([rowOf([0], [1])], 1, 1)).toBeNull();
  });
});

/** Ratings around a base, moved by what is said. */
function pattern(negative: string[], positive: string[], mean: number, n = 100): MentionPattern {
  return { negative, positive, neutral: [], n, sum: mean * n, squares: (mean * mean + 0.25) * n };
}

const patterns = [
  pattern([], [], 7, 400),
  pattern(['basic'], [], 3),
  pattern([], ['basic'], 7),
  pattern(['both'], [], 5),
  pattern([], ['both'], 9),
  pattern(['joy'], [], 7),
  pattern([], ['joy'], 9.5),
  pattern(['nothing'], [], 7),
  pattern([], ['nothing'], 7),
  pattern(['rare'], [], 1, 3),
];

describe('drivers', () => {
  const found = driversOf(patterns, 10)!;
  const of = (code: string) => found.items.find((item) => item.code === code)!;

  test('find what punishes and what delights', () => {
    expect(of('basic').kano).toBe('basic');
    expect(of('both').kano).toBe('performance');
    expect(of('joy').kano).toBe('excitement');
    expect(of('nothing').kano).toBe('indifferent');
    expect(found.items.map(({ code }) => code)).not.toContain('rare');
    expect(of('basic').penalty.value).toBeCloseTo(-4, 0);
    for (const { penalty, reward, impact } of found.items)
      for (const one of [penalty, reward, impact]) {
        expect(one.low).toBeLessThanOrEqual(one.value);
        expect(one.high).toBeGreaterThanOrEqual(one.value);
      }
  });

  test('say what the index gains without complaints', () => {
    // 100 of 1203 comments lose about 4 points of ten.
    expect(of('basic').lift.value).toBeCloseTo((40 * 100) / 1203, 0);
    const [first, ...rest] = prioritiesOf(found.items, { basic: 1, both: 4 }, { valuePerPoint: 1, roiThreshold: 2 });
    expect(first).toMatchObject({ code: 'basic', effort: 1, worthwhile: true });
    expect(rest.find(({ code }) => code === 'both')).toMatchObject({ effort: 4, worthwhile: false });
    expect(prioritiesOf(found.items, { basic: 1 }, { valuePerPoint: 0.1, roiThreshold: 2 })[0]!.worthwhile).toBe(false);
  });

  test('make quadrants on equal scales', () => {
    const { lines, items } = quadrantOf(found.items);
    for (const { importance, satisfaction } of items)
      for (const value of [importance.value, importance.low, importance.high, satisfaction.low, satisfaction.high]) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(100);
      }
    expect(Math.max(...items.map(({ importance }) => importance.value))).toBeCloseTo(100, 9);
    expect(lines.satisfaction).toBeCloseTo(50, 9);
    expect(quadrantOf([])).toEqual({ lines: { importance: 50, satisfaction: 50 }, items: [] });
  });
});

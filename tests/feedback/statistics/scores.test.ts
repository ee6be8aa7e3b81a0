import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { medianDeviation, moments, quantile, type RatingCount } from '../../../src/feedback/statistics/counts.ts';
import {
  effortScore,
  equallyWeighted,
  gradeOf,
  meanInterval,
  scoresOf,
  studentQuantile,
  waysToReach,
} from '../../../src/feedback/statistics/scores.ts';

const ten = { min: 1, max: 10 };
const counts = (pairs: Record<number, number>, scale = ten): RatingCount[] =>
  Object.entries(pairs).map(([rating, n]) => ({ keys: [], scale, rating: Number(rating), n }));

describe('the worked example of the sources', () => {
  const example = counts({ 6: 1, 7: 2, 8: 34, 9: 1 });

  test('one 6, two 7, thirty-four 8 and one 9 make 79.2', () => {
    const { index, n, grade, grades } = scoresOf(example);
    expect(n).toBe(38);
    expect(index!.value).toBeCloseTo(79.21, 2);
    expect([grade, grades]).toEqual([1, [1, 36, 1, 0, 0]]);
  });

  test('80 is reached when all give 8, or when the 9s rise from 2.6 % to 10.5 %', () => {
    const ways = waysToReach(example, 80)!;
    expect(ways.liftLow).toMatchObject({ to: 8, ratings: 3 });
    expect(ways.liftLow.index).toBeGreaterThanOrEqual(80);
    expect(ways.raiseHigh).toMatchObject({ from: 8, to: 9, ratings: 3 });
    expect(ways.raiseHigh!.shareBefore).toBeCloseTo(0.026, 3);
    expect(ways.raiseHigh!.shareAfter).toBeCloseTo(0.105, 3);
    expect(scoresOf(counts({ 8: 38 })).index!.value).toBeCloseTo(80, 9);
    expect(scoresOf(counts({ 6: 1, 7: 2, 8: 31, 9: 4 })).index!.value).toBeCloseTo(80, 9);
    expect(waysToReach(counts({ 8: 38 }), 80)).toBeNull();
    expect(waysToReach([], 80)).toBeNull();
    expect(waysToReach(counts({ 1: 9, 8: 1 }), 80)!.raiseHigh).toBeNull();
  });
});

test('top boxes and promoters', () => {
  expect(scoresOf(counts({ 1: 1, 3: 1, 4: 1, 5: 1 }, { min: 1, max: 5 }))).toMatchObject({
    csat: { value: 0.5, n: 4 },
    nps: null,
  });
  expect(scoresOf(counts({ 4: 1, 5: 1, 6: 1, 7: 1 }, { min: 1, max: 7 })).csat!.value).toBe(0.75);
  const nps = scoresOf(counts({ 0: 1, 6: 1, 7: 1, 8: 1, 9: 3, 10: 3 }, { min: 0, max: 10 })).nps!;
  expect(nps).toMatchObject({ value: 40, promoters: 6, passives: 2, detractors: 2, n: 10 });
});

test.each([
  [10, 0],
  [9, 0],
  [8, 1],
  [7.5, 1],
  [7, 1],
  [6, 2],
  [5, 2],
  [4, 3],
  [2.5, 3],
  [2, 4],
  [0, 4],
])('%d points have grade %d', (points, grade) => {
  expect(gradeOf(points)).toBe(grade);
});

test('dimensions weigh the same, effort keeps its direction', () => {
  expect(equallyWeighted([80, 90, 70])).toBeCloseTo(80, 12);
  expect(equallyWeighted([])).toBeNull();
  const effort = effortScore(counts({ 1: 1, 5: 1 }, { min: 1, max: 5 }), 'low_is_easy')!;
  expect(effort).toMatchObject({ value: 4, n: 2, direction: 'low_is_easy' });
});

// Published tables of Student's t, 0.975.
test.each([
  [1, 12.706],
  [5, 2.571],
  [11, 2.201],
  [15, 2.131],
  [30, 2.042],
  [60, 2.0],
  [120, 1.98],
])('Student t with %d degrees of freedom', (freedom, expected) => {
  expect(studentQuantile(freedom)).toBeCloseTo(expected, 3);
});

test('quantiles and deviations as R gives them', () => {
  const values = [1, 2, 3, 4, 10].map((value) => [value, 1] as const);
  expect(quantile(values, 0.25)).toBe(2);
  expect(quantile(values, 0.9)).toBeCloseTo(7.6, 12);
  expect(moments(values)).toMatchObject({ n: 5, mean: 4 });
  expect(moments(values)!.deviation).toBeCloseTo(3.5355339, 6);
  expect(medianDeviation(values)).toEqual({ median: 3, deviation: 1.4826 });
  expect(quantile([], 0.5)).toBeNull();
});

describe('laws', () => {
  const anyCounts = fc.array(fc.tuple(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 1, max: 50 })), {
    minLength: 1,
    maxLength: 12,
  });
  const toCounts = (pairs: [number, number][]): RatingCount[] =>
    pairs.map(([rating, n]) => ({ keys: [], scale: ten, rating, n }));

  test('intervals hold their estimate, and those of a sample four times as large are not wider', () => {
    fc.assert(
      fc.property(anyCounts, (pairs) => {
        const few = scoresOf(toCounts(pairs));
        const many = scoresOf(toCounts(pairs.map(([rating, n]) => [rating, 4 * n])));
        for (const name of ['csat', 'nps', 'index'] as const) {
          const [a, b] = [few[name]!, many[name]!];
          expect(a.low).toBeLessThanOrEqual(a.value + 1e-9);
          expect(a.high).toBeGreaterThanOrEqual(a.value - 1e-9);
          expect(b.high - b.low).toBeLessThanOrEqual(a.high - a.low + 1e-9);
        }
      }),
    );
  });

  test('the order of the rows changes nothing, nor do counts in pieces', () => {
    fc.assert(
      fc.property(anyCounts, (pairs) => {
        const whole = scoresOf(toCounts(pairs));
        const turned = scoresOf(toCounts([...pairs].reverse()));
        const pieces = scoresOf(
          toCounts(pairs.flatMap(([rating, n]) => Array.from({ length: n }, () => [rating, 1] as [number, number]))),
        );
        for (const other of [turned, pieces]) {
          expect(other.n).toBe(whole.n);
          expect(other.csat).toEqual(whole.csat);
          expect(other.grades).toEqual(whole.grades);
          expect(other.index!.value).toBeCloseTo(whole.index!.value, 9);
          expect(other.index!.low).toBeCloseTo(whole.index!.low, 6);
        }
      }),
    );
  });

  test('a mean of one value knows nothing', () => {
    expect(meanInterval([[4, 1]], 1, 5)).toEqual({ value: 4, low: 1, high: 5, n: 1 });
    expect(meanInterval([], 1, 5)).toBeNull();
  });
});

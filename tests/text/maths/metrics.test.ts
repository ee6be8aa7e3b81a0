import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  areaUnderCurve,
  binaryScores,
  f1,
  macroF1,
  rankingScores,
  setScores,
} from '../../../src/text/maths/metrics.ts';

const sets = (...lists: string[][]): Set<string>[] => lists.map((list) => new Set(list));

test('F1', () => {
  expect(f1(0, 3, 4)).toBe(0);
  expect(f1(2, 0, 0)).toBe(1);
  expect(f1(1, 1, 1)).toBe(0.5);
});

test('binary scores of a small table: tp 2, fp 1, fn 1, tn 1', () => {
  const { accuracy, macroF1: value } = binaryScores([true, true, true, false, false], [true, true, false, true, false]);
  expect(accuracy).toBeCloseTo(0.6);
  expect(value).toBeCloseTo((2 / 3 + 0.5) / 2);
});

describe('area under the curve', () => {
  test('known orders', () => {
    expect(areaUnderCurve([1, 2, 3, 4], [false, false, true, true])).toBe(1);
    expect(areaUnderCurve([4, 3, 2, 1], [false, false, true, true])).toBe(0);
    expect(areaUnderCurve([1, 1, 1], [true, false, true])).toBe(0.5);
    expect(areaUnderCurve([1, 2], [true, true])).toBeNaN();
  });

  test('is the share of pairs in the right order', () => {
    const item = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.boolean());
    fc.assert(
      fc.property(fc.array(item, { minLength: 2, maxLength: 30 }), (items) => {
        const positives = items.filter(([, gold]) => gold);
        const negatives = items.filter(([, gold]) => !gold);
        fc.pre(positives.length > 0 && negatives.length > 0);
        let sum = 0;
        for (const [p] of positives) for (const [n] of negatives) sum += p > n ? 1 : p === n ? 0.5 : 0;
        const value = areaUnderCurve(
          items.map(([score]) => score),
          items.map(([, gold]) => gold),
        );
        expect(value).toBeCloseTo(sum / (positives.length * negatives.length), 10);
      }),
    );
  });
});

test('average precision and precision at a recall', () => {
  const { averagePrecision, precisionAtRecall } = rankingScores([9, 8, 7, 6], [true, false, true, false], 0.8);
  expect(averagePrecision).toBeCloseTo((1 + 2 / 3) / 2);
  expect(precisionAtRecall).toBeCloseTo(2 / 3);
});

test('sets of labels', () => {
  const predicted = sets(['a', 'b'], ['c'], []);
  const gold = sets(['a'], ['d'], ['a']);
  expect(setScores(predicted, gold)).toEqual({ precision: 1 / 3, recall: 1 / 3, f1: 1 / 3 });
  expect(macroF1(predicted, gold)).toBeCloseTo((2 / 3 + 0) / 2);
});

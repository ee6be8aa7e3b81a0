import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cohenKappa, krippendorffAlpha, median } from '../../../src/feedback/statistics/agreement.ts';

const times = <T>(count: number, value: T): T[] => Array<T>(count).fill(value);
const category = fc.constantFrom('a', 'b', 'c');
const pair = fc.tuple(category, category);

describe('κ', () => {
  test('of a table of 20, 5, 10, 15 is 0.4', () => {
    const pairs: [string, string][] = [
      ...times<[string, string]>(20, ['y', 'y']),
      ...times<[string, string]>(5, ['y', 'n']),
      ...times<[string, string]>(10, ['n', 'y']),
      ...times<[string, string]>(15, ['n', 'n']),
    ];
    expect(cohenKappa(pairs)).toEqual({ n: 50, observed: 0.7, value: expect.closeTo(0.4) });
  });

  test('does not depend on who is first, nor on names; equal raters have 1', () => {
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1 }), (pairs) => {
        const { value } = cohenKappa(pairs);
        const turned = cohenKappa(pairs.map(([a, b]) => [`${b}!`, `${a}!`]));
        if (value === null) expect(turned.value).toBeNull();
        else expect(turned.value).toBeCloseTo(value);
        const same = cohenKappa(pairs.map(([a]) => [a, a]));
        expect([1, null]).toContain(same.value);
      }),
    );
  });

  test('of nothing, and of one category alone, there is none', () => {
    expect(cohenKappa([])).toEqual({ n: 0, observed: null, value: null });
    expect(cohenKappa([['a', 'a']])).toEqual({ n: 1, observed: 1, value: null });
  });
});

describe('α', () => {
  test('by hand: aa, ab, bb, aa is 8/15', () => {
    const units = [['a', 'a'], ['a', 'b'], ['b', 'b'], ['a', 'a'], ['c']];
    expect(krippendorffAlpha(units)).toEqual({ n: 4, observed: 0.75, value: expect.closeTo(8 / 15) });
  });

  test('of two raters and many units is close to κ where both have the same shares', () => {
    const units = [
      ...times(40, ['a', 'a']),
      ...times(40, ['b', 'b']),
      ...times(10, ['a', 'b']),
      ...times(10, ['b', 'a']),
    ];
    const kappa = cohenKappa(units as [string, string][]).value!;
    expect(Math.abs(krippendorffAlpha(units).value! - kappa)).toBeLessThan(0.01);
  });

  test('is at most 1, and 1 only where all agree', () => {
    fc.assert(
      fc.property(fc.array(fc.array(category, { maxLength: 4 })), (units) => {
        const { value, observed } = krippendorffAlpha(units);
        if (value === null) return;
        expect(value).toBeLessThanOrEqual(1);
        expect(value === 1).toBe(observed === 1);
      }),
    );
  });
});

test('the median is the middle, or between the two middles', () => {
  expect([median([]), median([3]), median([9, 1, 2]), median([4, 1, 2, 10])]).toEqual([null, 3, 2, 3]);
});

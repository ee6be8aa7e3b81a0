import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shareDifference, wilson } from '../../../src/text/maths/wilson.ts';

describe('wilson', () => {
  // Newcombe (1998), Statistics in Medicine 17, table I, method 3.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('%i of %i', (successes, n, low, high) => {
    const interval = wilson(successes, n);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
    expect(interval).toMatchObject({ value: successes / n, n });
  });

  test('law: 0 ≤ low ≤ value ≤ high ≤ 1', () => {
    const sample = fc
      .integer({ min: 1, max: 1e6 })
      .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));
    fc.assert(
      fc.property(sample, ([successes, n]) => {
        const { low, value, high } = wilson(successes, n);
        return low >= 0 && low <= value && value <= high && high <= 1;
      }),
    );
  });
});

test('the difference of promoters and detractors with its interval', () => {
  const { value, low, high, n } = shareDifference(50, 20, 100);
  expect([value, n]).toEqual([expect.closeTo(0.3), 100]);
  // √((0.5 + 0.2 − 0.09) / 100) = 0.0781
  expect(high - value).toBeCloseTo(1.96 * 0.0781, 3);
  expect(value - low).toBeCloseTo(high - value);
});

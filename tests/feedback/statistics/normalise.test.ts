import { expect, test } from 'vitest';
import { channelScale, normalised, robustlyNormalised } from '../../../src/feedback/statistics/normalise.ts';

test('the mean of a channel is 500, one deviation above it 600', () => {
  const scale = channelScale([
    [6, 10],
    [8, 20],
    [10, 10],
  ])!;
  expect(scale.mean).toBe(8);
  expect(normalised(8, scale)).toBe(500);
  expect(normalised(8 + scale.deviation, scale)).toBeCloseTo(600, 9);
  expect(normalised(6, { mean: 8, deviation: 2 })).toBe(400);
  expect(robustlyNormalised(10, { median: 8, robustDeviation: 1.4826 })).toBeCloseTo(500 + 200 / 1.4826, 9);
  expect(robustlyNormalised(10, { median: 8, robustDeviation: 0 })).toBeNull();
});

test('a channel is refused below thirty ratings, and without any spread', () => {
  expect(channelScale([[5, 29]])!.refused).toBe('too_few');
  expect(channelScale([[5, 30]])!.refused).toBe('no_spread');
  expect(
    channelScale([
      [5, 15],
      [6, 15],
    ])!.refused,
  ).toBeNull();
  expect(channelScale([])).toBeNull();
});

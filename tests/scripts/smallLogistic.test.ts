import { describe, expect, it } from 'vitest';
import { fitBounded } from '../../scripts/train/smallLogistic.ts';
import { xorshift } from '../../src/text/classify/linear.ts';

const random = xorshift(5);
const n = 4000;
const sizes = Float64Array.from({ length: n }, () => random() * 8);
const right = Array.from(sizes, (size) => (random() < 1 / (1 + Math.exp(-size)) ? 1 : 0));
const ones = Array.from(sizes, () => 1);

describe('the small logistic regression', () => {
  it.each([100, 200, 300, 400, 1000])(
    'finds the slope that made the sample, whatever the number of steps: %i',
    (steps) => {
      const [slope] = fitBounded(sizes, 1, right, ones, { lower: [0.1], ridge: 0, steps });
      expect(slope).toBeGreaterThan(0.9);
      expect(slope).toBeLessThan(1.1);
    },
  );

  it('keeps the bounds', () => {
    const wrong = right.map((y) => 1 - y);
    expect(fitBounded(sizes, 1, wrong, ones, { lower: [0.1], ridge: 0, steps: 200 })[0]).toBeCloseTo(0.1, 10);
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { adjustedRandIndex, normalisedMutualInformation, purity } from '../../../src/text/maths/partitions.ts';

it('knows small cases', () => {
  expect(normalisedMutualInformation([0, 0, 1, 1], [5, 5, 3, 3])).toBeCloseTo(1, 12);
  expect(normalisedMutualInformation([0, 0, 1, 1], [0, 1, 0, 1])).toBeCloseTo(0, 12);
  expect(purity([0, 0, 0, 1], [7, 7, 8, 8])).toBe(0.75);
  // Hubert & Arabie's formula by hand: cells 2, 1, 1, 2 of 6; (2 − 2.4) / (6 − 2.4).
  expect(adjustedRandIndex([0, 0, 0, 1, 1, 1], [0, 0, 1, 0, 1, 1])).toBeCloseTo(-1 / 9, 12);
});

it('a partition agrees with itself under any names; all figures are symmetric where they should be (law)', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(4), fc.nat(4)), { minLength: 2, maxLength: 40 }), (pairs) => {
      const a = pairs.map(([x]) => x);
      const b = pairs.map(([, y]) => y);
      const renamed = a.map((x) => 4 - x);
      expect(adjustedRandIndex(a, renamed)).toBeCloseTo(1, 9);
      expect(normalisedMutualInformation(a, renamed)).toBeCloseTo(1, 9);
      expect(adjustedRandIndex(a, b)).toBeCloseTo(adjustedRandIndex(b, a), 9);
      expect(purity(a, a)).toBe(1);
      expect(purity(a, b)).toBeLessThanOrEqual(1);
    }),
  );
});

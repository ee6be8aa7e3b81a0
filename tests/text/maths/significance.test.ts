import fc from 'fast-check';
import { expect, it } from 'vitest';
import { adjustForDiscovery, normalTail, sharesDiffer } from '../../../src/text/maths/significance.ts';

it('knows the normal tail and a test of shares', () => {
  expect(normalTail(0)).toBeCloseTo(0.5, 6);
  expect(normalTail(1.959963985)).toBeCloseTo(0.025, 6);
  expect(normalTail(6)).toBeCloseTo(9.8659e-10, 13);
  // z = 0.1 / sqrt(0.25 · 0.02) = 1.4142
  expect(sharesDiffer(55, 100, 45, 100)).toBeCloseTo(0.1573, 3);
  expect(sharesDiffer(0, 10, 0, 20)).toBe(1);
  expect(sharesDiffer(10, 10, 20, 20)).toBe(1);
});

it('adjusts p-values as Benjamini and Hochberg did', () => {
  const adjusted = adjustForDiscovery([0.01, 0.04, 0.03, 0.005]);
  expect([...adjusted].map((p) => Number(p.toFixed(4)))).toEqual([0.02, 0.04, 0.04, 0.02]);
  expect([...adjustForDiscovery([])]).toEqual([]);
});

it('never makes a p-value smaller, nor changes the order (law)', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }), (list) => {
      const adjusted = adjustForDiscovery(list);
      list.forEach((p, i) => {
        expect(adjusted[i]).toBeGreaterThanOrEqual(p * (1 - 1e-12));
        list.forEach((other, j) => {
          if (p < other) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j]);
        });
      });
    }),
  );
});

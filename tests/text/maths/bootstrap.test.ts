import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { xorshift } from '../../../src/text/classify/linear.ts';
import { bootstrapErrors } from '../../../src/text/maths/bootstrap.ts';

const shareOf = (hits: boolean[]) => (rows: number[]) => ({
  share: rows.filter((i) => hits[i]).length / rows.length,
});

describe('bootstrap errors', () => {
  it('of a share come near √(p(1−p)/n)', () => {
    for (const [n, successes] of [
      [400, 200],
      [1000, 100],
    ]) {
      const hits = Array.from({ length: n }, (_, i) => i < successes);
      const p = successes / n;
      const { share } = bootstrapErrors(n, shareOf(hits), xorshift(1), 400);
      expect(share / Math.sqrt((p * (1 - p)) / n)).toBeGreaterThan(0.9);
      expect(share / Math.sqrt((p * (1 - p)) / n)).toBeLessThan(1.1);
    }
  });

  it('law: the same generator gives the same errors, and what never varies has none', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 50 }), fc.integer({ min: 1 }), (hits, seed) => {
        const errors = bootstrapErrors(hits.length, shareOf(hits), xorshift(seed), 20);
        expect(bootstrapErrors(hits.length, shareOf(hits), xorshift(seed), 20)).toEqual(errors);
        if (new Set(hits).size === 1) expect(errors.share).toBe(0);
      }),
    );
  });

  it('leaves out rounds in which a figure is not a number', () => {
    let round = 0;
    const { figure } = bootstrapErrors(3, () => ({ figure: [Number.NaN, 1, 3][round++ % 3] }), xorshift(1), 3);
    expect(figure).toBeCloseTo(Math.SQRT2);
  });
});

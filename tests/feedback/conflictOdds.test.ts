import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConflictModel, conflictLogOdds, explainConflictOdds } from '../../src/feedback/conflictOdds.ts';

const model: ConflictModel = { intercept: -2.7, disagreement: 0.9, strength: 0.5, threshold: 0.2 };

describe('the log-odds of a conflict', () => {
  it('law: are the sum of the explained terms', () => {
    const side = fc.double({ min: -1, max: 1, noNaN: true });
    const logOdds = fc.double({ min: -30, max: 30, noNaN: true });
    fc.assert(
      fc.property(side, logOdds, side, (rating, sum, offset) => {
        const explained = explainConflictOdds(model, rating, sum, offset);
        expect(explained.sum).toBe(conflictLogOdds(model, rating, sum, offset));
        const total = explained.terms.reduce((all, { weight }) => all + weight, 0);
        expect(Math.abs(total - explained.sum)).toBeLessThan(1e-9);
        expect(explained.probability).toBeCloseTo(1 / (1 + Math.exp(-explained.sum)), 12);
      }),
    );
  });

  it('name the channel only where it adds something', () => {
    const rules = (offset: number) => explainConflictOdds(model, 1, -2, offset).terms.map(({ rule }) => rule);
    expect(rules(0)).toEqual(['base_rate', 'rating_against_text']);
    expect(rules(0.5)).toEqual(['base_rate', 'rating_against_text', 'channel']);
    expect(explainConflictOdds(model, 0, -2, 0).terms).toEqual([
      { rule: 'base_rate', weight: -2.7 },
      { rule: 'strong_text_under_middling_rating', weight: 1 },
    ]);
  });
});

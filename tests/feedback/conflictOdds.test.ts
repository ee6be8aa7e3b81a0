import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConflictModel, conflictLogOdds, explainConflictOdds } from '../../src/feedback/conflictOdds.ts';

const model: ConflictModel = { intercept: -2.7, disagreement: 0.9, strength: 0.5, threshold: 0.2 };
const correction = { base: 0.4, disagreement: -0.2, strength: 0.1, side: -0.3 };

describe('the log-odds of a conflict', () => {
  it('law: are the sum of the explained terms', () => {
    const side = fc.double({ min: -1, max: 1, noNaN: true });
    const logOdds = fc.double({ min: -30, max: 30, noNaN: true });
    const corrections = fc.option(fc.record({ base: logOdds, disagreement: side, strength: side, side }));
    fc.assert(
      fc.property(side, logOdds, side, corrections, (rating, sum, offset, learned) => {
        const context = { offset, correction: learned };
        const explained = explainConflictOdds(model, rating, sum, context);
        expect(explained.sum).toBe(conflictLogOdds(model, rating, sum, context));
        const total = explained.terms.reduce((all, { weight }) => all + weight, 0);
        expect(Math.abs(total - explained.sum)).toBeLessThan(1e-9);
        expect(explained.probability).toBeCloseTo(1 / (1 + Math.exp(-explained.sum)), 12);
      }),
    );
  });

  it('name the channel and the workspace only where they add something', () => {
    const rules = (context: Parameters<typeof explainConflictOdds>[3]) =>
      explainConflictOdds(model, 1, -2, context).terms.map(({ rule }) => rule);
    const shipped = ['base_rate', 'rating_against_text'];
    expect(rules({})).toEqual(shipped);
    expect(rules({ offset: 0.5 })).toEqual([...shipped, 'channel']);
    expect(rules({ correction })).toEqual([
      ...shipped,
      'adapted_base_rate',
      'adapted_rating_against_text',
      'adapted_side_of_the_rating',
    ]);
    expect(explainConflictOdds(model, 0, -2).terms).toEqual([
      { rule: 'base_rate', weight: -2.7 },
      { rule: 'strong_text_under_middling_rating', weight: 1 },
    ]);
  });

  it('move by exactly what the workspace has taught', () => {
    expect(conflictLogOdds(model, 1, -2, { correction }) - conflictLogOdds(model, 1, -2)).toBeCloseTo(-0.3, 12);
    expect(conflictLogOdds(model, 0, -2, { correction }) - conflictLogOdds(model, 0, -2)).toBeCloseTo(0.6, 12);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConflictModel, conflictLogOdds } from '../../../src/feedback/conflictOdds.ts';
import { conflictChanges } from '../../../src/feedback/learning/changes.ts';
import { learnConflicts } from '../../../src/feedback/learning/conflictExamples.ts';
import { isGold, type TrainingExample } from '../../../src/feedback/learning/example.ts';
import { type ConflictExample, fitConflictCorrection } from '../../../src/feedback/learning/fitConflictCorrection.ts';
import { xorshift } from '../../../src/text/classify/linear.ts';

const shipped: ConflictModel = { intercept: -2.4, disagreement: 0.8, strength: 0.3, threshold: 0.3 };

/** Decisions as the shipped odds, moved by `truth`, make them. */
function decisions(count: number, truth: { base: number; side: number }): ConflictExample[] {
  const random = xorshift(7);
  return Array.from({ length: count }, () => {
    const rating = random() < 0.5 ? 1 : -1;
    const sum = 8 * random() - 4;
    const logOdds = conflictLogOdds(shipped, rating, sum) + truth.base + truth.side * rating;
    return { rating, sum, conflict: random() < 1 / (1 + Math.exp(-logOdds)) };
  });
}

describe('odds of conflicts from decisions', () => {
  it('move to what reviewers find', () => {
    const { correction, strength } = fitConflictCorrection(decisions(1500, { base: 1.2, side: -0.8 }), [], shipped);
    expect(strength).toBeGreaterThan(0);
    expect(correction!.base).toBeCloseTo(1.2, 0);
    expect(correction!.side).toBeCloseTo(-0.8, 0);
    expect(Math.abs(correction!.disagreement)).toBeLessThan(0.3);
  });

  it('leave the comments alone that nobody has looked at', () => {
    const seen = decisions(4000, { base: 0, side: 0 }).filter(({ rating, sum }) => -rating * sum > 2.5);
    const all = seen.slice(0, 60).map((one) => ({ ...one, conflict: true }));
    const decided = all.map((one, i) => (i % 8 === 0 ? { ...one, conflict: false } : one));
    const fine = decisions(400, { base: 0, side: 0 }).filter(({ rating, sum }) => rating * sum > 0);
    const alone = fitConflictCorrection(decided, [], shipped).correction!;
    const held = fitConflictCorrection(decided, fine, shipped).correction!;
    const oddsOfAFineOne = (correction: typeof held) => conflictLogOdds(shipped, 1, 1, { correction });
    expect(oddsOfAFineOne(held)).toBeLessThan(oddsOfAFineOne(alone));
    expect(oddsOfAFineOne(held)).toBeLessThan(oddsOfAFineOne({ base: 0.5, disagreement: 0, strength: 0, side: 0 }));
  });

  it('stay as shipped where there is little to learn from', () => {
    expect(fitConflictCorrection(decisions(15, { base: 2, side: 0 }), [], shipped).correction).toBeNull();
    const never = decisions(100, { base: 0, side: 0 }).map((one) => ({ ...one, conflict: false }));
    expect(fitConflictCorrection(never, [], shipped)).toEqual({ correction: null, strength: 0, tried: [] });
  });

  it('law: are finite, the same for the same decisions, and never reward a text for speaking against its rating', () => {
    const example = fc.record({
      rating: fc.double({ min: -1, max: 1, noNaN: true }),
      sum: fc.double({ min: -40, max: 40, noNaN: true }),
      conflict: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(example, { minLength: 20, maxLength: 60 }), (examples) => {
        const { correction } = fitConflictCorrection(examples, [], shipped);
        expect(fitConflictCorrection(examples, [], shipped).correction).toEqual(correction);
        if (correction === null) return;
        expect(Object.values(correction).every(Number.isFinite)).toBe(true);
        expect(shipped.disagreement + correction.disagreement).toBeGreaterThanOrEqual(-1e-4);
        expect(shipped.strength + correction.strength).toBeGreaterThanOrEqual(-1e-4);
      }),
      { numRuns: 40 },
    );
  });
});

describe('learning conflicts', () => {
  const sums = new Map<string, number>();
  const read = (list: readonly { commentId: string }[]) => list.map(({ commentId }) => ({ sum: sums.get(commentId)! }));
  const tools = { shipped, read: { champion: read, challenger: read } };
  const examples = decisions(600, { base: 1.5, side: 0 }).map(({ rating, sum, conflict }, i) => {
    const commentId = `c${i}`;
    sums.set(commentId, sum);
    const ratingScale = { min: 1, max: 5 };
    const decided = { rating: 3 + 2 * rating, ratingScale, decidedAt: '', sentiment: null, issues: [], conflict };
    return { commentId, text: '', ...decided } satisfies TrainingExample;
  });

  it('is measured on gold comments, which do not teach', () => {
    const { correction, findings } = learnConflicts({ examples, others: [] }, null, tools);
    const gold = examples.filter(({ commentId }) => isGold(commentId));
    expect(findings).toMatchObject({ examples: 600 - gold.length, kept: true, correction });
    expect(findings.gold.challenger.n).toBe(gold.length);
    expect(findings.gold.challenger.loss!).toBeLessThan(findings.gold.champion.loss!);
    expect(correction!.base).toBeGreaterThan(0.8);
    const again = learnConflicts({ examples, others: [] }, correction, tools);
    expect(again.findings.gold.champion).toEqual(findings.gold.challenger);
  });

  it('keeps what is in force where gold speaks against the new odds, or is missing', () => {
    const turned = examples.map((one) => (isGold(one.commentId) ? { ...one, conflict: false } : one));
    const champion = { base: 0.1, disagreement: 0, strength: 0, side: 0 };
    const kept = learnConflicts({ examples: turned, others: [] }, champion, tools);
    expect(kept.findings.kept).toBe(false);
    expect(kept.correction).toEqual(champion);
    const taught = examples.filter(({ commentId }) => !isGold(commentId));
    expect(learnConflicts({ examples: taught, others: [] }, null, tools).correction).toBeNull();
  });

  it('passes over comments without a rating or without a word on their conflict', () => {
    const blank = examples.map((one, i) => (i % 2 === 0 ? { ...one, rating: null } : { ...one, conflict: null }));
    expect(learnConflicts({ examples: blank, others: [] }, null, tools).findings).toMatchObject({
      examples: 0,
      correction: null,
    });
  });
});

it('tells whose flag would change', () => {
  const of = (score: number) => ({ score, flagged: score >= 0.3 });
  const changes = conflictChanges(['a', 'b', 'c'], [of(0.2), null, of(0.5)], [of(0.4), null, of(0.6)]);
  expect(changes).toEqual({
    rated: 2,
    flagged: { before: 1, after: 2 },
    examples: [{ commentId: 'a', flagged: true, scoreBefore: 0.2, scoreAfter: 0.4 }],
  });
});

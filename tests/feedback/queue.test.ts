import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Analysis, Conflict } from '../../src/feedback/analysis.ts';
import { isSampled, rankOf, reviewNeeds } from '../../src/feedback/queue.ts';

const conflict: Conflict = {
  score: 0.8,
  flagged: true,
  type: 'mixed_text',
  severity: 0.5,
  reasons: [],
  evidence: [],
  hiddenComplaints: [],
};

function analysis(confidence: number, more: Partial<Analysis> = {}): Analysis {
  const sentiment = { label: 'neutral' as const, score: 0, confidence, evidence: [] };
  return { sentiment, issues: [], conflict: null, quality: [], ...more } as unknown as Analysis;
}

test('a flagged conflict is looked at, a mere suspicion is not', () => {
  expect(reviewNeeds(analysis(0.9, { conflict }))).toEqual([{ reason: 'conflict', priority: expect.closeTo(0.6) }]);
  expect(reviewNeeds(analysis(0.9, { conflict: { ...conflict, flagged: false } }))).toEqual([]);
});

test('doubt is looked at below the bound, unless there is nothing to read', () => {
  expect(reviewNeeds(analysis(0.59)).map(({ reason }) => reason)).toEqual(['low_confidence']);
  expect(reviewNeeds(analysis(0.6))).toEqual([]);
  expect(reviewNeeds(analysis(0.5, { quality: ['no_words'] }))).toEqual([]);
});

test('graver comments come first, conflicts before doubts', () => {
  const of = (severity: number) =>
    reviewNeeds(analysis(0.5, { issues: [{ severity }] as Analysis['issues'] }))[0]!.priority;
  expect(of(1)).toBeGreaterThan(of(0.2));
  expect(reviewNeeds(analysis(0.5, { conflict })).map(({ priority }) => priority)).toEqual([
    expect.closeTo(0.6),
    expect.closeTo(0.125),
  ]);
});

test('what is decided needs nobody any more', () => {
  const doubtful = analysis(0.5, { conflict });
  const decided = { conflict: { flagged: true, type: 'mixed_text' as const } };
  expect(reviewNeeds(doubtful, decided).map(({ reason }) => reason)).toEqual(['low_confidence']);
  expect(reviewNeeds(doubtful, { ...decided, sentiment: { label: 'neutral', score: 0 } })).toEqual([]);
});

test('law: the rank orders by priority × 2^(age / 7 days), whenever one asks', () => {
  const week = 7 * 24 * 3_600_000;
  const item = fc.record({ priority: fc.double({ min: 0.001, max: 1, noNaN: true }), createdAt: fc.nat(1e12) });
  fc.assert(
    fc.property(item, item, fc.nat(1e10), (a, b, later) => {
      const now = Math.max(a.createdAt, b.createdAt) + later;
      const value = (of: typeof a) => Math.log2(of.priority) + (now - of.createdAt) / week;
      const difference = value(a) - value(b);
      fc.pre(Math.abs(difference) > 1e-6);
      expect(Math.sign(rankOf(a.priority, a.createdAt) - rankOf(b.priority, b.createdAt))).toBe(Math.sign(difference));
    }),
  );
  expect(rankOf(0, 0)).toBeGreaterThan(Number.NEGATIVE_INFINITY);
});

test('a sample has its share, is the same each time, and is another for another purpose', () => {
  const ids = Array.from({ length: 20_000 }, (_, n) => `comment-${n}`);
  const chosen = (share: number, purpose: string) => ids.filter((id) => isSampled(id, share, purpose));
  expect(chosen(0, 'audit')).toEqual([]);
  expect(chosen(1, 'audit')).toEqual(ids);
  const tenth = chosen(0.1, 'audit');
  expect(Math.abs(tenth.length - 2000)).toBeLessThan(200);
  expect(chosen(0.1, 'audit')).toEqual(tenth);
  expect(chosen(0.2, 'audit')).toEqual(expect.arrayContaining(tenth));
  const others = new Set(chosen(0.1, 'second'));
  expect(Math.abs(tenth.filter((id) => others.has(id)).length - 200)).toBeLessThan(80);
});

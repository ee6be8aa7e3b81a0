import { expect, test } from 'vitest';
import type { Analysis, Conflict } from '../../src/feedback/analysis.ts';
import { reviewNeeds } from '../../src/feedback/queue.ts';

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

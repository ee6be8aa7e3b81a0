import { expect, test } from 'vitest';
import type { Issue, SentimentLabel } from '../../src/feedback/analysis.ts';
import type { Decided, MachineView } from '../../src/feedback/decision.ts';
import { createModelFigures } from '../../src/feedback/modelFigures.ts';
import { compareDecided, differences } from '../../src/feedback/opinions.ts';
import { checkFigures, createReviewerFigures, type OpinionPair } from '../../src/feedback/reviewQuality.ts';

const issueOf = (code: string, label: SentimentLabel) => ({ code, sentiment: { label, score: 0 } }) as Issue;
const sentiment = (label: SentimentLabel) => ({ label, score: 0 });
const ann = { actor: 'k', reviewer: 'ann' };

test('two opinions are compared on what both decided', () => {
  const first: Decided = {
    sentiment: sentiment('negative'),
    conflict: { flagged: true, type: 'mixed_text' },
    issues: { complete: true, leaves: [{ code: 'a', issues: [issueOf('a', 'negative')] }] },
  };
  const second: Decided = {
    sentiment: sentiment('negative'),
    ratingValid: true,
    conflict: { flagged: false, type: null },
    issues: { complete: false, leaves: [{ code: 'b', issues: [issueOf('b', 'positive')] }] },
  };
  const units = compareDecided(first, second);
  expect(units).toEqual([
    { field: 'sentiment', first: 'negative', second: 'negative' },
    { field: 'conflict', first: 'mixed_text', second: 'none' },
    { field: 'issues', code: 'b', first: 'absent', second: 'positive' },
  ]);
  expect(differences(units)).toEqual(['conflict', 'issues']);
  expect(compareDecided(first, second, ['sentiment'])).toHaveLength(1);
});

function pairs(count: number, wrong: number, level: OpinionPair['level'] = 'final_check'): OpinionPair[] {
  return Array.from({ length: count }, (_, n) => ({
    commentId: `c${n}`,
    level,
    first: ann,
    units: [{ field: 'sentiment', first: 'negative', second: n < wrong ? 'positive' : 'negative' }],
    upheld: [],
  }));
}

test('an error rate is held against 0.5 % by its whole interval', () => {
  const verdict = (count: number, wrong: number) => checkFigures(pairs(count, wrong))[1]!.verdict;
  expect(verdict(0, 0)).toBe('open');
  expect(verdict(100, 0)).toBe('open');
  expect(verdict(1000, 0)).toBe('met');
  expect(verdict(1000, 30)).toBe('missed');
  expect(checkFigures(pairs(10, 1))).toMatchObject([
    { level: 'second_opinion', comments: 0, errorRate: null },
    { level: 'final_check', comments: 10, values: 10, errors: 1, errorRate: { value: 0.1, n: 10 }, target: 0.005 },
  ]);
});

test('what a third person settled as the first had it is no error', () => {
  const [one] = pairs(1, 1);
  expect(checkFigures([{ ...one!, upheld: ['sentiment'] }])[1]!.errors).toBe(0);
  expect(checkFigures([{ ...one!, upheld: ['conflict'] }])[1]!.errors).toBe(1);
});

test('reviewers have their volume, median time and agreement', () => {
  const work = [10, 30, 20, null].map((seconds) => ({ ...ann, undone: seconds === 30, seconds }));
  const bob = { actor: 'k', reviewer: null };
  const gathered = createReviewerFigures();
  for (const one of [...work, { ...bob, undone: false, seconds: 5 }]) gathered.add(one);
  expect(gathered.figures(pairs(10, 2))).toMatchObject([
    { ...ann, decisions: 4, undone: 1, medianSeconds: 20, agreement: { value: 0.8, n: 10 } },
    { ...bob, decisions: 1, undone: 0, medianSeconds: 5, agreement: null },
  ]);
});

test('precision is of what people saw, recall of the flag of the random sample alone', () => {
  const machine = (score: number, codes: string[]): MachineView =>
    ({
      sentiment: { label: 'negative', score: 0, confidence: 1 },
      conflict: { score, flagged: score >= 0.5, type: 'mixed_text' },
      issues: codes.map((code) => ({ code, label: 'negative' })),
    }) as unknown as MachineView;
  const decided = (flagged: boolean, codes: string[]): Decided => ({
    sentiment: sentiment('negative'),
    conflict: { flagged, type: flagged ? 'mixed_text' : null },
    issues: { complete: true, leaves: codes.map((code) => ({ code, issues: [issueOf(code, 'negative')] })) },
  });
  const model = createModelFigures();
  model.add({ decided: decided(true, ['a']), machine: machine(0.9, ['a', 'b']), audited: false });
  model.add({ decided: decided(false, ['a', 'c']), machine: machine(0.6, ['a']), audited: false });
  model.add({ decided: decided(true, []), machine: machine(0.4, []), audited: true });
  model.add({ decided: { ratingValid: true }, machine: machine(0.8, ['a']), audited: true });
  const { labels, conflict, ...rest } = model.figures();
  expect(rest).toMatchObject({ comments: 4, audited: 2, sentiment: { value: 1, n: 3 } });
  expect(labels).toMatchObject([
    { code: 'a', precision: { value: 1, n: 2 }, recall: { value: 1, n: 2 } },
    { code: 'b', precision: { value: 0, n: 1 }, recall: null },
    { code: 'c', precision: null, recall: { value: 0, n: 1 } },
  ]);
  const at = (threshold: number) => conflict.find((one) => one.threshold === threshold)!;
  expect(at(0.5)).toMatchObject({
    precision: { value: 0.5, n: 2 },
    recall: { value: 0, n: 1 },
    queued: { value: 0, n: 1 },
  });
  expect(at(0.4)).toMatchObject({ precision: { n: 3 }, recall: { value: 1, n: 1 }, queued: { value: 1, n: 1 } });
  expect(at(0.95)).toMatchObject({ precision: null });
});

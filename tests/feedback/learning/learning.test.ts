import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SentimentLabel } from '../../../src/feedback/analysis.ts';
import { changesBetween } from '../../../src/feedback/learning/changes.ts';
import { goldFigures, isNoWorse } from '../../../src/feedback/learning/contest.ts';
import { isGold, polarityOf, type TrainingExample } from '../../../src/feedback/learning/example.ts';

const example = (sentiment: SentimentLabel | null, commentId = 'c'): TrainingExample => ({
  commentId,
  text: '',
  rating: null,
  ratingScale: { min: 1, max: 5 },
  decidedAt: '2026-03-01T08:00:00.000Z',
  sentiment,
  issues: [],
  conflict: null,
});

describe('gold comments', () => {
  it('are about one in five, and always the same ones', () => {
    const ids = Array.from({ length: 5000 }, (_, i) => `01k${i}comment`);
    const gold = ids.filter(isGold);
    expect(gold.length).toBeGreaterThan(850);
    expect(gold.length).toBeLessThan(1150);
    expect(ids.filter(isGold)).toEqual(gold);
  });

  it.each<[SentimentLabel, number]>([
    ['very_positive', 1],
    ['positive', 1],
    ['neutral', 0.5],
    ['mixed', 0.5],
    ['negative', 0],
    ['very_negative', 0],
  ])('%s counts as %d', (label, polarity) => expect(polarityOf(label)).toBe(polarity));

  it('count when they take a side', () => {
    const examples = [
      example('positive'),
      example('negative'),
      example('neutral'),
      example(null),
      example('very_negative'),
    ];
    expect(goldFigures(examples, [0.5, 0.5, 0.5, 0.5, -0.1])).toEqual({ n: 3, right: 2, accuracy: 2 / 3 });
    expect(goldFigures([], [])).toEqual({ n: 0, right: 0, accuracy: null });
  });
});

describe('a challenger', () => {
  const of = (n: number, right: number) => ({ n, right, accuracy: right / n });
  it.each([
    ['takes over when it is better', of(20, 15), of(20, 14), true],
    ['takes over when it is as good', of(20, 14), of(20, 14), true],
    ['waits when it is worse', of(20, 13), of(20, 14), false],
    ['waits for a person when there is too little gold', of(4, 4), of(4, 1), false],
  ])('%s', (_name, challenger, champion, takes) => expect(isNoWorse({ challenger, champion })).toBe(takes));
});

describe('changes', () => {
  const labels = fc.constantFrom<SentimentLabel>('negative', 'neutral', 'positive', 'mixed');
  const read = fc.record({ label: labels, score: fc.double({ min: -1, max: 1, noNaN: true }) });

  it('are counted once each, the farthest first', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(read, read), { maxLength: 80 }), (pairs) => {
        const ids = pairs.map((_, i) => `c${i}`);
        const changes = changesBetween(
          ids,
          pairs.map(([before]) => before),
          pairs.map(([, after]) => after),
        );
        const different = pairs.filter(([before, after]) => before.label !== after.label).length;
        expect(changes).toMatchObject({ comments: pairs.length, changed: different });
        expect(changes.moves.reduce((sum, { comments }) => sum + comments, 0)).toBe(different);
        expect(changes.examples.length).toBe(Math.min(50, different));
        const far = changes.examples.map(({ scoreBefore, scoreAfter }) => Math.abs(scoreAfter - scoreBefore));
        expect(far).toEqual(far.toSorted((a, b) => b - a));
      }),
    );
  });
});

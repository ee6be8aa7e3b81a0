import { describe, expect, it } from 'vitest';
import { mergePoints } from '../../src/feedback/merge.ts';
import type { Point } from '../../src/feedback/points.ts';

const point = (leaf: number, score: number, clauses: number[]): Point => ({
  leaf,
  polarity: score > 0 ? 1 : -1,
  score,
  label: score > 0 ? 'positive' : 'negative',
  confidence: 0.5,
  clauses,
  findings: clauses.map((c) => ({ leaf, polarity: 0, start: c, end: c + 1, byCue: true, judged: null })),
  suggestion: false,
  question: false,
});

describe('one point a leaf', () => {
  it('keeps what stands alone', () => {
    const points = [point(0, 0.8, [0]), point(1, -0.9, [1])];
    expect(mergePoints(points)).toEqual(points);
  });

  it('calls praise and blame of one aspect mixed, with the clauses of both in order', () => {
    const [merged, ...others] = mergePoints([point(0, 0.8, [0, 3]), point(0, -0.8, [1])]);
    expect(others).toEqual([]);
    expect(merged).toMatchObject({ label: 'mixed', clauses: [0, 1, 3] });
    expect(merged.findings.map(({ start }) => start)).toEqual([0, 1, 3]);
    expect(merged.score).toBeCloseTo(1 / 3);
  });

  it('lets much of one decide over a little of the other', () => {
    expect(mergePoints([point(0, 0.9, [0, 1, 2, 3, 4]), point(0, -0.4, [5])])).toMatchObject([
      { label: 'positive', polarity: 1, clauses: [0, 1, 2, 3, 4, 5] },
    ]);
  });

  it('takes faint blame for neutral', () => {
    expect(mergePoints([point(0, -0.35, [0])])).toMatchObject([{ label: 'neutral', polarity: 0 }]);
  });
});

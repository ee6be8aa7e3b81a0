import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { benchmarkLeaves } from '../../../src/feedback/statistics/benchmark.ts';
import { journeyOf } from '../../../src/feedback/statistics/journey.ts';
import { cronbachAlpha } from '../../../src/feedback/statistics/reliability.ts';
import { normalQuantile, sampleSize } from '../../../src/feedback/statistics/sampleSize.ts';
import { churnReasonsOf, segmentsOf } from '../../../src/feedback/statistics/segments.ts';

describe('sample size by Cochran', () => {
  // The tables of the textbooks: 95 % ± 5 %, p = 0.5.
  test.each([
    [0.95, 0.05, undefined, 385],
    [0.95, 0.05, 1000, 278],
    [0.95, 0.05, 10_000, 370],
    [0.95, 0.03, undefined, 1068],
    [0.99, 0.05, undefined, 664],
    [0.9, 0.05, undefined, 271],
    [0.95, 0.05, 5, 5],
  ])('%d ± %d of %s: %d', (confidence, margin, population, expected) => {
    expect(sampleSize({ confidence, margin, proportion: 0.5, population }).n).toBe(expected);
  });

  test.each([
    [0.975, 1.959964],
    [0.995, 2.575829],
    [0.95, 1.644854],
    [0.5, 0],
  ])('the normal quantile of %d', (p, z) => {
    expect(normalQuantile(p)).toBeCloseTo(z, 5);
  });
});

describe('Cronbach’s α', () => {
  test('is k·c / (v + (k − 1)·c) of mean covariance and variance', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
          {
            minLength: 4,
            maxLength: 30,
          },
        ),
        (rows) => {
          const found = cronbachAlpha(
            ['a', 'b', 'c'],
            rows.map((row) => ({ values: row.map((value) => (value - 1) / 4), n: 1 })),
          )!;
          const mean = (i: number) => rows.reduce((sum, row) => sum + row[i]!, 0) / rows.length;
          const cov = (i: number, j: number) =>
            rows.reduce((sum, row) => sum + (row[i]! - mean(i)) * (row[j]! - mean(j)), 0) / (rows.length - 1);
          const v = (cov(0, 0) + cov(1, 1) + cov(2, 2)) / 3;
          const c = (cov(0, 1) + cov(0, 2) + cov(1, 2)) / 3;
          if (v + 2 * c < 1e-6) return;
          expect(found.alpha).toBeCloseTo((3 * c) / (v + 2 * c), 6);
          expect(found.low!).toBeLessThanOrEqual(found.alpha!);
          expect(found.high!).toBeGreaterThanOrEqual(found.alpha!);
        },
      ),
    );
  });

  test('is 1 for questions that always agree, and unknown without variance', () => {
    const same = [0, 0.25, 1].map((value) => ({ values: [value, value], n: 5 }));
    expect(cronbachAlpha(['a', 'b'], same)).toMatchObject({ n: 15 });
    expect(cronbachAlpha(['a', 'b'], same)!.alpha).toBeCloseTo(1, 9);
    expect(cronbachAlpha(['a', 'b'], [{ values: [1, 1], n: 9 }])!.alpha).toBeNull();
    expect(cronbachAlpha(['a'], same)).toBeNull();
    expect(cronbachAlpha(['a', 'b'], [{ values: [0, 1], n: 2 }])).toBeNull();
  });
});

test('eight groups of customers, the valuable ones first', () => {
  const weights = { recency: 1, frequency: 1, amount: 1, satisfaction: 1 };
  const counts = { customers: 3, comments: 9, rated: 8, satisfied: 6, positions: 4, authors: ['a'] };
  const segments = segmentsOf(
    [
      { recent: true, frequent: true, spending: true, ...counts },
      { recent: false, frequent: false, spending: false, ...counts, rated: 0 },
    ],
    weights,
  );
  expect(segments).toHaveLength(8);
  expect(segments[0]).toMatchObject({
    group: 'important_value',
    customers: 3,
    csat: { value: 0.75 },
    index: 50,
    value: 0.875,
  });
  expect(segments[7]).toMatchObject({ group: 'general_win_back', csat: null, value: null });
  const traits = segments.map(({ recent, frequent, spending }) => `${recent} ${frequent} ${spending}`);
  expect(new Set(traits).size).toBe(8);
});

describe('churn', () => {
  const quiet = {
    author: 'a',
    comments: 4,
    firstDay: '2026-01-01',
    lastDay: '2026-04-01',
    threats: 0,
    lastPosition: 0.75,
    earlierPosition: 0.75,
    lastNegative: 0,
    overdue: 0,
  };
  test.each([
    ['nothing', {}, []],
    ['a threat', { threats: 1 }, ['threat']],
    ['a fall from five to three', { lastPosition: 0.5, earlierPosition: 1 }, ['rating_fell']],
    ['a small fall', { lastPosition: 0.5, earlierPosition: 0.75 }, []],
    ['two complaints', { lastNegative: 2, overdue: 1 }, ['negative_twice', 'unanswered']],
    ['no rating', { lastPosition: null }, []],
  ])('%s', (_, more, reasons) => {
    expect(churnReasonsOf({ ...quiet, ...more }, '2026-04-20')).toEqual(reasons);
  });

  test('silence is long against what was usual', () => {
    expect(churnReasonsOf(quiet, '2026-06-25')).toEqual([]);
    expect(churnReasonsOf(quiet, '2026-07-05')).toEqual(['silent']);
    expect(churnReasonsOf({ ...quiet, comments: 2 }, '2027-01-01')).toEqual([]);
  });
});

describe('the journey', () => {
  const stages = [
    { id: 'order', name: '下单', labels: ['channel.order'] },
    { id: 'delivery', name: '送达', labels: ['channel.logistics'] },
    { id: 'service', name: '售后', labels: ['service.after_sales'] },
  ];
  const said = (negative: string[], positive: string[], neutral: string[], n: number) => {
    return { negative, positive, neutral, n, sum: 0, squares: 0 };
  };

  test('flows from stage to stage and to an end', () => {
    const {
      comments,
      stages: figures,
      links,
    } = journeyOf(
      [
        said([], ['channel.order.accuracy', 'channel.logistics.speed'], [], 10),
        said(['channel.logistics.speed'], ['channel.order'], [], 4),
        said([], [], ['service.after_sales.skill'], 2),
        said(['product.quality.defect'], [], [], 50),
      ],
      stages,
    );
    expect(comments).toBe(16);
    expect(figures.map(({ comments: n, praised, blamed }) => [n, praised, blamed])).toEqual([
      [14, 14, 0],
      [14, 10, 4],
      [2, 0, 0],
    ]);
    expect(figures.map(({ unharmed }) => unharmed!.value)).toEqual([1, 0.75, 0.75]);
    expect(figures.map(({ satisfaction }) => satisfaction?.value)).toEqual([1, 10 / 14, undefined]);
    expect(links).toEqual([
      { source: 'order', target: 'delivery', comments: 14 },
      { source: 'delivery', target: 'end:satisfied', comments: 10 },
      { source: 'delivery', target: 'end:dissatisfied', comments: 4 },
      { source: 'service', target: 'end:neutral', comments: 2 },
    ]);
  });

  test('what flows into the ends is every comment once, and the funnel never widens', () => {
    const codes = ['channel.order.a', 'channel.logistics.b', 'service.after_sales.c', 'product.d'];
    const list = fc.subarray(codes);
    fc.assert(
      fc.property(fc.array(fc.tuple(list, list, list, fc.integer({ min: 1, max: 9 })), { maxLength: 12 }), (rows) => {
        const journey = journeyOf(
          rows.map(([a, b, c, n]) => said(a, b, c, n)),
          stages,
        );
        const ended = journey.links.filter(({ target }) => target.startsWith('end:'));
        expect(ended.reduce((sum, { comments }) => sum + comments, 0)).toBe(journey.comments);
        const unharmed = journey.stages.map((stage) => stage.unharmed?.value ?? 0);
        for (const [i, value] of unharmed.slice(1).entries()) expect(value).toBeLessThanOrEqual(unharmed[i]!);
      }),
    );
  });
});

describe('benchmark', () => {
  test('finds what is said more, less, and never', () => {
    const leaves = benchmarkLeaves(
      [
        { code: 'more', own: 60, other: 10 },
        { code: 'same', own: 30, other: 31 },
        { code: 'blind', own: 1, other: 60 },
      ],
      200,
      200,
    );
    const of = (code: string) => leaves.find((leaf) => leaf.code === code)!;
    expect(of('more')).toMatchObject({ represented: 'over', blindSpot: false });
    expect(of('same')).toMatchObject({ represented: 'same', blindSpot: false });
    expect(of('blind')).toMatchObject({ represented: 'under', blindSpot: true });
    // log((60.5 / 140.5) / (10.5 / 190.5)) over the root of the sum of reciprocals
    const ratio = Math.log((60.5 * 190.5) / (140.5 * 10.5));
    expect(of('more').z).toBeCloseTo(ratio / Math.sqrt(1 / 60.5 + 1 / 140.5 + 1 / 10.5 + 1 / 190.5), 9);
    expect(benchmarkLeaves([{ code: 'a', own: 1, other: 0 }], 1, 0)).toEqual([]);
  });

  test('turned round it says the opposite', () => {
    const cell = fc.integer({ min: 0, max: 50 });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 10 }), (pairs) => {
        const leaves = pairs.map(([own, other], i) => ({ code: `l${i}`, own, other }));
        const turned = leaves.map(({ code, own, other }) => ({ code, own: other, other: own }));
        const [a, b] = [benchmarkLeaves(leaves, 60, 70), benchmarkLeaves(turned, 70, 60)];
        for (const leaf of a) expect(b.find(({ code }) => code === leaf.code)!.z).toBeCloseTo(-leaf.z, 9);
      }),
    );
  });
});

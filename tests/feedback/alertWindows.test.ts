import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { robustZ } from '../../src/feedback/alerts/robustZ.ts';
import type { AnomalyCondition, RiseCondition, ThresholdCondition } from '../../src/feedback/alerts/rule.ts';
import { type DayCounts, dayBefore, judgeWindow } from '../../src/feedback/alerts/windows.ts';

const today = '2026-05-20';
const day = (ago: number, more: Partial<DayCounts> = {}): DayCounts => ({
  day: dayBefore(today, ago),
  analysed: 50,
  negative: 10,
  covered: 40,
  rated: 50,
  csat: 45,
  positions: 40,
  npsRated: 50,
  promoters: 30,
  detractors: 10,
  labelled: 5,
  ...more,
});
const days = (count: number, more: (ago: number) => Partial<DayCounts> = () => ({})) =>
  [...Array(count).keys()].map((ago) => day(ago, more(ago)));

describe('a threshold', () => {
  const csat: ThresholdCondition = {
    kind: 'threshold',
    measure: 'csat',
    side: 'below',
    value: 0.8,
    days: 7,
    minComments: 30,
  };

  test('fires below its line, on the days of the period alone', () => {
    expect(judgeWindow(csat, days(20), today, true)).toBeNull();
    const fallen = judgeWindow(
      csat,
      days(20, (ago) => (ago < 7 ? { csat: 39 } : {})),
      today,
      true,
    );
    expect(fallen).toMatchObject({ measure: 'csat', from: '2026-05-14', to: today, reference: 0.8, n: 350 });
    expect(fallen!.value).toBeCloseTo(0.78);
    expect(
      judgeWindow(
        csat,
        days(20, (ago) => (ago >= 7 ? { csat: 0 } : {})),
        today,
        true,
      ),
    ).toBeNull();
  });

  test('says nothing of few comments', () => {
    expect(judgeWindow(csat, [day(0, { rated: 29, csat: 0 })], today, true)).toBeNull();
    expect(judgeWindow(csat, [day(0, { rated: 30, csat: 0 })], today, true)).not.toBeNull();
    expect(judgeWindow({ ...csat, minComments: 1 }, [], today, true)).toBeNull();
  });

  test.each([
    ['nps', 'below', 41, 40],
    ['nps', 'above', 39, 40],
    ['coverage', 'below', 0.81, 0.8],
    ['negativeShare', 'above', 0.19, 0.2],
  ] as const)('on %s %s %d', (measure, side, value, is) => {
    const found = judgeWindow({ ...csat, measure, side, value }, days(7), today, true);
    expect(found!.value).toBeCloseTo(is);
    expect(judgeWindow({ ...csat, measure, side, value: is }, days(7), today, true)).toBeNull();
  });
});

describe('a rise', () => {
  const rise: RiseCondition = {
    kind: 'rise',
    labels: ['channel.logistics'],
    polarity: 'negative',
    by: 'share',
    days: 7,
    minComments: 10,
    minRise: 0.2,
    level: 0.01,
  };
  const grown = (labelled: number, before = 5) => days(14, (ago) => ({ labelled: ago < 7 ? labelled : before }));

  test('fires when the share grew by more than chance', () => {
    expect(judgeWindow(rise, grown(5), today, true)).toBeNull();
    expect(judgeWindow(rise, grown(6), today, true)).toBeNull();
    const found = judgeWindow(rise, grown(15), today, true)!;
    expect(found).toMatchObject({ measure: 'share', from: '2026-05-14', n: 105, value: 0.3, reference: 0.1 });
    expect(found.p).toBeLessThan(1e-6);
    expect(judgeWindow(rise, grown(5, 15), today, true)).toBeNull();
  });

  test('a share knows nothing without a period before, a count does', () => {
    expect(judgeWindow(rise, days(7), today, true)).toBeNull();
    expect(judgeWindow({ ...rise, by: 'count' }, days(7), today, true)).toMatchObject({ value: 35, reference: 0 });
  });

  test('more comments in all are no rise of a share', () => {
    const busier = days(14, (ago) => (ago < 7 ? { analysed: 500, labelled: 50 } : {}));
    expect(judgeWindow(rise, busier, today, true)).toBeNull();
    expect(judgeWindow({ ...rise, by: 'count' }, busier, today, true)).not.toBeNull();
  });
});

describe('an anomaly', () => {
  const mean: AnomalyCondition = {
    kind: 'anomaly',
    measure: 'meanRating',
    side: 'both',
    days: 28,
    minComments: 10,
    z: 3.5,
  };
  const rated = (value: number, rated = 50) => ({ rated, positions: ((value - 1) / 4) * rated });
  const noise = [4.2, 4.1, 4.3, 4.2, 4.25, 4.15, 4.3];

  test('finds a fall from 4.2 to 2.1', () => {
    const fallen = days(29, (ago) => rated(ago === 0 ? 2.1 : noise[ago % 7]!));
    const found = judgeWindow(mean, fallen, today, true)!;
    expect(found).toMatchObject({ measure: 'meanRating', from: today, to: today, reference: 4.2, n: 50 });
    expect(found.z).toBeLessThan(-3.5);
    expect(judgeWindow({ ...mean, side: 'above' }, fallen, today, true)).toBeNull();
  });

  test('not the noise of a stable outlet, nor of few ratings', () => {
    const stable = days(29, (ago) => rated(noise[ago % 7]!));
    expect(judgeWindow(mean, stable, today, true)).toBeNull();
    const few = days(29, (ago) => (ago === 0 ? rated(2.1, 9) : rated(4.2)));
    expect(judgeWindow(mean, few, today, true)).toBeNull();
  });

  test('waits for a week of days', () => {
    const young = days(7, (ago) => rated(ago === 0 ? 2.1 : 4.2));
    expect(judgeWindow(mean, young, today, true)).toBeNull();
  });

  test('a day that is not over lacks nothing yet', () => {
    const volume: AnomalyCondition = { ...mean, measure: 'comments' };
    const silent = days(29).slice(1);
    expect(judgeWindow(volume, silent, today, false)).toBeNull();
    expect(judgeWindow(volume, silent, today, true)).toMatchObject({ value: 0, reference: 50 });
    const loud = days(29, (ago) => (ago === 0 ? { analysed: 200 } : {}));
    expect(judgeWindow(volume, loud, today, false)).toMatchObject({ value: 200 });
  });
});

test('nothing depends on the order of the days', () => {
  const condition: AnomalyCondition = {
    kind: 'anomaly',
    measure: 'negativeShare',
    side: 'both',
    days: 28,
    minComments: 10,
    z: 3.5,
  };
  fc.assert(
    fc.property(
      fc.shuffledSubarray(
        days(29, (ago) => ({ negative: ago === 0 ? 45 : 8 + (ago % 5) })),
        { minLength: 29 },
      ),
      (mixed) => {
        expect(judgeWindow(condition, mixed, today, true)).toMatchObject({ value: 0.9 });
      },
    ),
  );
});

test('robust deviations: a known value, moved and scaled with the data', () => {
  // Median 3, deviations 2 1 0 1 97, median of them 1.
  expect(robustZ(100, [1, 2, 3, 4, 100], 0.1).z).toBeCloseTo(97 / 1.4826);
  const values = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 7, maxLength: 40 });
  fc.assert(
    fc.property(values, fc.double({ min: -50, max: 50, noNaN: true }), (past, value) => {
      const { z, median } = robustZ(value, past, 0.5);
      expect(Math.sign(z)).toBe(Math.sign(value - median));
      expect(
        robustZ(
          value + 7,
          past.map((one) => one + 7),
          0.5,
        ).z,
      ).toBeCloseTo(z, 6);
      expect(
        robustZ(
          value * 2,
          past.map((one) => one * 2),
          1,
        ).z,
      ).toBeCloseTo(z, 6);
    }),
  );
});

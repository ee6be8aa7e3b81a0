import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findAnomalies } from '../../../src/feedback/statistics/anomalies.ts';
import { eventsAround } from '../../../src/feedback/statistics/events.ts';
import { shifted } from '../../../src/feedback/statistics/groups.ts';
import { earlier, growthOf } from '../../../src/feedback/statistics/growth.ts';
import { createRandom } from '../../../src/text/maths/random.ts';

const day = (i: number) => shifted('2026-03-01', i);
/** Daily means of `n` ratings on five points. */
const series = (means: number[], n = 8) => means.map((mean, i) => ({ day: day(i), n, sum: mean * n }));

/** Ratings 1..5 drawn around a mean, as an outlet gets them. */
function noisy(seed: number, days: number, perDay: number, mean = 4.2, spread = 1.2) {
  const random = createRandom(seed);
  const gauss = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Array.from({ length: days }, (_, i) => {
    const ratings = Array.from({ length: perDay }, () => Math.min(5, Math.max(1, Math.round(mean + spread * gauss()))));
    return { day: day(i), n: perDay, sum: ratings.reduce((a, b) => a + b, 0) };
  });
}

describe('anomalies', () => {
  test('an outlet that goes from 4.2 to 2.1 in three days is found', () => {
    const usual = Array.from({ length: 28 }, (_, i) => 4.2 + 0.1 * ((i % 3) - 1));
    const found = findAnomalies(series([...usual, 3.6, 2.8, 2.1, 2.1, 2.1]), 1);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ direction: 'down' });
    expect(found[0]!.usual).toBeCloseTo(4.2, 1);
    expect(found[0]!.value).toBeLessThan(3.2);
    expect(found[0]!.z).toBeLessThan(-3.5);
    expect(found[0]!.to).toBe(day(32));
  });

  test('so is a jump to 2.1 in a noisy outlet', () => {
    const quiet = noisy(5, 30, 8);
    const fallen = noisy(6, 3, 8, 2.1).map((count, i) => ({ ...count, day: day(30 + i) }));
    expect(findAnomalies([...quiet, ...fallen], 1.2).filter(({ direction }) => direction === 'down')).toHaveLength(1);
  });

  test('noisy but stable outlets stay quiet', () => {
    let days = 0;
    let alarms = 0;
    for (let seed = 1; seed <= 60; seed++) {
      alarms += findAnomalies(noisy(seed, 60, 6, 3.8, 1.4), 1.3).length;
      days += 60;
    }
    // 60 outlets of two months: at most one false alarm in five years of one outlet.
    expect(alarms / days).toBeLessThan(1 / 1800);
  });

  test('few ratings, short histories and small moves say nothing', () => {
    expect(findAnomalies(series([4, 4, 4, 4, 1, 1, 1]), 1)).toEqual([]);
    expect(findAnomalies(series([...Array(20).fill(4), 1], 4), 1)).toEqual([]);
    expect(findAnomalies(series([...Array(28).fill(4), 3.7, 3.7, 3.7], 500), 0.1)).toEqual([]);
    expect(findAnomalies([], 1)).toEqual([]);
  });

  test('the order of the days changes nothing, and a mirrored series has mirrored anomalies', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1, max: 5, noNaN: true }), { minLength: 8, maxLength: 40 }), (means) => {
        const found = findAnomalies(series(means), 1);
        expect(findAnomalies(series(means).reverse(), 1)).toEqual(found);
        const mirrored = findAnomalies(series(means.map((mean) => 6 - mean)), 1);
        expect(mirrored.map(({ from, to }) => [from, to])).toEqual(found.map(({ from, to }) => [from, to]));
      }),
    );
  });
});

test('growth: shares of two periods, tested and in order', () => {
  const grown = growthOf(
    [
      { code: 'a', now: 30, before: 10 },
      { code: 'b', now: 5, before: 20 },
    ],
    100,
    100,
  );
  expect(grown.map(({ code }) => code)).toEqual(['a', 'b']);
  expect(grown[0]!.change).toBeCloseTo(0.2, 12);
  expect(grown[0]!.q).toBeGreaterThanOrEqual(grown[0]!.p);
  expect(growthOf([{ code: 'a', now: 1, before: 0 }], 5, 0)).toEqual([]);
});

test.each([
  ['2026-03-31', 'month', '2026-02-28'],
  ['2026-01-15', 'month', '2025-12-15'],
  ['2024-02-29', 'year', '2023-02-28'],
  ['2026-05-03', 'year', '2025-05-03'],
] as const)('%s a %s earlier is %s', (from, unit, expected) => {
  expect(earlier(from, unit)).toBe(expected);
});

test('events are joined by time and place', () => {
  const event = (id: string, more: object) => ({
    id,
    name: id,
    kind: 'outage' as const,
    from: '2026-03-10',
    to: '2026-03-10',
    channel: null,
    outlet: null,
    note: null,
    createdAt: '',
    updatedAt: '',
    ...more,
  });
  const events = [
    event('near', {}),
    event('app', { channel: 'app' }),
    event('old', { from: '2026-01-01', to: '2026-03-01' }),
  ];
  const of = (place?: object) =>
    eventsAround(events, { from: '2026-03-12', to: '2026-03-14' }, place).map(({ id }) => id);
  expect(of()).toEqual(['near', 'app']);
  expect(of({ channel: 'web' })).toEqual(['near']);
});

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Scope } from '../../src/feedback/read.ts';
import { defaultStatisticsSettings } from '../../src/feedback/statistics/settings.ts';
import { createStatistics } from '../../src/feedback/statistics/statistics.ts';
import type { Store } from '../../src/store/store.ts';
import { analyseAll, comment, createClock, newWorkspace, openTestStore, tempDir } from '../contracts/support.ts';

const folder = tempDir();
let store: Store;
let scope: Scope;
let other: Scope;

beforeAll(async () => {
  store = await openTestStore(folder.path, createClock());
});
afterAll(async () => {
  await store.close();
  folder.remove();
});
beforeEach(async () => {
  scope = await newWorkspace(store, 'own');
  other = await newWorkspace(store, 'other');
  await store.statisticsSettings.put(scope, { ...defaultStatisticsSettings, minimumSample: 1 }, 0);
});

const statistics = () => createStatistics(store.statisticsFacts, () => '2026-03-01');
const add = (author: string, day: string, text: string, rating: number, amount?: string, to = scope) =>
  store.comments.ingest(to, [
    comment(text, { author, rating, occurredAt: `${day}T10:00:00Z`, ...(amount && { metadata: { amount } }) }),
  ]);

test('customers by recency, frequency and amount, and by life cycle', async () => {
  for (const day of ['2026-02-01', '2026-02-20', '2026-02-25']) await add('regular', day, '+nice', 5, '300');
  await add('once', '2026-02-26', '+nice', 4, '10');
  await add('old', '2025-12-15', '-slow', 2, '5');
  await add('gone', '2025-06-01', '-slow', 1, 'not a number');
  await add('theirs', '2026-02-26', '-slow', 1, '9999', other);
  await analyseAll(store);
  const { segments, lifeCycle, customers, withoutAmounts } = await statistics().segments(scope, {});
  expect([customers, withoutAmounts]).toEqual([4, false]);
  const filled = segments.filter((segment) => segment.customers > 0);
  expect(filled.map(({ group, customers: n, filter }) => [group, n, filter?.author])).toEqual([
    ['important_value', 1, ['regular']],
    ['general_develop', 1, ['once']],
    ['general_win_back', 2, ['gone', 'old']],
  ]);
  expect(filled[2]!.csat).toMatchObject({ value: 0, n: 2 });
  expect(lifeCycle.map(({ stage, customers: n }) => [stage, n])).toEqual([
    ['new', 2],
    ['active', 1],
    ['silent', 0],
    ['lost', 1],
  ]);
  await store.statisticsSettings.put(scope, { ...defaultStatisticsSettings, minimumSample: 2 }, null);
  const masked = await statistics().segments(scope, {});
  expect(masked.segments[0]).toMatchObject({ masked: true, customers: 0, filter: null, csat: null });
});

test('customers who may leave, with reasons', async () => {
  await add('fell', '2026-02-01', '+nice', 5);
  await add('fell', '2026-02-20', '-slow', 1);
  await add('angry', '2026-02-20', '-slow', 2);
  await add('angry', '2026-02-21', '-slow again', 2);
  await add('fine', '2026-02-21', '+nice', 5);
  await add('theirs', '2026-02-01', '-slow', 1, undefined, other);
  await add('theirs', '2026-02-02', '-slow', 1, undefined, other);
  await analyseAll(store);
  const { candidates, items, filter, named } = await statistics().churn(scope, {});
  expect([candidates, named]).toEqual([2, 2]);
  expect((await store.stats.summary(scope, filter!)).comments).toBe(4);
  expect(items.map(({ author, reasons }) => [author, reasons])).toEqual(
    expect.arrayContaining([
      ['fell', ['rating_fell']],
      ['angry', ['negative_twice']],
    ]),
  );
  expect(items[0]!.filter).toEqual({ author: [items[0]!.author] });
});

test('journey, reliability and benchmark from the store', async () => {
  const ours = Array.from({ length: 20 }, (_, i) =>
    comment(i % 2 ? '+nice -slow' : '+nice', {
      source: 'survey',
      externalId: `o${i}`,
      rating: 3 + (i % 3),
      ratings: { 速度: 1 + (i % 5), 质量: 1 + ((i + 1) % 5) },
    }),
  );
  const theirs = Array.from({ length: 20 }, (_, i) =>
    comment('-dear -slow', { source: 'rival', externalId: `r${i}`, rating: 2 }),
  );
  await store.comments.ingest(scope, [...ours, ...theirs]);
  await analyseAll(store);
  const journey = await statistics().journey(scope, { source: ['survey'] });
  expect(journey).toMatchObject({ inferredStages: true, comments: 20 });
  expect(journey.stages[0]).toMatchObject({ id: 'service', blamed: 10, praised: 20, filter: { label: ['service'] } });
  const reliability = await statistics().reliability(scope, {});
  expect(reliability.items).toMatchObject([
    { source: 'survey', dimensions: ['质量', '速度'].sort(), reliability: { n: 20 } },
  ]);
  const found = await statistics().benchmark(scope, { filter: { source: ['survey'] }, other: { source: ['rival'] } });
  expect(found.comments).toEqual({ own: 20, other: 20 });
  expect(found.leaves.find(({ code }) => code === 'service.dear')).toMatchObject({
    represented: 'under',
    blindSpot: true,
  });
  expect(found.leaves.find(({ code }) => code === 'service.nice')).toMatchObject({ represented: 'over' });
  expect(found.words.length).toBeGreaterThan(0);
  expect(found.radar.length).toBeGreaterThanOrEqual(5);
  expect(found.radar.length).toBeLessThanOrEqual(8);
  const few = await statistics().benchmark(other, { filter: {}, other: { source: ['rival'] } });
  expect(few).toMatchObject({ comments: { own: null, other: null }, leaves: [] });
});

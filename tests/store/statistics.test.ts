import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CommentFilter } from '../../src/feedback/filter.ts';
import type { Scope } from '../../src/feedback/read.ts';
import type { RatingCount } from '../../src/feedback/statistics/counts.ts';
import type { GroupKey } from '../../src/feedback/statistics/groups.ts';
import { shifted } from '../../src/feedback/statistics/groups.ts';
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
});

const shown = (counts: RatingCount[]) =>
  counts.map(({ keys, scale, rating, n }) => `${keys.join('/')} ${rating}/${scale.max} ×${n}`).sort();

describe('ratings', () => {
  beforeEach(async () => {
    const add = (text: string, rating: number | undefined, more: object, to = scope) =>
      store.comments.ingest(to, [comment(text, { ...(rating !== undefined && { rating }), ...more })]);
    await add('-slow +nice', 5, { channel: 'app', occurredAt: '2026-02-02T10:00:00Z', ratings: { 物流: 1, 质量: 5 } });
    await add('-slow', 1, { channel: 'app', occurredAt: '2026-02-08T10:00:00Z', ratings: { 物流: 1 } });
    await add('fine', 5, { occurredAt: '2026-02-09T10:00:00Z', metadata: { outlet: '北店' } });
    await add('fine', 8, { channel: 'web', ratingScale: { min: 1, max: 10 }, occurredAt: '2026-03-01T10:00:00Z' });
    await add('no rating', undefined, { channel: 'web', occurredAt: '2026-03-01T10:00:00Z' });
    await add('theirs', 3, { channel: 'app', occurredAt: '2026-02-02T10:00:00Z' }, other);
    await analyseAll(store);
  });

  const ratings = async (keys: GroupKey[], filter: CommentFilter = {}) =>
    shown(await store.statisticsFacts.ratings(scope, filter, keys));

  test('of one sentiment alone, whatever could be read from sums', async () => {
    const filter: CommentFilter = { sentiment: ['negative'] };
    const facts = store.statisticsFacts;
    const rows = (await store.comments.list(scope, filter, { limit: 50 })).items;
    expect(rows).toHaveLength(1);
    const series = await facts.series(scope, filter, 'channel');
    expect(series.map(({ key, day, n }) => [key, day, n])).toEqual([['app', '2026-02-08', 1]]);
    const leaves = await facts.volumes(scope, filter, 'channel');
    expect(leaves.map(({ key, comments }) => [key, comments])).toEqual([['app', 1]]);
  });

  test.each<[GroupKey[], string[]]>([
    [[], [' 1/5 ×1', ' 5/5 ×2', ' 8/10 ×1']],
    [['channel'], [' 5/5 ×1', 'app 1/5 ×1', 'app 5/5 ×1', 'web 8/10 ×1']],
    [['month'], ['2026-02-01 1/5 ×1', '2026-02-01 5/5 ×2', '2026-03-01 8/10 ×1']],
    [['week'], ['2026-02-02 1/5 ×1', '2026-02-02 5/5 ×1', '2026-02-09 5/5 ×1', '2026-02-23 8/10 ×1']],
    [
      ['channel', 'month'],
      [' /2026', 'app', 'app', 'web'],
    ],
  ])('by %j, from the index and from the rows', async (keys, expected) => {
    if (keys.length < 2) expect(await ratings(keys)).toEqual(expected);
    expect(await ratings(keys)).toHaveLength(expected.length);
    expect(await ratings(keys, { metadata: {} })).toEqual(await ratings(keys));
  });

  test('by leaf, sub-score and metadata, and through filters', async () => {
    expect(await ratings(['label'])).toEqual(['service.nice 5/5 ×1', 'service.slow 1/5 ×1', 'service.slow 5/5 ×1']);
    expect(await ratings(['dimension'])).toEqual(['物流 1/5 ×2', '质量 5/5 ×1']);
    expect(await ratings(['metadata.outlet'], { ratingMin: 2 })).toEqual([' 5/5 ×1', ' 8/10 ×1', '北店 5/5 ×1']);
    expect(await ratings(['channel'], { channel: ['app'], from: '2026-02-03' })).toEqual(['app 1/5 ×1']);
    expect(await ratings(["metadata.x' or 1=1 --"])).toEqual([' 1/5 ×1', ' 5/5 ×2', ' 8/10 ×1']);
  });

  test('masks, names the comments behind each group, and counts nobody else', async () => {
    const statistics = createStatistics(store.statisticsFacts, () => '2026-03-02');
    const masked = await statistics.scores(scope, { filter: {}, by: 'channel' });
    expect(masked.total.masked).toBe(true);
    expect(masked.items.map((row) => row.masked)).toEqual([true, true, true]);
    expect(JSON.stringify(masked.items)).not.toMatch(/"n"/);
    const { settings } = await store.statisticsSettings.get(scope);
    await store.statisticsSettings.put(scope, { ...settings, minimumSample: 1 }, 0);
    const open = await statistics.scores(scope, { filter: { ratingMax: 5 }, by: 'channel' });
    expect(open.total).toMatchObject({ n: 3 });
    expect(open.items).toMatchObject([
      { key: 'app', n: 2, filter: { ratingMax: 5, channel: ['app'] } },
      { key: '', n: 1, filter: { ratingMax: 5, channel: [''] } },
    ]);
    for (const row of open.items)
      if (row.filter && !row.masked)
        expect((await store.comments.list(scope, row.filter, { limit: 10 })).items).toHaveLength(row.n);
    const weeks = await statistics.scores(scope, { filter: {}, by: 'week' });
    expect(weeks.items.map(({ key, filter }) => [key, filter?.to])).toEqual([
      ['2026-02-02', '2026-02-08'],
      ['2026-02-09', '2026-02-15'],
      ['2026-02-23', '2026-03-01'],
    ]);
  });
});

describe('leaves', () => {
  beforeEach(async () => {
    const texts = ['-slow', '-slow +nice', '+nice', 'fine'];
    const many = texts.flatMap((text, t) =>
      Array.from({ length: 12 }, (_, i) =>
        comment(`${text} ${i}`, {
          rating: [2, 3, 5, 4][t]!,
          channel: i < 6 ? 'app' : 'web',
          occurredAt: `2026-02-${String(1 + i).padStart(2, '0')}T10:00:00Z`,
          metadata: { outlet: i < 6 ? '北店' : '南店' },
        }),
      ),
    );
    await store.comments.ingest(scope, many);
    await store.comments.ingest(other, [comment('-theirs', { rating: 1 })]);
    await analyseAll(store);
  });

  test.each(['channel', 'day', 'week', 'month', null] as const)(
    'by %s are the same from roll-ups and rows',
    async (by) => {
      const sorted = (counts: object[]) => counts.map((count) => JSON.stringify(count)).sort();
      for (const of of ['leaves', 'volumes'] as const) {
        const fast = await store.statisticsFacts[of](scope, {}, by);
        expect(fast.length).toBeGreaterThan(0);
        expect(sorted(await store.statisticsFacts[of](scope, { metadata: {} }, by))).toEqual(sorted(fast));
      }
    },
  );

  test('make patterns of mentions with sums of ratings', async () => {
    const patterns = await store.statisticsFacts.mentions(scope, {});
    // Ratings 2, 3, 5, 4 of 5 are 2.5, 5, 10, 7.5 of ten points.
    expect(patterns).toEqual([
      { negative: [], positive: [], neutral: [], n: 12, sum: 90, squares: 675 },
      { negative: ['service.slow'], positive: [], neutral: [], n: 12, sum: 30, squares: 75 },
      { negative: ['service.slow'], positive: ['service.nice'], neutral: [], n: 12, sum: 60, squares: 300 },
      { negative: [], positive: ['service.nice'], neutral: [], n: 12, sum: 120, squares: 1200 },
    ]);
    const statistics = createStatistics(store.statisticsFacts, () => '2026-03-02');
    const drivers = await statistics.drivers(scope, {});
    expect(drivers).toMatchObject({ n: 48 });
    expect(drivers.items.map(({ code, name }) => [code, name])).toContainEqual(['service.slow', 'slow']);
    expect(drivers.items.find(({ code }) => code === 'service.slow')!.penalty.high).toBeLessThan(0);
    const map = await statistics.heatmap(scope, { filter: {}, by: 'metadata.outlet' });
    expect(map.columns).toEqual(['北店', '南店']);
    expect(map.cells.find(({ row, column }) => row === 'service.slow' && column === '北店')).toMatchObject({
      comments: 12,
      negative: { value: 1 },
      filter: { label: ['service.slow'], metadata: { outlet: ['北店'] } },
    });
  });
});

test('an outlet that falls is found, explained, and joined with what happened', async () => {
  const at = (i: number) => `${shifted('2026-02-01', i)}T10:00:00Z`;
  const days = Array.from({ length: 31 }, (_, i) => i).flatMap((i) =>
    Array.from({ length: 6 }, (_, k) => {
      const fallen = i >= 28;
      const more = { occurredAt: at(i), channel: 'app', metadata: { outlet: k < 3 ? '北店' : '南店' } };
      const bad = fallen && k < 3;
      return comment(bad ? `-queue ${k}` : `+nice ${k}`, { ...more, rating: bad ? 2 : 4 + ((i + k) % 2) });
    }),
  );
  await store.comments.ingest(scope, days);
  await analyseAll(store);
  const event = { name: '系统停机', kind: 'outage' as const, from: '2026-02-28', to: '2026-03-01', note: null };
  await store.events.create(scope, { ...event, channel: null, outlet: '北店' });
  await store.events.create(scope, { ...event, name: 'elsewhere', channel: null, outlet: '南店' });
  const statistics = createStatistics(store.statisticsFacts, () => '2026-03-05');
  const { items, series } = await statistics.anomalies(scope, { filter: {}, by: 'metadata.outlet' });
  expect(series).toBe(2);
  expect(items).toHaveLength(1);
  expect(items[0]).toMatchObject({ key: '北店', direction: 'down', events: [{ name: '系统停机' }] });
  expect(items[0]!.grown[0]).toMatchObject({ code: 'service.queue', before: 0 });
  const { filter } = items[0]!;
  expect(filter).toMatchObject({ metadata: { outlet: ['北店'] } });
  expect((await store.comments.list(scope, filter!, { limit: 50 })).items).toHaveLength(items[0]!.n);
  for (const by of ['channel', 'label'] as const) {
    const rolled = await statistics.anomalies(scope, { filter: {}, by });
    expect(await statistics.anomalies(scope, { filter: { metadata: {} }, by })).toMatchObject({
      series: rolled.series,
    });
  }
  const changes = await statistics.changes(scope, { from: '2026-03-01', to: '2026-03-03' });
  expect(changes.month.filter).toMatchObject({ from: '2026-02-01', to: '2026-02-03' });
  expect(changes.month.items[0]).toMatchObject({ code: 'service.queue', masked: false, change: { before: 0, now: 9 } });
  expect(changes.year.items).toEqual([]);
});

test('settings are put as a whole, once by each version', async () => {
  const { settings, version } = await store.statisticsSettings.get(scope);
  expect(version).toBe(0);
  const changed = { ...settings, minimumSample: 9 };
  expect(await store.statisticsSettings.put(scope, changed, 0)).toEqual({ settings: changed, version: 1 });
  await expect(store.statisticsSettings.put(scope, settings, 0)).rejects.toMatchObject({ code: 'version_conflict' });
  expect((await store.statisticsSettings.get(other)).settings).toEqual(settings);
});

test('targets say where they stand', async () => {
  const ratings = Array.from({ length: 50 }, (_, i) => comment(`r${i}`, { rating: i < 30 ? 5 : 2, channel: 'app' }));
  await store.comments.ingest(scope, ratings);
  await analyseAll(store);
  const input = { name: '满意', measure: 'csat' as const, from: '2026-02-01', deadline: '2026-06-30', filters: {} };
  const stateOf = async (goal: number, today: string) => {
    const target = await store.targets.create(scope, { ...input, goal });
    const status = await createStatistics(store.statisticsFacts, () => today).targetStatus(scope, target);
    expect(status.value).toMatchObject({ value: 0.6, n: 50 });
    return status.state;
  };
  expect(await stateOf(0.6, '2026-03-02')).toBe('on_course');
  expect(await stateOf(0.7, '2026-03-02')).toBe('close');
  expect(await stateOf(0.8, '2026-03-02')).toBe('behind');
  expect(await stateOf(0.6, '2026-07-01')).toBe('reached');
  expect(await stateOf(0.8, '2026-07-01')).toBe('missed');
  expect(await store.targets.list(other)).toEqual([]);
  const [first] = await store.targets.list(scope);
  expect(await store.targets.get(other, first!.id)).toBeNull();
  expect(await store.targets.put(other, first!.id, { ...input, goal: 1 })).toBeNull();
  expect(await store.targets.delete(other, first!.id)).toBe(false);
  expect(await store.targets.delete(scope, first!.id)).toBe(true);
});

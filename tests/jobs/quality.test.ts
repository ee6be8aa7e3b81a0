import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CommentFilter } from '../../src/feedback/filter.ts';
import type { Scope } from '../../src/feedback/read.ts';
import { createStatistics } from '../../src/feedback/statistics/statistics.ts';
import { runQualityScan } from '../../src/jobs/quality.ts';
import type { JobStore } from '../../src/jobs/store.ts';
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

/** Runs a scan as the jobs do; `dieAt`: the process ends before this step, and the next one takes over. */
async function scan(dieAt = Number.POSITIVE_INFINITY) {
  const { id } = await store.jobRows.create(scope, 'quality', {});
  await store.jobRows.start(scope, id);
  const attempt = async (last: number) => {
    let number = 0;
    const job = (await store.jobRows.get(scope, id))!;
    const record = { scope, job, input: {}, step: 0, checkpoint: null, attempts: 1 };
    const from = (await stepOf(id)) ?? 0;
    return runQualityScan(
      {
        record,
        signal: new AbortController().signal,
        next() {
          const taken = from + ++number;
          if (number > last) throw new Error('died');
          return (progress, checkpoint) => ({ jobId: id, number: taken, ...progress, checkpoint });
        },
        changed() {},
      },
      store as JobStore,
    );
  };
  if (Number.isFinite(dieAt)) await expect(attempt(dieAt)).rejects.toThrow('died');
  return attempt(Number.POSITIVE_INFINITY);
}

async function stepOf(id: string): Promise<number | undefined> {
  await store.jobRows.resume();
  const record = (await store.jobRows.queued(['quality'], 100)).find(({ job }) => job.id === id);
  if (!record) return undefined;
  await store.jobRows.start(scope, id);
  return record.step;
}

const text = '昨天下单的洗衣机今天就送到了，师傅安装得很仔细，走的时候还把包装都带走了。';
const time = (minute: number) => new Date(Date.parse('2026-02-01T00:00:00Z') + minute * 60_000).toISOString();
const flagged = async (flag: NonNullable<CommentFilter['flag']>[number], filter: CommentFilter = {}) =>
  (await store.comments.list(scope, { ...filter, flag: [flag] }, { limit: 200 })).items
    .map((item) => item.comment.externalId)
    .sort();

async function addAll() {
  let minute = 0;
  const add = (externalId: string, more: object) =>
    comment(`${externalId} 说的话各不相同 ${externalId.repeat(3)}`, {
      externalId,
      occurredAt: time(minute++),
      ...more,
    });
  const comments = [
    ...Array.from({ length: 40 }, (_, i) =>
      add(`n${i}`, { rating: 4 + (i % 2), metadata: { duration: '120' }, author: `a${i}` }),
    ),
    ...Array.from({ length: 21 }, (_, i) => add(`line${i}`, { rating: 5, author: 'bot' })),
    ...Array.from({ length: 20 }, (_, i) => add(`device${i}`, { rating: 4, metadata: { device: 'kiosk' } })),
    add('later', { rating: 4, author: 'bot' }),
    add('outlier', { rating: 1 }),
    add('quick', { rating: 5, metadata: { duration: '9' } }),
    add('contradiction', { rating: 5, ratings: { 速度: 1, 质量: 5, 态度: 5, 环境: 5 }, source: 'survey' }),
    ...Array.from({ length: 12 }, (_, i) =>
      add(`full${i}`, { ratings: { 速度: 4, 质量: 4, 态度: 3 + (i % 2), 环境: 4 }, source: 'survey' }),
    ),
    add('partial', { ratings: { 速度: 4, 质量: 4, 态度: 4 }, source: 'survey' }),
    add('void', { ratings: { 速度: 4 }, source: 'survey' }),
    add('first', { text }),
    add('again', { text }),
    add('nearly', { text: text.replace('昨天', '前天') }),
  ];
  await store.comments.ingest(scope, comments);
  await store.comments.ingest(other, [comment(text, { rating: 1 })]);
  await analyseAll(store);
}

describe('a scan', () => {
  beforeEach(addAll);

  test('finds what is unfit, and deletes nothing', async () => {
    const end = await scan();
    expect(end).toMatchObject({ state: 'succeeded', result: { comments: 102, imputed: 1 } });
    expect(await flagged('straight_line')).toHaveLength(41);
    expect(await flagged('blocked_respondent')).toContain('later');
    expect(await flagged('outlier')).toEqual(['outlier']);
    expect(await flagged('speeder')).toEqual(['quick']);
    expect(await flagged('subscore_contradiction')).toEqual(['contradiction']);
    expect(await flagged('incomplete')).toEqual(['void']);
    expect(await flagged('duplicate')).toEqual(['again']);
    expect(await flagged('near_duplicate')).toEqual(['nearly']);
    expect((await store.stats.summary(scope, {})).comments).toBe(102);
    const without = await store.comments.list(scope, { quality: 'without' }, { limit: 200 });
    expect(without.items.map((item) => item.comment.externalId)).not.toContain('later');
    expect(without.items).toHaveLength(102 - 42 - 1 - 1 - 2);
    expect((await store.comments.list(other, { quality: 'without' }, { limit: 5 })).items).toHaveLength(1);
  });

  test('gives every figure with and without', async () => {
    await scan();
    const statistics = createStatistics(store.statisticsFacts, () => '2026-03-02');
    const table = await statistics.quality(scope, {});
    expect(table).toMatchObject({ unscanned: 0, comments: 102 });
    expect(table.flags.find(({ flag }) => flag === 'speeder')).toMatchObject({ comments: 1, excluded: true });
    expect([table.with, table.without].map((row) => !row.masked && row.n)).toEqual([85, 42]);
    const scores = await statistics.scores(scope, { filter: {}, by: 'dimension', imputation: 'mode' });
    expect(scores.items.map((row) => [row.key, !row.masked && row.imputed])).toContainEqual(['环境', 1]);
    await store.comments.ingest(scope, [comment('new')]);
    expect((await store.statisticsFacts.scan(scope)).unscanned).toBe(0);
  });

  test('blocks respondents until they are let in again', async () => {
    await scan();
    const blocked = await store.quality.blocked(scope);
    expect(blocked.map(({ kind, value }) => [kind, value])).toEqual([
      ['author', 'bot'],
      ['device', 'kiosk'],
    ]);
    expect(await store.quality.lift(other, 'author', 'bot')).toBe(false);
    expect(await store.quality.lift(scope, 'author', 'bot')).toBe(true);
    expect(await store.quality.lift(scope, 'author', 'bot')).toBe(false);
    expect(await flagged('blocked_respondent')).toHaveLength(20);
    expect(await flagged('straight_line', { quality: 'without' })).toHaveLength(21);
    await scan();
    expect(await flagged('straight_line', { quality: 'without' })).toHaveLength(21);
    expect(await flagged('blocked_respondent')).toHaveLength(20);
  });

  test('that died begins again and finds the same; the one before counts until then', async () => {
    await scan();
    const before = await store.statisticsFacts.scan(scope);
    await store.comments.ingest(scope, [comment('-late 迟来的一句话', { rating: 1 })]);
    await analyseAll(store);
    const end = await scan(1);
    expect(end).toMatchObject({ state: 'succeeded', result: { comments: 103 } });
    const after = await store.statisticsFacts.scan(scope);
    expect(after.scan!.id).not.toBe(before.scan!.id);
    expect(after.scan!.flagged).toEqual({ ...before.scan!.flagged, outlier: 2 });
  });
});

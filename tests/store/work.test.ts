import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keep } from '../../src/feedback/kept.ts';
import type { Scope } from '../../src/feedback/read.ts';
import type { Store } from '../../src/store/store.ts';
import type { AnalysedTask, ClaimedTask } from '../../src/store/tasks.ts';
import {
  analyseAll,
  analyseForTest,
  comment,
  createClock,
  newWorkspace,
  openTestStore,
  type TestClock,
  tempDir,
} from '../contracts/support.ts';
import { onPostgres } from '../rig/postgres.ts';

let dir: ReturnType<typeof tempDir>;
let store: Store;
let clock: TestClock;
let scope: Scope;
beforeEach(async () => {
  dir = tempDir();
  clock = createClock();
  store = await openTestStore(dir.path, clock);
  scope = await newWorkspace(store, 'w');
});
afterEach(async () => {
  await store.close();
  dir.remove();
});

/** A start ends what the process before it had begun; where others share the database, it cannot. */
const embedded = test.skipIf(onPostgres);
const lease = 60_000;
const claim = (limit = 10) => store.work.claim(limit, lease);
const put = async (text: string, externalId?: string) =>
  (await store.comments.ingest(scope, [comment(text, externalId ? { externalId } : {})]))[0]!.id;
function analysed(tasks: ClaimedTask[]): AnalysedTask[] {
  return tasks.map((task) => {
    const { commentId: id, comment, readWith } = task;
    const outcome = keep(analyseForTest({ id, comment, ...readWith }));
    if (!outcome.ok) throw new Error(outcome.failure);
    return { task, ...outcome };
  });
}

embedded('of a save that fails nothing stays, whatever was written beside what failed', async () => {
  await put('+good -bad words');
  const tasks = await claim();
  const past = new Database(join(dir.path, 'huiyin.db'));
  past.exec(`create trigger refuse before insert on issue begin select raise(abort, 'refused'); end`);
  await expect(store.work.save(analysed(tasks), [])).rejects.toThrow('refused');
  // Whatever would still be under way is written by then.
  await put('another');
  const rowsOf = (table: string) => (past.prepare(`select count(*) as n from ${table}`).get() as { n: number }).n;
  for (const table of ['issue', 'review_item', 'keyword', 'term', 'search', 'analysis_body'])
    expect([table, rowsOf(table)]).toEqual([table, 0]);
  past.exec('drop trigger refuse');
  past.close();
  expect(await store.work.save(analysed(tasks), [])).toBe(1);
});

test('a claimed task is nobody else’s until its lease ends', async () => {
  await put('a');
  const [first] = await claim();
  expect(first).toMatchObject({ attempts: 1, revision: 1, readWith: { taxonomy: 'cx' }, conflictThreshold: null });
  expect(await claim()).toEqual([]);
  clock.advance(lease - 1);
  expect(await claim()).toEqual([]);
  clock.advance(1);
  expect(await claim()).toMatchObject([{ commentId: first!.commentId, attempts: 2 }]);
});

test('a worker that slept through its lease is refused', async () => {
  const id = await put('+a');
  const zombie = await claim();
  clock.advance(lease);
  const heir = await claim();
  expect(await store.work.save(analysed(zombie), [])).toBe(0);
  expect((await store.comments.get(scope, id))!.comment.state).toBe('pending');
  expect(await store.work.save(analysed(heir), [])).toBe(1);
  expect(await store.work.save(analysed(zombie), [])).toBe(0);
  expect(
    await store.work.save(
      [],
      zombie.map((task) => ({ task, failure: 'late', retryAfterMs: null })),
    ),
  ).toBe(0);
  expect((await store.comments.get(scope, id))!.comment).toMatchObject({ state: 'analysed' });
  expect((await store.stats.summary(scope, {})).analysed).toBe(1);
});

test('an analysis of an older text is refused', async () => {
  const id = await put('-old', 'e');
  const tasks = await claim();
  await put('+new', 'e');
  expect(await store.work.save(analysed(tasks), [])).toBe(0);
  await analyseAll(store);
  expect((await store.comments.get(scope, id))!.analysis!.issues.map(({ code }) => code)).toEqual(['service.new']);
});

test('an analysis of a deleted comment is refused', async () => {
  const id = await put('-old');
  const tasks = await claim();
  await store.comments.delete(scope, id);
  expect(await store.work.save(analysed(tasks), [])).toBe(0);
  expect(await store.stats.summary(scope, {})).toMatchObject({ comments: 0 });
});

test('an analysis from before the settings changed is refused', async () => {
  const id = await put('+a');
  const old = await claim();
  await store.work.requeue(scope, [id], null);
  expect(await store.work.save(analysed(old), [])).toBe(0);
  expect(await store.work.save(analysed(await claim()), [])).toBe(1);
});

embedded('a process that dies between claim and save leaves its tasks to the next one', async () => {
  const ids = [await put('+a'), await put('-b')];
  const lost = await claim();
  await store.close();
  store = await openTestStore(dir.path, clock);
  await analyseAll(store);
  for (const id of ids) expect((await store.comments.get(scope, id))!.comment.state).toBe('analysed');
  expect(await store.work.save(analysed(lost), [])).toBe(0);
});

test.runIf(onPostgres)('a start leaves alone what another process has claimed', async () => {
  const id = await put('+a');
  const held = await claim();
  const second = await openTestStore(dir.path, clock);
  expect(await second.work.claim(10, lease)).toEqual([]);
  expect(await store.work.save(analysed(held), [])).toBe(1);
  expect((await second.comments.get(scope, id))!.comment.state).toBe('analysed');
  await second.close();
});

test('a comment that ends the process again and again ends up alone', async () => {
  for (let i = 0; i < 30; i++) await put(`c${i}`);
  const sizes: number[] = [];
  for (let i = 0; i < 4; i++) {
    clock.advance(lease);
    sizes.push((await claim(20)).length);
  }
  // 20 together, the other 10 in the same way, then at most 2, then 2 again.
  expect(sizes).toEqual([20, 10, 2, 2]);
  clock.advance(lease * 20);
  for (let i = 0; i < 100; i++) {
    const tasks = await claim(20);
    if (tasks.length === 0) break;
    if (tasks[0]!.attempts > 2) expect(tasks).toHaveLength(1);
    await store.work.save(analysed(tasks), []);
  }
  expect((await store.stats.summary(scope, {})).analysed).toBe(30);
});

embedded(
  'what a process was at when it died waits longer each time, so that kills from outside do not add up',
  async () => {
    await put('+a');
    await claim();
    const waits: number[] = [];
    for (let lost = 1; lost <= 5; lost++) {
      await store.close();
      store = await openTestStore(dir.path, clock);
      const start = clock();
      while ((await claim()).length === 0) clock.advance(500);
      waits.push(clock() - start);
    }
    expect(waits).toEqual([0, 5_000, 15_000, 30_000, 60_000]);
  },
);

embedded('the wait begins anew with each start: short lives bring a comment no further blame', async () => {
  await put('+a');
  for (let life = 0; life < 2; life++) {
    expect(await claim()).toHaveLength(1);
    await store.close();
    store = await openTestStore(dir.path, clock);
  }
  for (let life = 0; life < 10; life++) {
    clock.advance(4_000);
    expect(await claim()).toEqual([]);
    await store.close();
    store = await openTestStore(dir.path, clock);
  }
  clock.advance(5_000);
  expect((await claim()).map(({ attempts }) => attempts)).toEqual([3]);
});

test('a failure is tried again after its pause, then shown; others do not wait for it', async () => {
  const id = await put('bad');
  const fail = async (retryAfterMs: number | null) => {
    const tasks = await claim();
    return store.work.save(
      [],
      tasks.map((task) => ({ task, failure: 'it broke', retryAfterMs })),
    );
  };
  await fail(500);
  expect(await claim()).toEqual([]);
  const other = await put('+good');
  expect(await store.work.save(analysed(await claim()), [])).toBe(1);
  expect((await store.comments.get(scope, other))!.comment.state).toBe('analysed');
  clock.advance(500);
  expect(await fail(null)).toBe(1);
  expect((await store.comments.get(scope, id))!.comment).toMatchObject({ state: 'failed', failure: 'it broke' });
  expect(await store.stats.summary(scope, {})).toMatchObject({ failed: 1, pending: 0, analysed: 1 });
  expect(await store.health.figures()).toMatchObject({ queues: { analysis: { depth: 0 } }, failed: 1 });
});

test('a failed re-analysis keeps the older analysis, with the reason', async () => {
  const id = await put('+a');
  await analyseAll(store);
  await store.work.requeue(scope, [id], null);
  await store.work.save(
    [],
    (await claim()).map((task) => ({ task, failure: 'it broke', retryAfterMs: null })),
  );
  const found = (await store.comments.get(scope, id))!;
  expect(found.comment).toMatchObject({ state: 'analysed', failure: 'it broke' });
  expect(found.analysis).not.toBeNull();
});

test('released tasks count as untried', async () => {
  await put('a');
  await store.work.release(await claim());
  expect(await claim()).toMatchObject([{ attempts: 1 }]);
});

test('document frequencies follow the comments', async () => {
  const id = await put('物流 慢');
  await put('物流 快', 'e');
  await analyseAll(store);
  const counts = async () => {
    const { comments, of } = await store.work.frequencies(scope.workspaceId, ['物流', '慢', '快', '无']);
    return [comments, of('物流'), of('慢'), of('快'), of('无')];
  };
  expect(await counts()).toEqual([2, 2, 1, 1, 0]);
  await put('慢', 'e');
  expect(await counts()).toEqual([1, 1, 1, 0, 0]);
  await analyseAll(store);
  await store.comments.delete(scope, id);
  expect(await counts()).toEqual([1, 0, 1, 0, 0]);
});

test('waiting ends with the analyses or at the deadline', async () => {
  const id = await put('+a');
  const waited = store.comments.waitForAnalyses(scope, [id], 10_000);
  await analyseAll(store);
  expect((await waited)[0]!.analysis).not.toBeNull();
  const late = await put('+b');
  expect(await store.comments.waitForAnalyses(scope, [late, id], 30)).toMatchObject([
    { comment: { id: late, state: 'pending' }, analysis: null },
    { comment: { id } },
  ]);
});

/** Much of one workspace, and after it a little of another. */
async function flood(other: Scope): Promise<void> {
  for (let at = 0; at < 5; at++) {
    await store.comments.ingest(
      scope,
      Array.from({ length: 200 }, (_, n) => comment(`${at} ${n}`)),
    );
    clock.advance(1000);
  }
  await store.comments.ingest(
    other,
    Array.from({ length: 10 }, (_, n) => comment(`mine ${n}`)),
  );
}

test('L6: a workspace that sends a hundred times as much does not stand before another one', async () => {
  const other = await newWorkspace(store, 'small');
  await flood(other);
  const tasks = await claim(100);
  expect(tasks).toHaveLength(100);
  expect(tasks.filter(({ workspaceId }) => workspaceId === other.workspaceId)).toHaveLength(10);
  // What one leaves over is the other's.
  expect(await claim(2000)).toHaveLength(910);
});

test.skipIf(onPostgres)('L6: control: in one line for all, the other one comes last', async () => {
  const other = await newWorkspace(store, 'small');
  await flood(other);
  const database = new Database(join(dir.path, 'huiyin.db'), { readonly: true });
  const inOrderOfArrival = database
    .prepare('select workspace_id from outbox order by available_at limit 100')
    .pluck()
    .all();
  database.close();
  expect(inOrderOfArrival).not.toContain(other.workspaceId);
});

test('readiness reads, and the figures tell what waits and for how long', async () => {
  await store.health.ping();
  await put('a');
  clock.advance(90_000);
  const figures = await store.health.figures();
  expect(figures.queues.analysis).toEqual({ depth: 1, oldestSeconds: 90 });
  expect(figures.disk.freeBytes).toBeGreaterThan(0);
});

test('what was queued or leased while the clock was ahead does not wait until then', async () => {
  const day = 86_400_000;
  clock.advance(day);
  await put('leased');
  const [ahead] = await claim();
  await put('queued');
  clock.advance(-day);
  expect(await claim()).toEqual([]);
  // Those that were claimed before come by themselves.
  const both = [...(await claim()), ...(await claim())];
  expect(both.map((task) => task.comment.text).sort()).toEqual(['leased', 'queued']);
  expect(await store.work.save(analysed([ahead!]), [])).toBe(0);
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AnalysisPool, AnalysisTask } from '../../src/feedback/analysed.ts';
import { keep } from '../../src/feedback/kept.ts';
import type { Scope } from '../../src/feedback/read.ts';
import { startAnalysis } from '../../src/jobs/analysis.ts';
import { createEmbeddedQueue } from '../../src/jobs/embeddedQueue.ts';
import type { Queue, Subscription } from '../../src/jobs/queue.ts';
import type { Store } from '../../src/store/store.ts';
import {
  analyseForTest,
  comment,
  createClock,
  newWorkspace,
  openTestStore,
  type TestClock,
  tempDir,
  testPool,
  words,
} from '../contracts/support.ts';
import { eventually } from '../rig/eventually.ts';

let dir: ReturnType<typeof tempDir>;
let store: Store;
let clock: TestClock;
let scope: Scope;
let queue: Queue;
let lanes: Subscription;
let errors: unknown[];
beforeEach(async () => {
  dir = tempDir();
  clock = createClock();
  store = await openTestStore(dir.path, clock);
  scope = await newWorkspace(store, 'w');
  queue = createEmbeddedQueue();
  errors = [];
  store.whenQueued(() => queue.ring('analysis'));
});
afterEach(async () => {
  await lanes.close();
  await store.close();
  dir.remove();
});

function start(pool: Partial<AnalysisPool> = {}, lookEveryMs = 10, work: Store['work'] = store.work): void {
  const onError = (error: unknown) => errors.push(error);
  lanes = startAnalysis({ queue, work, pool: { ...testPool, ...pool }, onError, lookEveryMs });
}
const put = async (...texts: string[]) =>
  (
    await store.comments.ingest(
      scope,
      texts.map((text) => comment(text)),
    )
  ).map(({ id }) => id);
const summary = () => store.stats.summary(scope, {});

test('what is ingested is analysed at once, and what was queued before the start as well', async () => {
  await put('+a');
  start({}, 1e9);
  await eventually(async () => expect((await summary()).analysed).toBe(1));
  const ids = await put('-b', '+c');
  const waited = await store.comments.waitForAnalyses(scope, ids, 5000);
  expect(waited.map(({ analysis }) => analysis!.sentiment.label)).toEqual(['negative', 'positive']);
});

test('a lost ring costs time only', async () => {
  store.whenQueued(() => {});
  start();
  await put('+a');
  await eventually(async () => expect((await summary()).analysed).toBe(1));
});

test('a poison comment is shown after three tries and delays no other', async () => {
  let tries = 0;
  const pool: Partial<AnalysisPool> = {
    analyseToKeep: async (tasks) => {
      tries += tasks.filter(({ comment }) => comment.text === 'boom').length;
      return tasks.map((task) => keep(analyseForTest(task)));
    },
  };
  let failures = 0;
  const work: Store['work'] = {
    ...store.work,
    async save(results, failed) {
      const count = await store.work.save(results, failed);
      failures += failed.length;
      return count;
    },
  };
  start(pool, 10, work);
  const [bad] = await put('boom', '+a', '+b');
  await eventually(async () => expect((await summary()).analysed).toBe(2));
  for (let i = 0; i < 3; i++) {
    // The pause begins when the failure is saved.
    await eventually(() => expect(failures).toBeGreaterThan(i));
    clock.advance(5000);
  }
  await eventually(async () => expect((await summary()).failed).toBe(1));
  expect((await store.comments.get(scope, bad!))!.comment.failure).toBe('it broke');
  expect(tries).toBe(3);
  expect(errors).toEqual([]);
});

test('a pool that fails as a whole is reported and blames no comment', async () => {
  let calls = 0;
  start({
    analyseToKeep: async (tasks) => {
      if (calls++ < 6) throw new Error('the pool is gone');
      return tasks.map((task) => keep(analyseForTest(task)));
    },
  });
  await put('+a');
  await eventually(async () => expect((await summary()).analysed).toBe(1));
  expect(errors).toHaveLength(6);
});

test('keywords rank by the workspace’s own frequencies once there are a thousand comments', async () => {
  start();
  await put(...Array<string>(1000).fill('common'));
  await eventually(async () => expect((await summary()).analysed).toBe(1000));
  const [id] = await put('common rare');
  const [found] = await store.comments.waitForAnalyses(scope, [id!], 5000);
  expect(found!.analysis!.versions.frequencies).toBe('workspace:1000');
  expect(found!.analysis!.keywords.map(({ term }) => term)).toEqual(['rare', 'common']);
  expect(found!.analysis!.keywords[1]!.weight).toBeCloseTo(0.5);
});

test('long comments are analysed and saved a few at a time, in their order', async () => {
  const groups: string[][] = [];
  start({
    analyseToKeep: async (tasks) => {
      groups.push(tasks.map(({ comment }) => comment.text.trim()));
      return tasks.map((task) => keep(analyseForTest(task)));
    },
  });
  await put(...Array.from({ length: 7 }, (_, i) => `+${i}${' '.repeat(40_000)}`));
  await eventually(async () => expect((await summary()).analysed).toBe(7));
  expect(groups).toEqual([['+0', '+1', '+2'], ['+3', '+4', '+5'], ['+6']]);
});

test('what would outlast its lease goes back untried', async () => {
  const pool = {
    analyseToKeep: async (tasks: AnalysisTask[]) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return tasks.map((task) => keep(analyseForTest(task)));
    },
  };
  const claims: number[] = [];
  const work: Store['work'] = {
    ...store.work,
    async claim(limit, leaseMs) {
      const tasks = await store.work.claim(limit, leaseMs);
      for (const { attempts } of tasks) claims.push(attempts);
      return tasks;
    },
  };
  lanes = startAnalysis({ queue, work, pool, onError: (error) => errors.push(error), lookEveryMs: 10, leaseMs: 1 });
  await put(...Array.from({ length: 3 }, (_, i) => `+${i}${' '.repeat(100_000)}`));
  await eventually(async () => expect((await summary()).analysed).toBe(3));
  expect(errors).toEqual([]);
  expect(new Set(claims)).toEqual(new Set([1]));
});

test('closing waits for the batches in flight', async () => {
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  let entered = false;
  start({
    analyseToKeep: async (tasks) => {
      entered = true;
      await gate;
      return tasks.map((task) => keep(analyseForTest(task)));
    },
    searchTerms: words,
  });
  await put('+a');
  await eventually(() => expect(entered).toBe(true));
  const closing = lanes.close();
  open();
  await closing;
  expect((await summary()).analysed).toBe(1);
});

test('a task names its comment to the model of the workspace, whose weights may know the rating of it', async () => {
  const seen: AnalysisTask[] = [];
  const model = { workspaceId: scope.workspaceId, version: 1 };
  const work: Store['work'] = {
    ...store.work,
    claim: async (...order) =>
      (await store.work.claim(...order)).map((task) => ({ ...task, readWith: { ...task.readWith, model } })),
  };
  const analyseToKeep: AnalysisPool['analyseToKeep'] = (tasks) => {
    seen.push(...tasks);
    return testPool.analyseToKeep(tasks);
  };
  const ids = await put('+a', '-b');
  start({ analyseToKeep }, 10, work);
  await eventually(async () => expect((await summary()).analysed).toBe(2));
  expect(new Map(seen.map((task) => [task.id, task.model]))).toEqual(
    new Map(ids.map((commentId) => [commentId, { ...model, commentId }])),
  );
});

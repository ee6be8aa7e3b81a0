import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError, type Problem } from '../../src/errors.ts';
import type { ImportRow, ImportStream } from '../../src/feedback/importing.ts';
import type { ImportResult, Job, Scope } from '../../src/feedback/read.ts';
import { startAnalysis } from '../../src/jobs/analysis.ts';
import { createEmbeddedQueue } from '../../src/jobs/embeddedQueue.ts';
import type { Jobs, JobsOptions } from '../../src/jobs/jobs.ts';
import type { Queue } from '../../src/jobs/queue.ts';
import type { Store } from '../../src/store/store.ts';
import { analyseAll, comment, newWorkspace, openTestStore, tempDir, testPool } from '../contracts/support.ts';
import { eventually } from '../rig/eventually.ts';
import { jobsForTest } from './jobsForTest.ts';

let dir: ReturnType<typeof tempDir>;
let store: Store;
let queue: Queue;
let scope: Scope;
let jobs: Jobs;
const onError = (error: unknown) => expect.fail(String(error));

beforeEach(async () => {
  dir = tempDir();
  store = await openTestStore(dir.path, Date.now);
  queue = createEmbeddedQueue();
  scope = await newWorkspace(store, 'w');
});
afterEach(async () => {
  await jobs.close();
  await queue.close();
  await store.close();
  dir.remove();
});

const start = async (more: Partial<JobsOptions>) => {
  jobs = await jobsForTest(dir.path, { queue, store, ...more });
};

function row(number: number, total: number, more: Partial<ImportRow> = {}): ImportRow {
  const value = comment(`row ${number}`, { externalId: `r${number}` });
  return { row: number + 1, comment: { ok: true, value }, cells: [`row ${number}`], progress: number / total, ...more };
}

function badRow(number: number, total: number): ImportRow {
  const problems = [{ code: 'text_empty' as const, detail: 'the text is empty', pointer: '/text' }];
  return row(number, total, { comment: { ok: false, problems }, cells: ['=1+1', '＋x', 'plain'] });
}

function stream(rows: Iterable<ImportRow> | AsyncIterable<ImportRow>): ImportStream {
  async function* each() {
    yield* rows;
  }
  const columns = { 内容: 'text' };
  return { format: 'csv', encoding: 'utf-8', headers: ['内容', 'b', 'c'], columns, rows: each() };
}

function upload(): { path: string; name: string; bytes: number } {
  const path = join(dir.path, 'upload.csv');
  writeFileSync(path, 'x');
  return { path, name: 'f.csv', bytes: 1 };
}

const badColumn: Problem = { code: 'columns_unmapped', detail: 'a column', values: { value: '甲' } };

async function ended(job: Job): Promise<Job> {
  let last = job;
  for await (const state of jobs.watch(scope, job.id, AbortSignal.timeout(50_000))) last = state;
  return last;
}

async function rejected(job: Job): Promise<string> {
  return (await buffer((await jobs.rejectedRows(scope, job.id))!)).toString();
}

test('an import ends with its balance, and its rejected rows are a safe file', async () => {
  const rows = Array.from({ length: 2500 }, (_, i) => ((i + 1) % 500 === 0 ? badRow(i + 1, 2500) : row(i + 1, 2500)));
  await start({ openImport: async () => stream(rows) });
  await store.comments.ingest(scope, [comment('row 1', { externalId: 'r1' }), comment('old', { externalId: 'r2' })]);
  const file = upload();
  const job = await ended(await jobs.startImport(scope, file, { dryRun: false }));
  expect(job).toMatchObject({ state: 'partially_succeeded', progress: { done: 2500, total: 2500 } });
  const result = job.result as ImportResult;
  expect(result).toMatchObject({ read: 2500, created: 2493, updated: 1, unchanged: 1, rejected: 5, dryRun: false });
  expect(result.errors[0]).toEqual({ row: 501, column: '内容', code: 'text_empty', detail: 'the text is empty' });
  expect(existsSync(file.path)).toBe(false);
  const csv = await rejected(job);
  expect(csv.split('\n')[0]).toBe('\uFEFFrow,code,detail,内容,b,c');
  expect(csv.split('\n')[1]).toBe("501,text_empty,the text is empty,'=1+1,'＋x,plain");
  expect(csv.trimEnd().split('\n')).toHaveLength(6);
  const other = await newWorkspace(store, 'other');
  expect(await jobs.rejectedRows(other, job.id)).toBeNull();
  expect((await store.stats.summary(scope, {})).comments).toBe(2495);
});

test('a dry run stores nothing and shows the first rows', async () => {
  await start({ openImport: async () => stream([row(1, 2), badRow(2, 2)]) });
  const file = upload();
  const job = await ended(await jobs.startImport(scope, file, { dryRun: true }));
  expect(job.result).toMatchObject({ dryRun: true, read: 2, created: 1, rejected: 1, preview: [{ text: 'row 1' }] });
  expect((await store.stats.summary(scope, {})).comments).toBe(0);
  expect(await jobs.rejectedRows(scope, job.id)).toBeNull();
  expect(existsSync(file.path)).toBe(false);
});

test('what is wrong with a row or a file keeps the value that it names', async () => {
  const facts = { reason: 'unclosed_quote', values: { line: 7 } } as const;
  const ends: (() => Promise<ImportStream>)[] = [
    async () =>
      stream([
        {
          ...badRow(1, 1),
          comment: {
            ok: false,
            problems: [
              { code: 'wrong_type', pointer: '/rating', detail: '"五" is not a number', values: { value: '五' } },
            ],
          },
        },
      ]),
    () =>
      Promise.reject(
        new AppError('file_unreadable', 'not closed', {
          problems: [{ code: 'file_unreadable', detail: 'not closed', pointer: '/file', position: 7, ...facts }],
        }),
      ),
    () => Promise.reject(new AppError('columns_unmapped', 'two things', { problems: [badColumn, badColumn] })),
  ];
  await start({ openImport: () => ends.shift()!(), pausesMs: [] });
  const end = async () => ended(await jobs.startImport(scope, upload(), { dryRun: true }));
  expect(((await end()).result as ImportResult).errors).toEqual([
    { row: 2, code: 'wrong_type', detail: '"五" is not a number', values: { value: '五' } },
  ]);
  expect((await end()).problem).toEqual({ code: 'file_unreadable', detail: 'not closed', position: 7, ...facts });
  // Of several things none stands for all.
  expect((await end()).problem).toEqual({ code: 'columns_unmapped', detail: 'two things' });
});

test('a file that cannot be read fails with its code, a bug with none of its words', async () => {
  const errors: unknown[] = [];
  const failures = [new AppError('file_unreadable', 'not a table'), new Error('secret path')];
  await start({
    openImport: async () => Promise.reject(failures.shift()),
    onError: (error) => errors.push(error),
    pausesMs: [],
  });
  const first = await ended(await jobs.startImport(scope, upload(), { dryRun: false }));
  expect(first).toMatchObject({ state: 'failed', problem: { code: 'file_unreadable', detail: 'not a table' } });
  const second = await ended(await jobs.startImport(scope, upload(), { dryRun: false }));
  expect(second).toMatchObject({ state: 'failed', problem: { code: 'internal', detail: 'the job broke off' } });
  expect(errors).toHaveLength(1);
});

test('a job that breaks is tried again after a pause, then fails for all to see, and can be replayed', async () => {
  const errors: unknown[] = [];
  let tries = 0;
  let sound = false;
  await start({
    openImport: async () => {
      tries++;
      if (!sound) throw new Error('broken for now');
      return stream([row(1, 1)]);
    },
    onError: (error) => errors.push(error),
    pausesMs: [1, 1],
    lookEveryMs: 5,
  });
  const file = upload();
  const failed = await ended(await jobs.startImport(scope, file, { dryRun: false }));
  expect(failed).toMatchObject({ state: 'failed', problem: { code: 'internal' } });
  expect([tries, errors.length]).toEqual([3, 3]);
  expect(existsSync(file.path)).toBe(true);
  sound = true;
  const replayed = (await jobs.replay(scope, failed.id))!;
  expect(replayed.problem).toBeUndefined();
  expect(await ended(replayed)).toMatchObject({ state: 'succeeded', result: { created: 1 } });
  await eventually(async () => expect(existsSync(file.path)).toBe(false));
  expect(await jobs.replay(scope, failed.id)).toBeNull();
  const other = await newWorkspace(store, 'other');
  expect(await jobs.replay(other, failed.id)).toBeNull();
});

test('what is gone cannot be replayed', async () => {
  await start({ openImport: async () => Promise.reject(new AppError('file_unreadable', 'not a table')) });
  const failed = await ended(await jobs.startImport(scope, upload(), { dryRun: false }));
  await expect(jobs.replay(scope, failed.id)).rejects.toMatchObject({ code: 'file_unreadable' });
});

test('a run whose lease was taken over changes nothing any more', async () => {
  await start({ works: false });
  const { id } = await jobs.startSample(scope);
  const lost = (await store.jobRows.start(scope, id, -1))!;
  expect(await store.jobRows.takeBack()).toBe(1);
  const current = (await store.jobRows.start(scope, id, 60_000))!;
  expect(await store.jobRows.takeBack()).toBe(0);
  const step = (lease: string) => ({ jobId: id, number: 1, done: 1, total: 1, checkpoint: { read: 1 }, lease });
  await expect(store.jobRows.step(scope, step(lost))).rejects.toMatchObject({ code: 'state_conflict' });
  expect(await store.jobRows.end(scope, id, { state: 'failed' }, lost)).toBe(false);
  expect(await store.jobRows.beat(scope, id, lost, 60_000)).toBeNull();
  await store.jobRows.putBack(scope, id, lost, null);
  expect(await store.jobRows.beat(scope, id, current, 60_000)).toBe('running');
  await store.jobRows.step(scope, step(current));
  expect(await jobs.cancel(scope, id)).toBe(true);
  expect(await store.jobRows.beat(scope, id, current, 60_000)).toBe('cancelled');
});

test('a job that ends its process each time is given up', async () => {
  await start({ works: false });
  const { id } = await jobs.startSample(scope);
  for (let deaths = 0; deaths < 10; deaths++) {
    expect(await store.jobRows.start(scope, id, -1)).not.toBeNull();
    await store.jobRows.takeBack();
  }
  await jobs.close();
  await start({});
  const given = await ended((await jobs.get(scope, id))!);
  expect(given).toMatchObject({ state: 'failed', problem: { detail: 'the job ended its process each time' } });
});

/** Rows that stop coming after `count` until the gate opens. */
async function* gated(count: number, total: number, gate: Promise<void>): AsyncGenerator<ImportRow> {
  for (let i = 1; i <= total; i++) {
    if (i > count) await gate;
    yield i % 400 === 0 ? badRow(i, total) : { ...row(i, total), comment: { ok: true, value: comment(`row ${i}`) } };
  }
}

test('an import goes on after a restart where its last step ended, row for row', async () => {
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  await start({ openImport: async () => stream(gated(1500, 3000, gate)) });
  const file = upload();
  const job = await jobs.startImport(scope, file, { dryRun: false });
  await eventually(async () => expect((await jobs.get(scope, job.id))!.progress.done).toBe(1000));
  const closing = jobs.close();
  open();
  await closing;
  expect(existsSync(file.path)).toBe(true);
  await store.close();

  store = await openTestStore(dir.path, Date.now);
  await start({ store, openImport: async () => stream(gated(3000, 3000, gate)) });
  const done = await ended(job);
  expect(done.result).toMatchObject({ read: 3000, created: 2993, unchanged: 0, rejected: 7 });
  // Without upstream ids a row stored twice would be two comments.
  expect((await store.stats.summary(scope, {})).comments).toBe(2993);
  expect((await rejected(job)).trimEnd().split('\n')).toHaveLength(8);
});

test('a cancelled import stops, keeps what is stored and says how much that is', async () => {
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  await start({ openImport: async () => stream(gated(1500, 3000, gate)) });
  const file = upload();
  const job = await jobs.startImport(scope, file, { dryRun: false });
  await eventually(async () => expect((await jobs.get(scope, job.id))!.progress.done).toBe(1000));
  expect(await jobs.cancel(scope, job.id)).toBe(true);
  expect(await jobs.cancel(scope, job.id)).toBe(false);
  open();
  await eventually(() => expect(existsSync(file.path)).toBe(false));
  const left = (await jobs.get(scope, job.id))!;
  expect(left).toMatchObject({ state: 'cancelled', result: { read: 1000, created: 998, rejected: 2 } });
  expect((await store.stats.summary(scope, {})).comments).toBe(998);
});

test('a cancelled job that waits never runs, and its upload goes', async () => {
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  await start({ openSample: async () => stream(gated(0, 1, gate)) });
  await jobs.startSample(scope);
  await jobs.startSample(scope);
  await eventually(async () => {
    const { items } = await jobs.list(scope, { limit: 10 });
    expect(items.map(({ state }) => state)).toEqual(['running', 'running']);
  });
  const file = upload();
  const job = await jobs.startImport(scope, file, { dryRun: false });
  expect(await jobs.cancel(scope, job.id)).toBe(true);
  expect(existsSync(file.path)).toBe(false);
  open();
  expect((await ended(job)).state).toBe('cancelled');
});

test('the sample loaded twice is there once', async () => {
  await start({ openSample: async () => stream([row(1, 2), row(2, 2)]) });
  expect((await ended(await jobs.startSample(scope))).result).toMatchObject({ created: 2 });
  expect((await ended(await jobs.startSample(scope))).result).toMatchObject({ created: 0, unchanged: 2 });
});

test('a re-analysis reads every matching comment again and keeps what people did', async () => {
  await start({});
  await store.comments.ingest(
    scope,
    Array.from({ length: 1200 }, (_, i) => comment('-slow', { channel: i < 1100 ? 'app' : 'web' })),
  );
  await analyseAll(store);
  const [issue] = (await store.issues.list(scope, {}, { limit: 1 })).items;
  await store.issues.patch(scope, issue!.id, { state: 'in_progress', note: 'seen' });
  const lanes = startAnalysis({ queue, work: store.work, pool: testPool, onError });
  const job = await ended(await jobs.startReanalysis(scope, { channel: ['app'] }));
  expect(job).toMatchObject({ state: 'succeeded', result: { comments: 1100 }, progress: { done: 1100, total: 1100 } });
  expect(await store.issues.get(scope, issue!.id)).toMatchObject({ state: 'in_progress', note: 'seen' });
  await lanes.close();
});

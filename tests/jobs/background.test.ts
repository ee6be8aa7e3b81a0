/** What has failed for good is listed with its reason, by workspace, and is tried again when somebody asks for it. */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError } from '../../src/errors.ts';
import type { Scope } from '../../src/feedback/read.ts';
import { startAnalysis } from '../../src/jobs/analysis.ts';
import { createBackground } from '../../src/jobs/background.ts';
import { createEmbeddedQueue } from '../../src/jobs/embeddedQueue.ts';
import type { Jobs } from '../../src/jobs/jobs.ts';
import type { Queue, Subscription } from '../../src/jobs/queue.ts';
import type { Store } from '../../src/store/store.ts';
import { comment, newWorkspace, openTestStore, tempDir, testPool } from '../contracts/support.ts';
import { eventually } from '../rig/eventually.ts';
import { jobsForTest } from './jobsForTest.ts';

let dir: ReturnType<typeof tempDir>;
let store: Store;
let queue: Queue;
let jobs: Jobs;
let analysing: Subscription | null;
let scope: Scope;
let other: Scope;

beforeEach(async () => {
  dir = tempDir();
  store = await openTestStore(dir.path, Date.now);
  queue = createEmbeddedQueue();
  analysing = null;
  scope = await newWorkspace(store, 'w');
  other = await newWorkspace(store, 'other');
  const none = async () => Promise.reject(new AppError('file_unreadable', 'not a table'));
  jobs = await jobsForTest(dir.path, { queue, store, openImport: none, openSample: none });
});
afterEach(async () => {
  await analysing?.close();
  await jobs.close();
  await queue.close();
  await store.close();
  dir.remove();
});

const background = () => createBackground({ queue, store, jobs });

test('nothing to do is nothing to show', async () => {
  const work = background();
  expect(await work.depth(scope)).toEqual([]);
  expect(await work.failures(scope)).toEqual([]);
  expect(await work.replay(scope, 'comments', null)).toBe(0);
  expect(await work.replay(scope, 'jobs', 'x')).toBeNull();
});

test('comments that wait are counted, and one that was given up is tried again', async () => {
  const work = background();
  await store.comments.ingest(scope, [comment('boom'), comment('+fine')]);
  expect(await work.depth(scope)).toMatchObject([{ kind: 'analysis', waiting: 2, inHand: 0, failed: 0 }]);
  expect((await work.depth(scope))[0]!.oldestAt).not.toBeNull();
  expect(await work.depth(other)).toEqual([]);

  analysing = startAnalysis({
    queue,
    work: store.work,
    pool: testPool,
    onError: (error) => expect.fail(String(error)),
  });
  const [failure] = await eventually(async () => {
    const failures = await work.failures(scope);
    expect(failures).toHaveLength(1);
    return failures;
  });
  expect(failure).toMatchObject({ kind: 'analysis', reason: 'it broke', replayable: true });
  expect(await work.depth(scope)).toEqual([{ kind: 'analysis', waiting: 0, inHand: 0, failed: 1, oldestAt: null }]);
  expect(await work.failures(other)).toEqual([]);
  expect(await work.replay(other, 'comments', failure!.id)).toBeNull();
  await analysing.close();
  expect(await work.replay(scope, 'comments', failure!.id)).toBe(1);
  expect(await work.failures(scope)).toEqual([]);
  expect((await work.depth(scope))[0]).toMatchObject({ waiting: 1 });
});

test('who has a comment tried again is in the audit log, and which comment it was', async () => {
  const work = background();
  const ingested = await store.comments.ingest(scope, [comment('boom 1'), comment('boom 2'), comment('+fine')]);
  analysing = startAnalysis({
    queue,
    work: store.work,
    pool: testPool,
    onError: (error) => expect.fail(String(error)),
  });
  await eventually(async () => expect(await work.failures(scope)).toHaveLength(2));
  await analysing.close();
  const [first, second] = ingested.map(({ id }) => id) as [string, string];
  const somebody = { ...scope, actor: 'user:ann' };
  expect(await work.replay(somebody, 'comments', first)).toBe(1);
  // What is queued already is not asked for again.
  expect(await work.replay(scope, 'comments', null)).toBe(1);
  const { items } = await store.audit.list(scope, { action: ['comment.replay'] }, { limit: 9 });
  expect(items.map(({ actor, subject }) => [actor, subject])).toEqual([
    [scope.actor, second],
    ['user:ann', first],
  ]);
});

test('a failed job is listed; one whose file was at fault is not tried again, others are', async () => {
  const work = background();
  const { id } = await jobs.startSample(scope);
  const [failure] = await eventually(async () => {
    const failures = await work.failures(scope);
    expect(failures).toHaveLength(1);
    return failures;
  });
  expect(failure).toMatchObject({ kind: 'sample', id, reason: 'file_unreadable', detail: 'not a table' });
  await jobs.startImport(scope, { path: join(dir.path, 'x.csv'), name: 'x.csv', bytes: 1 }, { dryRun: false });
  await eventually(async () => expect(await work.failures(scope)).toHaveLength(2));
  expect((await work.failures(scope)).map(({ kind, replayable }) => [kind, replayable]).sort()).toEqual([
    ['import', false],
    ['sample', true],
  ]);
  expect(await work.replay(other, 'jobs', id)).toBeNull();
  expect(await work.replay(scope, 'jobs', null)).toBe(1);
});

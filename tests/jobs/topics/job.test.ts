import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Job, Scope } from '../../../src/feedback/read.ts';
import type { StoredTopicRun, TopicRunOrder } from '../../../src/feedback/topics/stored.ts';
import { createEmbeddedQueue } from '../../../src/jobs/embeddedQueue.ts';
import { createJobs, type Jobs } from '../../../src/jobs/jobs.ts';
import type { Queue } from '../../../src/jobs/queue.ts';
import { startTopicThread } from '../../../src/jobs/topics/thread.ts';
import type { Store } from '../../../src/store/store.ts';
import { comment, newWorkspace, openTestStore, tempDir } from '../../contracts/support.ts';
import { eventually } from '../../rig/eventually.ts';

let dir: ReturnType<typeof tempDir>;
let store: Store;
let queue: Queue;
let scope: Scope;
let jobs: Jobs;
const none = async () => Promise.reject(new Error('not expected'));
// The compiled worker: the tests build it first.
const file = new URL('../../../dist/topicWorker.js', import.meta.url);

beforeEach(async () => {
  dir = tempDir();
  store = await openTestStore(dir.path, Date.now);
  scope = await newWorkspace(store, 'w');
  await startJobs();
});
afterEach(async () => {
  await jobs.close();
  await queue.close();
  await store.close();
  dir.remove();
});

async function startJobs(): Promise<void> {
  queue = createEmbeddedQueue();
  jobs = await createJobs({
    queue,
    store,
    openImport: none,
    openSample: none,
    openTopicThread: () => startTopicThread({ file, options: { segmenter: 'jieba' }, workers: 1 }),
    openTrainThread: () => expect.fail('not expected'),
    dataDir: dir.path,
    uploadDir: join(dir.path, 'uploads'),
    onError: (error) => expect.fail(String(error)),
  });
}

const subjects = ['快递很慢，包装破损，物流停了', '客服态度好，电话回复及时', '电池耗电，屏幕清晰，手机发热'];
const ingest = (count: number, textOf = (i: number) => subjects[i % 3]) =>
  store.comments.ingest(
    scope,
    Array.from({ length: count }, (_, i) => comment(textOf(i), { externalId: `e${Date.now()}-${i}` })),
  );
const order: TopicRunOrder = { algorithm: 'lda', k: 3, seed: 1, filters: {} };

async function ended(jobId: string): Promise<Job[]> {
  const states: Job[] = [];
  for await (const job of jobs.watch(scope, jobId, AbortSignal.timeout(50_000))) states.push(job);
  return states;
}

async function run(wanted = order): Promise<StoredTopicRun> {
  const { id, jobId } = await jobs.startTopics(scope, wanted);
  await ended(jobId);
  return (await store.topicRuns.get(scope, id))!;
}

async function topicsOf(id: string): Promise<number[]> {
  const { items } = await store.topicAssignments.list(scope, id, null, { limit: 200 });
  return items.map(({ topic }) => topic);
}

test('a run reads, finds and keeps, and tells how far it is', async () => {
  await ingest(150);
  const { id, jobId } = await jobs.startTopics(scope, order);
  const states = await ended(jobId);
  expect(states.at(-1)).toMatchObject({
    state: 'succeeded',
    progress: { done: 100, total: 100 },
    result: { run: id, comments: 150, topics: 3 },
  });
  const done = states.map(({ progress }) => progress.done);
  expect(done).toEqual(done.toSorted((a, b) => a - b));
  expect(new Set(done).size).toBeGreaterThan(3);
  const { findings, ...head } = (await store.topicRuns.get(scope, id))!;
  expect(head).toMatchObject({ status: 'succeeded', k: 3, comments: 150 });
  expect(findings!.identity).toBeNull();
  expect(findings!.topics.map(({ share }) => share!.value)).toEqual([1 / 3, 1 / 3, 1 / 3]);
  expect(JSON.stringify(findings)).not.toContain('很慢，包装');
  const quoted = findings!.topics.flatMap(({ quotes }) => quotes.nearest);
  expect((await store.topicComments.quotes(scope, quoted)).map(({ text }) => text).sort()).toEqual(subjects.toSorted());
  const topics = await topicsOf(id);
  expect(topics.length).toBe(150);
  expect(new Set(topics.filter((_, i) => i % 3 === 0)).size).toBe(1);
});

test('k-means and a number of topics by coherence', async () => {
  await ingest(90);
  const clusters = await run({ ...order, algorithm: 'kmeans' });
  expect(new Set(await topicsOf(clusters.id)).size).toBe(3);
  const auto = await run({ ...order, k: 'auto' });
  expect(auto.k).toBe(auto.findings!.topics.length);
  expect(auto.findings!.coherenceCurve!.map(({ k }) => k)).toContain(auto.k);
});

test('the same order again finds the same, and says what became of each topic', async () => {
  await ingest(150);
  const first = await run();
  const again = await run();
  expect(again.findings!.topics).toEqual(first.findings!.topics);
  const { previous, fates } = again.findings!.identity!;
  expect(previous).toBe(first.id);
  expect(fates.map(({ fate }) => fate)).toEqual(['kept', 'kept', 'kept']);
  expect(fates).toContainEqual({ fate: 'kept', before: 0, after: 0, similarity: 1 });
  expect((await run({ ...order, k: 2 })).findings!.identity).toBeNull();
});

test.each<[string, number, Partial<TopicRunOrder>, string]>([
  ['no comment', 0, {}, '/filters'],
  ['fewer comments than topics', 2, {}, '/k'],
  ['none that passes the filters', 5, { filters: { channel: ['nowhere'] } }, '/filters'],
])('%s is refused at once', async (_name, count, more, pointer) => {
  await ingest(count);
  await expect(jobs.startTopics(scope, { ...order, ...more })).rejects.toMatchObject({
    code: 'out_of_range',
    problems: [{ pointer }],
  });
  expect((await store.topicRuns.list(scope, { limit: 9 })).items).toEqual([]);
});

test.each([
  ['stop words alone', '的，了！'],
  ['one and the same text', subjects[0]],
])('comments of %s fail with a reason', async (_name, text) => {
  await ingest(20, () => text);
  expect(await run()).toMatchObject({ status: 'failed', problem: { code: 'text_empty' }, findings: null });
});

test('a cancelled run leaves nothing and can be removed', async () => {
  await ingest(600, (i) => subjects[i % 3].repeat(8));
  const { id, jobId } = await jobs.startTopics(scope, { ...order, k: 100 });
  await eventually(async () => expect((await jobs.get(scope, jobId))!.progress.done).toBeGreaterThan(30));
  expect(await jobs.cancel(scope, jobId)).toBe(true);
  expect(await store.topicRuns.get(scope, id)).toMatchObject({ status: 'cancelled', findings: null });
  await jobs.close();
  expect(await topicsOf(id)).toEqual([]);
  expect(await store.topicRuns.delete(scope, id)).toBe(true);
});

test('a run goes on after a restart', async () => {
  await ingest(600, (i) => subjects[i % 3].repeat(8));
  const { id, jobId } = await jobs.startTopics(scope, { ...order, k: 50 });
  await eventually(async () => expect((await jobs.get(scope, jobId))!.progress.done).toBeGreaterThan(30));
  await jobs.close();
  expect((await store.topicRuns.get(scope, id))!.status).toBe('running');
  await queue.close();
  await store.close();
  store = await openTestStore(dir.path, Date.now);
  await startJobs();
  expect((await ended(jobId)).at(-1)).toMatchObject({ state: 'succeeded' });
  expect((await topicsOf(id)).length).toBe(200);
});

import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Job, Scope } from '../../../src/feedback/read.ts';
import type { StoredTopicRun, TopicRunOrder } from '../../../src/feedback/topics/stored.ts';
import { createEmbeddedQueue } from '../../../src/jobs/embeddedQueue.ts';
import type { Jobs } from '../../../src/jobs/jobs.ts';
import type { Queue } from '../../../src/jobs/queue.ts';
import { startTopicThread } from '../../../src/jobs/topics/thread.ts';
import type { Store } from '../../../src/store/store.ts';
import { analyseAll, comment, newWorkspace, openTestStore, tempDir } from '../../contracts/support.ts';
import { eventually } from '../../rig/eventually.ts';
import { jobsForTest } from '../jobsForTest.ts';

let dir: ReturnType<typeof tempDir>;
let store: Store;
let queue: Queue;
let scope: Scope;
let jobs: Jobs;
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

async function startJobs(onError: (error: unknown) => void = (error) => expect.fail(String(error))): Promise<void> {
  queue = createEmbeddedQueue();
  jobs = await jobsForTest(dir.path, {
    queue,
    store,
    openTopicThread: (reading) =>
      startTopicThread({ file, options: { segmenter: 'jieba' }, workers: 1, ...(reading && { reading }) }),
    onError,
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

describe.each(['lda', 'kmeans'] as const)('by %s', (algorithm) => {
  test.each<[string, number, string, TopicRunOrder['k']]>([
    ['stop words alone', 20, '的，了！', 3],
    ['one and the same text', 20, subjects[0], 3],
    ['one and the same text, by coherence', 20, subjects[0], 'auto'],
    ['one comment', 1, subjects[0], 1],
    ['one comment, by coherence', 1, subjects[0], 'auto'],
    ['signs and numbers', 20, '？！ 123 😀', 3],
  ])('%s fails with a reason', async (_name, count, text, k) => {
    await ingest(count, () => text);
    expect(await run({ ...order, algorithm, k })).toMatchObject({
      status: 'failed',
      problem: { code: 'text_empty', detail: expect.stringContaining('no words are left') },
      findings: null,
    });
  });

  test.each<[string, number, number, number]>([
    ['one topic', 60, 1, 1],
    ['as many topics as comments', 12, 12, 12],
    ['more topics than comments with words', 12, 12, 8],
  ])('%s is done', async (_name, count, k, found) => {
    await ingest(count, (i) => (i < found || count > 12 ? subjects[i % 3] : '的'));
    const { status, findings, comments } = (await run({ ...order, algorithm, k }))!;
    expect([status, findings?.k, comments]).toEqual(['succeeded', found, count]);
    expect(findings!.topics.length).toBe(found);
    const total = findings!.topics.reduce((sum, { share }) => sum + share!.value, 0);
    expect(total).toBeCloseTo(1);
    const { items } = await store.topicAssignments.list(
      scope,
      (await store.topicRuns.list(scope, { limit: 1 })).items[0].id,
      null,
      { limit: 200 },
    );
    expect(items.length).toBe(count);
    for (const { topic } of items) expect(topic).toBeLessThan(found);
  });
});

test('a definition says at once, or with its run, that there is nothing to run over', async () => {
  const input = { name: 'none', order, cadence: 'manual' as const };
  const { id } = await store.topicDefinitions.create(scope, input);
  await expect(jobs.startDefinition(scope, id)).rejects.toMatchObject({ problems: [{ pointer: '/filters' }] });
  expect(await jobs.startDefinition(scope, 'nothing')).toBeNull();
  await ingest(60);
  const { id: runId, jobId } = (await jobs.startDefinition(scope, id))!;
  await ended(jobId);
  expect(await store.topicRuns.get(scope, runId)).toMatchObject({ status: 'succeeded', definitionId: id });
  const again = (await jobs.startDefinition(scope, id))!;
  await ended(again.jobId);
  expect((await store.topicRuns.get(scope, again.id))!.findings!.identity).toMatchObject({ previous: runId });
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
  expect((await store.topicRuns.get(scope, id))!.status).toBe('queued');
  await queue.close();
  await store.close();
  store = await openTestStore(dir.path, Date.now);
  await startJobs();
  expect((await ended(jobId)).at(-1)).toMatchObject({ state: 'succeeded' });
  expect((await topicsOf(id)).length).toBe(200);
});

test('words of other parts of speech make no topics, and synonyms are one word', async () => {
  await store.synonyms.put(scope, [{ term: '物流', words: ['快递'] }], null);
  await ingest(90);
  const termsOf = ({ findings }: StoredTopicRun) =>
    new Set(findings!.topics.flatMap((topic) => topic.words.map(({ term }) => term)));
  const nouns = await run({ ...order, words: ['noun'] });
  const all = await run();
  expect(nouns.order.words).toEqual(['noun']);
  for (const term of ['物流', '包装', '客服']) expect([...termsOf(nouns)].join()).toContain(term);
  for (const term of ['清晰', '发热']) {
    expect([...termsOf(nouns)].join()).not.toContain(term);
    expect([...termsOf(all)].join()).toContain(term);
  }
  expect([...termsOf(all)].join()).not.toContain('快递');
  // Comments to come are read like those of the run, whatever synonyms there are by then.
  await store.synonyms.put(scope, [], null);
  const [outcome] = await store.comments.ingest(scope, [comment('快递')]);
  await analyseAll(store);
  const items = async () => (await store.topicAssignments.list(scope, all.id, null, { limit: 200 })).items;
  await eventually(async () => expect((await items()).length).toBe(91));
  const topicOf = new Map((await items()).map(({ commentId, topic }) => [commentId, topic]));
  const parcels = all.findings!.topics.find(({ words }) =>
    words.slice(0, 5).some(({ term }) => term.includes('物流')),
  )!;
  expect(topicOf.get(outcome.id)).toBe(parcels.n);
});

describe('comments that come after a run', () => {
  const assigned = async (id: string) => (await store.topicAssignments.list(scope, id, null, { limit: 200 })).items;
  const analyse = () => analyseAll(store);

  test.each(['lda', 'kmeans'] as const)('get the topic of their like, by %s', async (algorithm) => {
    await ingest(90);
    const { id } = await run({ ...order, algorithm });
    const before = new Map((await assigned(id)).map((item) => [item.commentId, item.topic]));
    const outcomes = await ingest(3, (i) => `新的：${subjects[i]}！`);
    await analyse();
    await eventually(async () => expect((await assigned(id)).length).toBe(93));
    const topicOf = new Map((await assigned(id)).map((item) => [item.commentId, item.topic]));
    const first = [...before.keys()].slice(0, 3);
    expect(outcomes.map((outcome) => topicOf.get(outcome.id))).toEqual(first.map((commentId) => before.get(commentId)));
    const later = (await store.topicRuns.get(scope, id))!;
    expect(later.comments).toBe(93);
    expect(later.findings!.topics.map(({ share }) => share!.n)).toEqual([93, 93, 93]);
    await eventually(async () => expect(await store.topicPending.next(9)).toBeNull());
  });

  test('belong to it only when they pass its filters, and only to the last run of an order', async () => {
    await ingest(60);
    const first = await run();
    const second = await run();
    const narrow = await run({ ...order, filters: { source: ['test'], language: ['zh-Hans'] } }).catch(() => null);
    expect(narrow).toBeNull();
    await analyse();
    const few = await run({ ...order, k: 2, filters: { channel: ['shop'] } }).catch(() => null);
    expect(few).toBeNull();
    await store.comments.ingest(scope, [comment(subjects[0], { channel: 'shop' })]);
    await analyse();
    await eventually(async () => expect((await assigned(second.id)).length).toBe(61));
    expect((await assigned(first.id)).length).toBe(60);
  });

  test('and those that were analysed while it was made are not left out', async () => {
    await ingest(60);
    const { id, jobId } = await jobs.startTopics(scope, order);
    await ingest(5);
    await analyse();
    await ended(jobId);
    await eventually(async () => expect((await assigned(id)).length).toBe(65));
  });

  test('a text that changes gets the topic of the new one', async () => {
    await ingest(60);
    const { id } = await run();
    const topics = await assigned(id);
    const changed = { ...comment(subjects[1]), externalId: topics[0].externalId! };
    const [outcome] = await store.comments.ingest(scope, [changed]);
    expect(outcome.status).toBe('updated');
    expect((await assigned(id)).length).toBe(59);
    await analyse();
    await eventually(async () => expect((await assigned(id)).length).toBe(60));
    const after = (await assigned(id)).find((item) => item.commentId === outcome.id)!;
    expect(after.topic).toBe(topics[1].topic);
  });

  test('a model that is damaged is told, and the other runs go on', async () => {
    await ingest(60);
    const damaged = await run({ ...order, k: 2 });
    const sound = await run();
    await jobs.close();
    await queue.close();
    await store.close();
    const database = new Database(join(dir.path, 'huiyin.db'));
    database.prepare(`update topic_model set hash = 'x' where run_id = ?`).run(damaged.id);
    database.close();
    store = await openTestStore(dir.path, Date.now);
    const told: unknown[] = [];
    await startJobs((error) => told.push(error));
    await ingest(3);
    await analyse();
    await eventually(async () => expect((await assigned(sound.id)).length).toBe(63));
    expect((await assigned(damaged.id)).length).toBe(60);
    await eventually(() => expect(String(told)).toContain('damaged'));
    await eventually(async () => expect(await store.topicPending.next(9)).toBeNull());
  });
});

test('erased comments leave the figures of a run', async () => {
  await ingest(60);
  const { id } = await run();
  const [gone, ...rest] = (await store.topicAssignments.list(scope, id, null, { limit: 200 })).items;
  await store.comments.delete(scope, gone.commentId);
  const now = (await store.topicRuns.get(scope, id))!;
  expect(now.comments).toBe(59);
  const share = now.findings!.topics[gone.topic].share!;
  expect([share.n, Math.round(share.value * share.n)]).toEqual([59, 19]);
  // Nobody has rated: an absent rating is no high one.
  expect(now.findings!.topics.map(({ rated, meanRating }) => [rated, meanRating])).toEqual([
    [0, null],
    [0, null],
    [0, null],
  ]);
  expect(await store.topicRuns.settle()).toBe(true);
  expect(await store.topicRuns.settle()).toBe(false);
  expect(await store.topicRuns.get(scope, id)).toEqual(now);
  for (const { commentId } of rest) await store.comments.delete(scope, commentId);
  const empty = (await store.topicRuns.get(scope, id))!;
  expect(empty.comments).toBe(0);
  expect(empty.findings!.topics.map((topic) => topic.share)).toEqual([null, null, null]);
});

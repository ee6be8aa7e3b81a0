import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CommentFilter } from '../../src/feedback/filter.ts';
import type { Scope } from '../../src/feedback/read.ts';
import type { TopicFindings, TopicRunOrder, TopicSource } from '../../src/feedback/topics/stored.ts';
import type { Store } from '../../src/store/store.ts';
import { analyseAll, comment, createClock, newWorkspace, openTestStore, tempDir } from '../contracts/support.ts';

const folder = tempDir();
const clock = createClock();
let store: Store;
let scope: Scope;
let other: Scope;
let ids: string[];

beforeAll(async () => {
  store = await openTestStore(folder.path, clock);
});
afterAll(async () => {
  await store.close();
  folder.remove();
});
beforeEach(async () => {
  scope = await newWorkspace(store, 'own');
  other = await newWorkspace(store, 'other');
  const sent = Array.from({ length: 6 }, (_, i) => comment(`text ${i}`, { externalId: `e${i}`, channel: `c${i % 2}` }));
  ids = (await store.comments.ingest(scope, sent)).map(({ id }) => id);
});

const order: TopicRunOrder = { algorithm: 'lda', k: 2, seed: 1, filters: { channel: ['c0', 'c1'] } };
const findings = { k: 2, npmi: 0.2, topics: [], identity: null } satisfies TopicFindings;
const page = { limit: 9 };

async function create(wanted = order): Promise<{ id: string; jobId: string }> {
  clock.advance(5);
  return store.topicRuns.create(scope, wanted);
}

async function succeed({ id, jobId }: { id: string; jobId: string }): Promise<void> {
  await store.jobRows.start(scope, jobId);
  await store.topicAssignments.assign(scope, id, all());
  const step = { jobId, number: 1, done: 100, total: 100, checkpoint: null };
  await store.topicRuns.succeed(scope, id, {
    findings,
    comments: 6,
    step,
    model: { bytes: new Uint8Array([1]), hash: 'h' },
  });
}

const all = () => ids.map((commentId) => ({ commentId, topic: 0, probability: 1 }));

async function read(filter: CommentFilter, previous: string | null = null, of = scope): Promise<TopicSource[]> {
  const all: TopicSource[] = [];
  for await (const lot of store.topicComments.lots(of, filter, previous)) all.push(...lot);
  return all;
}

describe('a topic run', () => {
  test('stands where its job stands until it has succeeded', async () => {
    const run = await create();
    const status = async () => (await store.topicRuns.get(scope, run.id))!.status;
    expect(await store.topicRuns.get(scope, run.id)).toMatchObject({
      ...run,
      status: 'queued',
      order,
      k: null,
      comments: null,
      findings: null,
      problem: null,
      endedAt: null,
    });
    await store.jobRows.start(scope, run.jobId);
    expect(await status()).toBe('running');
    await expect(store.topicRuns.delete(scope, run.id)).rejects.toMatchObject({ code: 'state_conflict' });
    await store.jobRows.cancel(scope, run.jobId);
    expect(await status()).toBe('cancelled');
    await expect(succeed(run)).rejects.toMatchObject({ code: 'state_conflict' });
    expect(await status()).toBe('cancelled');

    const failing = await create();
    await store.jobRows.start(scope, failing.jobId);
    const problem = { code: 'text_empty', detail: 'no words' };
    await store.jobRows.end(scope, failing.jobId, { state: 'failed', problem });
    expect(await store.topicRuns.get(scope, failing.id)).toMatchObject({ status: 'failed', problem });

    const done = await create();
    await succeed(done);
    expect(await store.topicRuns.get(scope, done.id)).toMatchObject({
      status: 'succeeded',
      k: 2,
      comments: 6,
      findings,
    });
  });

  test('follows the last one of the same order that has succeeded, whatever its seed', async () => {
    const first = await create();
    await succeed(first);
    await succeed(await create({ ...order, k: 3 }));
    await create();
    const same = await create({ ...order, seed: 7, filters: { channel: ['c1', 'c0'] } });
    expect((await store.topicRuns.previous(scope, same.id))!.id).toBe(first.id);
    expect(await store.topicRuns.previous(scope, first.id)).toBeNull();
    await succeed(same);
    expect((await store.topicRuns.previous(scope, (await create()).id))!.id).toBe(same.id);
    expect(await store.topicRuns.previous(other, same.id)).toBeNull();
  });

  test('opens the comments of a topic', async () => {
    const run = await create();
    const assigned = ids.map((commentId, i) => ({ commentId, topic: i % 3, probability: 1 }));
    await store.topicAssignments.assign(scope, run.id, assigned);
    const list = async (filter: CommentFilter, of = scope) =>
      (await store.comments.list(of, filter, page)).items.map((item) => item.comment.id).toSorted();
    expect(await list({ topic: [`${run.id}.1`] })).toEqual([ids[1], ids[4]].toSorted());
    expect(await list({ topic: [`${run.id}.0`, `${run.id}.1`], channel: ['c0'] })).toEqual([ids[0], ids[4]].toSorted());
    expect(await list({ topic: ['another.1'] })).toEqual([]);
    expect(await list({ topic: [] })).toEqual([]);
    expect(await list({ topic: [`${run.id}.1`] }, other)).toEqual([]);
  });

  test('is listed, the newest first, and removed with its assignments', async () => {
    const [first, second] = [await create(), await create()];
    await succeed(second);
    await store.topicAssignments.assign(scope, second.id, [{ commentId: ids[0], topic: 0, probability: 1 }]);
    const newest = await store.topicRuns.list(scope, { limit: 1 });
    expect(newest.items.map(({ id }) => id)).toEqual([second.id]);
    expect(newest.items[0]).not.toHaveProperty('findings');
    const rest = await store.topicRuns.list(scope, { limit: 9, cursor: newest.nextCursor! });
    expect(rest.items.map(({ id }) => id)).toEqual([first.id]);
    expect(await store.topicRuns.delete(scope, second.id)).toBe(true);
    expect(await store.topicRuns.delete(scope, second.id)).toBe(false);
    expect((await store.topicAssignments.list(scope, second.id, null, page)).items).toEqual([]);
  });
});

describe('assignments', () => {
  test('are kept once, for comments that are there', async () => {
    const { id } = await create();
    const assignments = ids.map((commentId, i) => ({ commentId, topic: i % 2, probability: 0.5 + i / 20 }));
    await store.topicAssignments.assign(scope, id, assignments);
    await store.topicAssignments.assign(scope, id, [...assignments, { commentId: 'gone', topic: 0, probability: 1 }]);
    const first = await store.topicAssignments.list(scope, id, null, { limit: 4 });
    const rest = await store.topicAssignments.list(scope, id, null, { limit: 4, cursor: first.nextCursor! });
    const all = [...first.items, ...rest.items];
    expect(all.map(({ externalId }) => externalId)).toEqual(['e0', 'e1', 'e2', 'e3', 'e4', 'e5']);
    expect(all[3]).toEqual({ commentId: ids[3], externalId: 'e3', topic: 1, probability: 0.65 });
    const odd = await store.topicAssignments.list(scope, id, 1, { limit: 2 });
    expect(odd.items.map(({ externalId }) => externalId)).toEqual(['e5', 'e3']);
    const last = await store.topicAssignments.list(scope, id, 1, { limit: 2, cursor: odd.nextCursor! });
    expect(last.items.map(({ externalId }) => externalId)).toEqual(['e1']);
    await store.topicAssignments.clear(scope, id);
    expect((await store.topicAssignments.list(scope, id, null, page)).items).toEqual([]);
  });

  test('tell how comments moved between two runs', async () => {
    const [first, second] = [await create(), await create()];
    const assign = (run: string, topicOf: (i: number) => number, some = ids) =>
      store.topicAssignments.assign(
        scope,
        run,
        some.map((commentId, i) => ({ commentId, topic: topicOf(i), probability: 1 })),
      );
    await assign(first.id, (i) => i % 2);
    await assign(second.id, (i) => (i < 3 ? 0 : 1), ids.slice(0, 5));
    const crossings = await store.topicAssignments.crossings(scope, first.id, second.id);
    expect(crossings.map(({ before, after, comments }) => `${before}→${after} ${comments}`).toSorted()).toEqual([
      '0→0 2',
      '0→1 1',
      '1→0 1',
      '1→1 1',
    ]);
    expect(await store.topicAssignments.crossings(other, first.id, second.id)).toEqual([]);
  });

  test('lose what is erased', async () => {
    const { id } = await create();
    await store.topicAssignments.assign(scope, id, [{ commentId: ids[0], topic: 0, probability: 1 }]);
    await store.comments.delete(scope, ids[0]);
    expect((await store.topicAssignments.list(scope, id, null, page)).items).toEqual([]);
    expect(await store.topicComments.quotes(scope, ids.slice(0, 2))).toEqual([
      { commentId: ids[1], externalId: 'e1', text: 'text 1' },
    ]);
  });
});

describe('comments of a run', () => {
  test('come with their facts and their topic in the previous run', async () => {
    await store.comments.ingest(scope, [
      comment('-slow -slow !', { rating: 4, channel: 'app', occurredAt: '2026-02-03T04:05:06Z' }),
      comment('later', { channel: 'app', occurredAt: '2026-02-04T00:00:00Z' }),
    ]);
    await analyseAll(store);
    const { id } = await create();
    const [later, slow] = await read({ channel: ['app'] });
    await store.topicAssignments.assign(scope, id, [{ commentId: slow.id, topic: 1, probability: 1 }]);
    expect([later.text, later.facts.leaves, later.before]).toEqual(['later', [], null]);
    expect((await read({ channel: ['app'] }, id))[1]).toEqual({
      id: slow.id,
      text: '-slow -slow !',
      facts: {
        sentiment: 'negative',
        score: -0.52,
        rating: 0.75,
        channel: 'app',
        day: '2026-02-03',
        leaves: ['service.slow'],
      },
      before: 1,
    });
  });

  test('come in lots, each once and none left out', async () => {
    const many = Array.from({ length: 1203 }, (_, i) => comment(`${i} `.padEnd(i % 7 === 0 ? 9000 : 5, 'x')));
    await store.comments.ingest(scope, many);
    const all = await read({});
    expect(new Set(all.map(({ id }) => id)).size).toBe(1209);
    expect(all.length).toBe(1209);
  });
});

test('another workspace sees and changes nothing of it', async () => {
  const run = await create();
  await succeed(run);
  await store.topicAssignments.assign(scope, run.id, [{ commentId: ids[0], topic: 0, probability: 1 }]);
  await store.topicAssignments.clear(other, run.id);
  const [theirs] = await store.comments.ingest(other, [comment('theirs')]);
  await store.topicAssignments.assign(scope, run.id, [{ commentId: theirs!.id, topic: 0, probability: 1 }]);
  expect(await store.topicRuns.get(other, run.id)).toBeNull();
  expect((await store.topicRuns.list(other, page)).items).toEqual([]);
  expect(await store.topicRuns.delete(other, run.id)).toBe(false);
  expect((await store.topicAssignments.list(other, run.id, null, page)).items).toEqual([]);
  expect(await store.topicComments.quotes(other, ids)).toEqual([]);
  expect((await read({}, run.id, other)).map(({ text, before }) => [text, before])).toEqual([['theirs', null]]);
  expect((await store.comments.named(other, ids)).length).toBe(0);
  expect(
    (await store.topicAssignments.list(scope, run.id, null, page)).items.map(({ commentId }) => commentId),
  ).toEqual(ids);
});

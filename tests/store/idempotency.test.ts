import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Scope } from '../../src/feedback/read.ts';
import type { Store } from '../../src/store/store.ts';
import { comment, createClock, newWorkspace, openTestStore, type TestClock, tempDir } from '../contracts/support.ts';

const dir = tempDir();
let store: Store;
let clock: TestClock;
let scope: Scope;
beforeAll(async () => {
  clock = createClock();
  store = await openTestStore(dir.path, clock);
});
afterAll(async () => {
  await store.close();
  dir.remove();
});
beforeEach(async () => {
  scope = await newWorkspace(store, 'w');
});

const begin = (key: string, hash = 'h', owner = 'key:1 POST /v1/comments') =>
  store.idempotency.begin(scope, owner, key, hash);
const inProgress = { code: 'idempotency_in_progress', retryAfter: 1 };

/** One request as the HTTP layer handles it. */
async function request(key: string): Promise<string> {
  const { ticket, replay } = await begin(key);
  if (replay) return replay.body;
  const answer = (outcomes: unknown) => ({ status: 202, body: JSON.stringify(outcomes) });
  return JSON.stringify(await store.comments.ingest(scope, [comment('once')], { ticket, answer }));
}

test('D6: 200 parallel copies of a request make one row and one answer', async () => {
  const copies = await Promise.allSettled(Array.from({ length: 200 }, () => request('k')));
  const refused = copies.filter((copy) => copy.status === 'rejected');
  for (const { reason } of refused) expect(reason).toMatchObject(inProgress);
  const answers = new Set(copies.flatMap((copy) => (copy.status === 'fulfilled' ? [copy.value] : [])));
  answers.add(await request('k'));
  expect(answers.size).toBe(1);
  expect((await store.comments.list(scope, {}, { limit: 10 })).items).toHaveLength(1);
});

test('D6: another request under the same key is refused, another owner or workspace has keys of its own', async () => {
  await request('k');
  await expect(begin('k', 'other')).rejects.toMatchObject({ code: 'idempotency_key_reused' });
  expect((await begin('k', 'other', 'key:2 POST /v1/comments')).replay).toBeUndefined();
  const elsewhere = await newWorkspace(store, 'other');
  const owner = 'key:1 POST /v1/comments';
  expect((await store.idempotency.begin(elsewhere, owner, 'k', 'h')).replay).toBeUndefined();
});

test('a request that failed frees its key; one that answered keeps it', async () => {
  const first = await begin('k');
  await expect(begin('k')).rejects.toMatchObject(inProgress);
  await store.idempotency.abandon(scope, first.ticket);
  const second = await begin('k');
  await store.idempotency.finish(scope, second.ticket, { status: 201, body: 'made' });
  await store.idempotency.abandon(scope, second.ticket);
  expect((await begin('k')).replay).toEqual({ status: 201, body: 'made' });
});

test('a rejected ingest leaves neither rows nor answer', async () => {
  const { ticket } = await begin('k');
  const answer = () => {
    throw new Error('no answer');
  };
  await expect(store.comments.ingest(scope, [comment('x')], { ticket, answer })).rejects.toThrow('no answer');
  expect((await store.comments.list(scope, {}, { limit: 10 })).items).toEqual([]);
  await expect(begin('k')).rejects.toMatchObject(inProgress);
});

test('D6: an answer is kept for 24 hours', async () => {
  const answer = await request('k');
  clock.advance(24 * 3_600_000 - 1);
  expect(await request('k')).toBe(answer);
  clock.advance(1);
  expect(await request('k')).not.toBe(answer);
});

test('a request that hangs is taken over, and its late rows are refused', async () => {
  const hanging = await begin('k');
  clock.advance(11 * 60_000);
  expect((await begin('k')).replay).toBeUndefined();
  const answer = () => ({ status: 202, body: 'late' });
  const late = store.comments.ingest(scope, [comment('late')], { ticket: hanging.ticket, answer });
  const neighbour = store.comments.ingest(scope, [comment('neighbour')]);
  await expect(late).rejects.toMatchObject(inProgress);
  await neighbour;
  expect((await store.comments.list(scope, {}, { limit: 10 })).items.map(({ comment }) => comment.text)).toEqual([
    'neighbour',
  ]);
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Scope } from '../../src/feedback/read.ts';
import type { Store } from '../../src/store/store.ts';
import { comment, createClock, newWorkspace, openTestStore, tempDir } from '../contracts/support.ts';

const folder = tempDir();
const clock = createClock();
let store: Store;
let scope: Scope;
let other: Scope;
let ids: string[];

beforeAll(async () => {
  store = await openTestStore(folder.path, clock);
  scope = await newWorkspace(store, 'own');
  other = await newWorkspace(store, 'other');
  const sent = Array.from({ length: 6 }, (_, i) => comment(`text ${i}`, { externalId: `e${i}` }));
  ids = (await store.comments.ingest(scope, sent)).map(({ id }) => id);
});
afterAll(async () => {
  await store.close();
  folder.remove();
});

describe('topic runs', () => {
  test('are kept with the topic of every comment, and seen by their workspace alone', async () => {
    const id = await store.topicRuns.create(scope, { algorithm: 'lda', k: 2 });
    expect(await store.topicRuns.get(scope, id)).toMatchObject({ state: 'running', body: null, comments: null });
    const assignments = ids.map((commentId, i) => ({ commentId, topic: i % 2, probability: 0.5 + i / 20 }));
    await store.topicRuns.assign(scope, id, assignments);
    await store.topicRuns.assign(scope, id, [...assignments, { commentId: 'gone', topic: 0, probability: 1 }]);
    expect(await store.topicRuns.end(scope, id, { state: 'succeeded', body: { npmi: 0.2 }, comments: 6 })).toBe(true);
    expect(await store.topicRuns.end(scope, id, { state: 'failed' })).toBe(false);
    expect(await store.topicRuns.get(scope, id)).toMatchObject({
      state: 'succeeded',
      request: { algorithm: 'lda', k: 2 },
      body: { npmi: 0.2 },
      comments: 6,
    });
    expect(await store.topicRuns.get(other, id)).toBeNull();
    expect((await store.topicRuns.list(other, { limit: 9 })).items).toEqual([]);

    const first = await store.topicRuns.assignments(scope, id, null, { limit: 4 });
    const rest = await store.topicRuns.assignments(scope, id, null, { limit: 4, cursor: first.nextCursor! });
    const all = [...first.items, ...rest.items];
    expect(all.map(({ externalId }) => externalId)).toEqual(['e0', 'e1', 'e2', 'e3', 'e4', 'e5']);
    expect(all[3]).toEqual({ commentId: ids[3], externalId: 'e3', topic: 1, probability: 0.65 });
    const odd = await store.topicRuns.assignments(scope, id, 1, { limit: 2 });
    expect(odd.items.map(({ externalId }) => externalId)).toEqual(['e5', 'e3']);
    const last = await store.topicRuns.assignments(scope, id, 1, { limit: 2, cursor: odd.nextCursor! });
    expect(last.items.map(({ externalId }) => externalId)).toEqual(['e1']);
    expect((await store.topicRuns.assignments(other, id, null, { limit: 9 })).items).toEqual([]);
  });

  test('lose what is erased', async () => {
    const id = await store.topicRuns.create(scope, {});
    await store.topicRuns.assign(scope, id, [{ commentId: ids[0], topic: 0, probability: 1 }]);
    await store.comments.delete(scope, ids[0]);
    expect((await store.topicRuns.assignments(scope, id, null, { limit: 9 })).items).toEqual([]);
  });

  test('are listed, the newest first', async () => {
    clock.advance(5);
    const newest = await store.topicRuns.create(scope, {});
    const page = await store.topicRuns.list(scope, { limit: 1 });
    expect(page.items[0].id).toBe(newest);
    expect((await store.topicRuns.list(scope, { limit: 9, cursor: page.nextCursor! })).items.length).toBe(2);
  });
});

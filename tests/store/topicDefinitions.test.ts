import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { limits } from '../../src/feedback/limits.ts';
import type { Scope } from '../../src/feedback/read.ts';
import type { TopicDefinitionInput } from '../../src/feedback/topics/definition.ts';
import type { Store } from '../../src/store/store.ts';
import { createClock, newWorkspace, openTestStore, tempDir } from '../contracts/support.ts';

const folder = tempDir();
const clock = createClock();
const dayMs = 86_400_000;
let store: Store;
let scope: Scope;
let other: Scope;

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
});

const daily: TopicDefinitionInput = {
  name: 'all of them',
  order: { algorithm: 'lda', k: 2, seed: 1, filters: {} },
  cadence: 'daily',
};
const page = { limit: 20 };

async function succeed({ id, jobId }: { id: string; jobId: string | null }): Promise<void> {
  await store.jobRows.start(scope, jobId!);
  const step = { jobId: jobId!, number: 1, done: 100, total: 100, checkpoint: null };
  const findings = { k: 2, npmi: 0, topics: [], identity: null };
  await store.topicRuns.succeed(scope, id, {
    findings,
    comments: 0,
    step,
    model: { bytes: new Uint8Array(1), hash: '' },
  });
  await store.jobRows.end(scope, jobId!, { state: 'succeeded' });
}
const runsOf = async (id: string) => (await store.topicRuns.list(scope, page, id)).items;

test('is kept, listed, changed and removed', async () => {
  const made = await store.topicDefinitions.create(scope, daily);
  expect(made).toMatchObject({ ...daily, lastRunId: null });
  expect(Date.parse(made.nextRunAt!)).toBeGreaterThan(clock());
  clock.advance(1000);
  const order = { ...daily.order, k: 'auto' as const };
  const changed = (await store.topicDefinitions.change(scope, made.id, { name: 'fewer', order }))!;
  expect(changed).toMatchObject({ id: made.id, name: 'fewer', order, cadence: 'daily', nextRunAt: made.nextRunAt });
  expect(changed.updatedAt > made.updatedAt).toBe(true);
  expect((await store.topicDefinitions.change(scope, made.id, { cadence: 'manual' }))!.nextRunAt).toBeNull();
  const second = await store.topicDefinitions.create(scope, { ...daily, name: 'second' });
  const first = await store.topicDefinitions.list(scope, { limit: 1 });
  expect(first.items.map(({ name }) => name)).toEqual(['second']);
  const rest = await store.topicDefinitions.list(scope, { limit: 1, cursor: first.nextCursor! });
  expect(rest.items.map(({ name }) => name)).toEqual(['fewer']);
  expect(await store.topicDefinitions.delete(scope, second.id)).toBe(true);
  expect(await store.topicDefinitions.delete(scope, second.id)).toBe(false);
  expect(await store.topicDefinitions.get(scope, second.id)).toBeNull();
});

test('runs by hand, one at a time, and each run follows the last that succeeded, whatever was changed', async () => {
  const { id } = await store.topicDefinitions.create(scope, { ...daily, cadence: 'manual' });
  const first = (await store.topicDefinitions.run(scope, id))!;
  await expect(store.topicDefinitions.run(scope, id)).rejects.toMatchObject({ code: 'state_conflict' });
  await succeed(first);
  clock.advance(5);
  const alone = await store.topicRuns.create(scope, daily.order);
  await store.topicDefinitions.change(scope, id, { order: { ...daily.order, k: 9 } });
  clock.advance(5);
  const second = (await store.topicDefinitions.run(scope, id))!;
  expect((await store.topicRuns.previous(scope, second.id))!.id).toBe(first.id);
  expect(await store.topicRuns.previous(scope, alone.id)).toBeNull();
  expect((await runsOf(id)).map((run) => [run.id, run.definitionId, run.order.k])).toEqual([
    [second.id, id, 9],
    [first.id, id, 2],
  ]);
  expect((await store.topicRuns.get(scope, alone.id))!.definitionId).toBeNull();
  expect((await store.topicDefinitions.get(scope, id))!.lastRunId).toBe(second.id);
  await store.topicDefinitions.delete(scope, id);
  expect((await store.topicRuns.get(scope, first.id))!.status).toBe('succeeded');
});

test('runs when its time has come, once, and not beside a run that is not over', async () => {
  const { id, nextRunAt } = await store.topicDefinitions.create(scope, daily);
  const manual = await store.topicDefinitions.create(scope, { ...daily, cadence: 'manual' });
  await store.topicDefinitions.startDue();
  expect(await runsOf(id)).toEqual([]);
  clock.advance(Date.parse(nextRunAt!) - clock());
  await Promise.all([store.topicDefinitions.startDue(), store.topicDefinitions.startDue()]);
  expect(await runsOf(id)).toMatchObject([{ status: 'queued' }]);
  const after = (await store.topicDefinitions.get(scope, id))!.nextRunAt!;
  expect(Date.parse(after)).toBe(Date.parse(nextRunAt!) + dayMs);
  clock.advance(dayMs);
  await store.topicDefinitions.startDue();
  expect((await runsOf(id)).length).toBe(1);
  await succeed((await runsOf(id))[0]);
  // What was missed is not made up for.
  clock.advance(10 * dayMs);
  await store.topicDefinitions.startDue();
  await store.topicDefinitions.startDue();
  expect((await runsOf(id)).length).toBe(2);
  expect(Date.parse((await store.topicDefinitions.get(scope, id))!.nextRunAt!)).toBeGreaterThan(clock());
  expect(await runsOf(manual.id)).toEqual([]);
  await store.topicDefinitions.delete(scope, id);
});

test('another workspace sees and changes nothing of it; there is an end to their number', async () => {
  const { id } = await store.topicDefinitions.create(scope, daily);
  expect(await store.topicDefinitions.get(other, id)).toBeNull();
  expect(await store.topicDefinitions.change(other, id, { name: 'theirs' })).toBeNull();
  expect(await store.topicDefinitions.run(other, id)).toBeNull();
  expect(await store.topicDefinitions.delete(other, id)).toBe(false);
  expect((await store.topicDefinitions.list(other, page)).items).toEqual([]);
  const manual = { ...daily, cadence: 'manual' as const };
  for (let n = 1; n < limits.topicDefinitions; n++) await store.topicDefinitions.create(scope, manual);
  await expect(store.topicDefinitions.create(scope, manual)).rejects.toMatchObject({ code: 'out_of_range' });
});

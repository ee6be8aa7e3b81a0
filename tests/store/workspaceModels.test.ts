import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ModelFindings } from '../../src/feedback/learning/stored.ts';
import type { Scope } from '../../src/feedback/read.ts';
import type { Store } from '../../src/store/store.ts';
import {
  analyseAll,
  comment,
  createClock,
  newWorkspace,
  openTestStore,
  type TestClock,
  tempDir,
} from '../contracts/support.ts';

const dir = tempDir();
let clock: TestClock;
let store: Store;
let scope: Scope;
let other: Scope;
beforeAll(async () => {
  clock = createClock();
  store = await openTestStore(dir.path, clock);
});
afterAll(async () => {
  await store.close();
  dir.remove();
});
beforeEach(async () => {
  scope = await newWorkspace(store, 'own');
  other = await newWorkspace(store, 'other');
});

const figures = { n: 10, right: 8, accuracy: 0.8 };
const findings: ModelFindings = {
  examples: 40,
  texts: 100,
  ratings: false,
  strength: 0.5,
  tried: [],
  base: 0.1,
  shipped: 'sentiment@2+0',
  gold: { champion: figures, challenger: figures, championVersion: null },
  changes: { comments: 0, changed: 0, moves: [], examples: [] },
};

/** A job that has come to its last step, and what `add` wants of it. */
async function trained(version: number, promote = false, of = scope): Promise<void> {
  const job = await store.jobRows.create(of, 'train', {});
  await store.jobRows.start(of, job.id);
  const step = { jobId: job.id, number: 1, done: 100, total: 100, checkpoint: null };
  await store.models.add(of, { version, findings, promote, step });
  await store.jobRows.end(of, job.id, { state: 'succeeded' });
  clock.advance(1000);
}

const states = async (of = scope) =>
  (await store.models.list(of, { limit: 9 })).items.map(({ id, state }) => `${id} ${state}`);

async function decideOne(text: string): Promise<string> {
  const [{ id }] = await store.comments.ingest(scope, [comment(text, { rating: 1, externalId: text })]);
  await analyseAll(store);
  const item = (await store.claims.next(scope, { reviewer: 'ann', leaseMs: 60_000 }))!;
  await store.reviews.decide(scope, item, { verdict: 'accept' }, { reviewer: 'ann', version: null });
  return id;
}

describe('versions', () => {
  test('are listed newest first, page by page, each with its findings', async () => {
    await trained(1);
    await trained(2);
    await trained(3);
    const first = await store.models.list(scope, { limit: 2 });
    expect(first.items.map(({ version }) => version)).toEqual([3, 2]);
    const rest = await store.models.list(scope, { limit: 2, cursor: first.nextCursor! });
    expect(rest).toMatchObject({ items: [{ version: 1, state: 'challenger', findings }], nextCursor: null });
    expect(await store.models.nextVersion(scope)).toBe(4);
  });

  test('are not listed when their job was called off', async () => {
    const job = await store.jobRows.create(scope, 'train', {});
    await store.jobRows.start(scope, job.id);
    await store.jobRows.cancel(scope, job.id);
    const step = { jobId: job.id, number: 1, done: 100, total: 100, checkpoint: null };
    await expect(store.models.add(scope, { version: 1, findings, promote: true, step })).rejects.toMatchObject({
      code: 'state_conflict',
    });
    expect(await states()).toEqual([]);
    expect(await store.models.active(scope)).toBeNull();
  });
});

describe('promotion and rollback', () => {
  test('put one version in force, and step by step what was before it', async () => {
    await trained(1, true);
    await trained(2);
    expect(await states()).toEqual(['2 challenger', '1 active']);
    await store.models.promote(scope, 2);
    expect(await states()).toEqual(['2 active', '1 retired']);
    await expect(store.models.rollback(scope, 1)).rejects.toMatchObject({ code: 'state_conflict' });
    expect(await store.models.rollback(scope, 2)).toEqual({ active: 1, reanalysis: null });
    expect(await states()).toEqual(['2 retired', '1 active']);
    expect(await store.models.rollback(scope, 1)).toEqual({ active: null, reanalysis: null });
    expect(await store.models.active(scope)).toBeNull();
    await store.models.promote(scope, 2);
    expect((await store.workspaces.get(scope)).model).toBe(2);
  });

  test('are for versions that are there', async () => {
    expect(await store.models.promote(scope, 7)).toBeNull();
    expect(await store.models.active(scope)).toBeNull();
  });

  test('of one workspace are nothing to another', async () => {
    await trained(1, true);
    expect(await store.models.get(other, 1)).toBeNull();
    expect(await store.models.promote(other, 1)).toBeNull();
    expect(await states(other)).toEqual([]);
    await expect(store.models.rollback(other, 1)).rejects.toMatchObject({ code: 'state_conflict' });
    expect(await store.models.active(scope)).toBe(1);
  });

  test('count for comments that are claimed from then on', async () => {
    const claimed = async () => {
      await store.comments.ingest(scope, [comment('一')]);
      await store.comments.ingest(other, [comment('二')]);
      const tasks = await store.work.claim(10, 60_000);
      await store.work.release(tasks);
      await analyseAll(store);
      return Object.fromEntries(tasks.map(({ workspaceId, readWith: { model } }) => [workspaceId, model]));
    };
    expect(await claimed()).toEqual({ [scope.workspaceId]: undefined, [other.workspaceId]: undefined });
    await trained(1, true);
    expect(await claimed()).toEqual({
      [scope.workspaceId]: { workspaceId: scope.workspaceId, version: 1 },
      [other.workspaceId]: undefined,
    });
    await store.models.rollback(scope, 1);
    expect((await claimed())[scope.workspaceId]).toBeUndefined();
  });
});

describe('what training reads', () => {
  const undecided = async (of = scope, limit = 9) => {
    const texts: string[] = [];
    for await (const lot of store.learningTexts.undecided(of, limit)) texts.push(...lot.map(({ text }) => text));
    return texts.sort();
  };

  test('undecided comments of the workspace, up to a limit', async () => {
    await store.comments.ingest(scope, [comment('甲'), comment('乙'), comment('丙')]);
    await store.comments.ingest(other, [comment('丁')]);
    await decideOne('-slow ! maybe');
    expect(await undecided()).toEqual(['丙', '乙', '甲'].sort());
    expect((await undecided(scope, 2)).length).toBe(2);
    expect(await undecided(other)).toEqual(['丁']);
  });
});

describe('trainings by themselves', () => {
  const trainings = async (of = scope) =>
    (await store.jobRows.list(of, { limit: 50 })).items.filter(({ kind }) => kind === 'train');
  const hours = (n: number) => clock.advance(n * 3_600_000);
  async function finish(): Promise<void> {
    for (const job of await trainings()) {
      await store.jobRows.start(scope, job.id);
      await store.jobRows.end(scope, job.id, { state: 'succeeded' });
    }
    clock.advance(1000);
  }

  test('start after so many decisions, once, and not before the latest has rested', async () => {
    await store.workspaces.update(scope, { trainAfter: 2 });
    await decideOne('-slow ! first');
    expect(await store.models.startDue()).toBe(0);
    await decideOne('-slow ! second');
    expect(await Promise.all([store.models.startDue(), store.models.startDue()]).then(sum)).toBe(1);
    expect(await trainings()).toHaveLength(1);
    expect(await store.models.plan(scope)).toMatchObject({ decisions: 0, jobId: (await trainings())[0].id });
    expect(await trainings(other)).toEqual([]);
    await finish();
    await decideOne('-slow ! third');
    await decideOne('-slow ! fourth');
    expect(await store.models.startDue()).toBe(0);
    expect(await store.models.plan(scope)).toMatchObject({ after: 2, restHours: 24, decisions: 2, jobId: null });
    hours(24);
    await store.workspaces.update(scope, { trainAfter: 0 });
    expect(await store.models.startDue()).toBe(0);
    await store.workspaces.update(scope, { trainAfter: 2 });
    expect(await store.models.startDue()).toBe(1);
    expect(await trainings()).toHaveLength(2);
  });

  test('come in a rhythm, if anything was decided', async () => {
    await store.workspaces.update(scope, { trainAfter: 0, trainEveryDays: 7 });
    await trained(1);
    hours(7 * 24);
    expect(await store.models.startDue()).toBe(0);
    await decideOne('-slow ! first');
    expect(await store.models.startDue()).toBe(1);
    await finish();
    await decideOne('-slow ! second');
    hours(6 * 24);
    expect(await store.models.startDue()).toBe(0);
    hours(24);
    expect(await store.models.startDue()).toBe(1);
  });
});

describe('re-analysis after another model came into force', () => {
  const reanalyses = async () =>
    (await store.jobRows.list(scope, { limit: 50 })).items.filter(({ kind }) => kind === 'reanalyse');

  test('is started when asked for, with the promotion', async () => {
    await trained(1);
    await trained(2);
    expect(await store.models.promote(scope, 1)).toEqual({ reanalysis: null });
    expect(await store.models.promote(scope, 2, true)).toMatchObject({ reanalysis: { kind: 'reanalyse' } });
    expect(await store.models.rollback(scope, 2, true)).toMatchObject({ active: 1, reanalysis: { state: 'queued' } });
    expect(await reanalyses()).toHaveLength(2);
    await expect(store.models.rollback(scope, 2, true)).rejects.toMatchObject({ code: 'state_conflict' });
    expect(await reanalyses()).toHaveLength(2);
  });

  test('is started by itself where the workspace wants it, but not when nothing changes', async () => {
    await store.workspaces.update(scope, { reanalyseAfterPromotion: true });
    await trained(1, true);
    expect(await reanalyses()).toHaveLength(1);
    await trained(2);
    await store.models.promote(scope, 1);
    expect(await reanalyses()).toHaveLength(1);
    expect(await store.models.promote(scope, 2, false)).toEqual({ reanalysis: null });
    expect(await store.models.rollback(scope, 2)).toMatchObject({ reanalysis: { kind: 'reanalyse' } });
  });
});

const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0);

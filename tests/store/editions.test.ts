/** Own taxonomies in the store: versions, drafts, and what becomes of all that was said under codes of before. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { keep } from '../../src/feedback/kept.ts';
import type { AuditFilter, Scope } from '../../src/feedback/read.ts';
import type { LeafPlace } from '../../src/feedback/taxonomy.ts';
import type { Store } from '../../src/store/store.ts';
import {
  analyseAll,
  analyseForTest,
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

const place = (code: string, at: string, leaf: string | null): LeafPlace => ({
  code,
  place: at,
  facts:
    leaf === null ? null : { code: leaf, path: ['服务', leaf], department: '甲部', slaHours: 9, firstResponseHours: 3 },
});
const at = (code: string, parent = 'service'): LeafPlace => place(code, `${parent}.${code.split('.')[1]}`, code);

async function publish(places: LeafPlace[], of = scope): Promise<number> {
  const draft = await store.editions.putDraft(of, 'taxonomy', '{}', undefined);
  const from = await store.editions.versionInForce(of, 'taxonomy');
  const edition = { key: `t@${from}`, content: '{}', note: null };
  return (await store.editions.publish(of, 'taxonomy', draft.revision, edition, { from, places, backfill: false }))
    .version;
}
const rollback = async (version: number, places: LeafPlace[] = []) => {
  const from = await store.editions.versionInForce(scope, 'taxonomy');
  const to = { version, key: 't' };
  return store.editions.rollback(scope, 'taxonomy', to, { from, places, backfill: false });
};
async function stored(text: string, of = scope): Promise<string> {
  const [{ id }] = await store.comments.ingest(of, [comment(text)]);
  await analyseAll(store);
  return id!;
}
/** Analyses the comment as if a newer taxonomy read it so. */
async function reread(id: string, text: string): Promise<void> {
  await store.work.requeue(scope, [id], null);
  const tasks = await store.work.claim(10, 60_000);
  const results = tasks.flatMap((task) => {
    const outcome = keep(analyseForTest({ id, comment: { ...task.comment, text }, ...task.readWith }));
    return outcome.ok ? [{ task, ...outcome }] : [];
  });
  await store.work.save(results, []);
}
const issues = async (filter = {}) => (await store.issues.list(scope, filter, { limit: 50 })).items;
const commentsUnder = async (label: string) => {
  const { items } = await store.comments.list(scope, { label: [label] }, { limit: 50 });
  expect(await store.stats.summary(scope, { label: [label] })).toMatchObject({ comments: items.length });
  return items.length;
};
const breakdown = async () =>
  (await store.stats.breakdown(scope, {}, 'label')).map(({ key, comments }) => `${key} ${comments}`).sort();

describe('drafts and versions', () => {
  test('a draft is written over the one that was seen only', async () => {
    const first = await store.editions.putDraft(scope, 'taxonomy', '{"a":1}', null);
    const conflict = { code: 'version_conflict' };
    await expect(store.editions.putDraft(scope, 'taxonomy', '{}', null)).rejects.toMatchObject(conflict);
    const second = await store.editions.putDraft(scope, 'taxonomy', '{"a":2}', first.revision);
    await expect(store.editions.putDraft(scope, 'taxonomy', '{}', first.revision)).rejects.toMatchObject(conflict);
    await expect(store.editions.dropDraft(scope, 'taxonomy', first.revision)).rejects.toMatchObject(conflict);
    expect(await store.editions.draft(scope, 'taxonomy')).toEqual(second);
    expect(await store.editions.draft(scope, 'lexicon')).toBeNull();
    expect(await store.editions.draft(other, 'taxonomy')).toBeNull();
    expect(await store.editions.dropDraft(scope, 'taxonomy', second.revision)).toBe(true);
    expect(await store.editions.dropDraft(scope, 'taxonomy', undefined)).toBe(false);
  });

  test('versions count up, whatever is in force; both kinds and both workspaces apart', async () => {
    expect(await publish([])).toBe(1);
    expect(await publish([])).toBe(2);
    await rollback(0);
    expect(await publish([])).toBe(3);
    expect(await publish([], other)).toBe(1);
    const { items, nextCursor } = await store.editions.list(scope, 'taxonomy', { limit: 2 });
    expect(items.map(({ version, state }) => `${version} ${state}`)).toEqual(['3 active', '2 retired']);
    const rest = await store.editions.list(scope, 'taxonomy', { limit: 2, cursor: nextCursor! });
    expect(rest.items.map(({ version }) => version)).toEqual([1]);
    expect((await store.editions.list(scope, 'lexicon', { limit: 2 })).items).toEqual([]);
    expect((await store.workspaces.get(other)).taxonomyVersion).toBe(1);
    await store.workspaces.update(scope, { taxonomy: 'dining' });
    expect(await store.workspaces.get(scope)).toMatchObject({ taxonomy: 'dining', taxonomyVersion: 0 });
  });

  test('two that publish at once: one is told that another was faster, and nothing is left of his', async () => {
    const draft = await store.editions.putDraft(scope, 'taxonomy', '{}', undefined);
    const edition = { key: 't@1', content: '{}', note: null };
    const coming = { from: 0, places: [at('service.a')], backfill: true };
    const both = await Promise.allSettled(
      [1, 2].map(() => store.editions.publish(scope, 'taxonomy', draft.revision, edition, coming)),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await store.editions.list(scope, 'taxonomy', { limit: 9 })).items).toHaveLength(1);
    expect((await store.jobRows.list(scope, { limit: 9 })).items.map(({ kind }) => kind)).toEqual(['reanalyse']);
  });

  test('tasks carry what is in force in their own workspace', async () => {
    await publish([]);
    await store.comments.ingest(scope, [comment('一'), comment('二')]);
    await store.comments.ingest(other, [comment('三')]);
    const tasks = await store.work.claim(10, 60_000);
    const byWorkspace = new Map(tasks.map((task) => [task.workspaceId, task.readWith]));
    expect(byWorkspace.get(scope.workspaceId)).toEqual({
      taxonomy: 't@0',
      editions: [{ key: 't@0', content: '{}' }],
    });
    expect(byWorkspace.get(other.workspaceId)).toEqual({ taxonomy: 'cx' });
    await store.work.release(tasks);
    await analyseAll(store);
  });
});

describe('what was said under a code', () => {
  test('that was moved is found where it stands now, and by its code', async () => {
    await stored('-a');
    await publish([at('service.a', 'product'), at('service.b')]);
    expect(await commentsUnder('product')).toBe(1);
    expect(await commentsUnder('service')).toBe(0);
    expect(await commentsUnder('service.a')).toBe(1);
    expect(await issues({ label: ['product'] })).toHaveLength(1);
    expect(await issues({ label: ['service'] })).toHaveLength(0);
    expect(await issues({ label: ['service.a'] })).toHaveLength(1);
    await rollback(0);
    expect([await commentsUnder('product'), await commentsUnder('service')]).toEqual([0, 1]);
  });

  test('that was merged counts for its heir, at once and after the comments were read again', async () => {
    const id = await stored('-a');
    await stored('-b');
    await publish([at('service.b'), place('service.a', 'service.b', 'service.b')]);
    expect(await breakdown()).toEqual(['service.b 2']);
    expect(await commentsUnder('service.b')).toBe(2);
    expect(await commentsUnder('service.a')).toBe(2);
    await reread(id, '-b');
    expect(await breakdown()).toEqual(['service.b 2']);
    await rollback(0);
    await reread(id, '-a');
    expect(await breakdown()).toEqual(['service.a 1', 'service.b 1']);
  });

  test('keeps its life cycle when the leaf is merged, and when it comes back', async () => {
    const id = await stored('-a');
    const [before] = await issues();
    await store.issues.patch(scope, before!.id, { state: 'in_progress', assignee: '小李' });
    await publish([at('service.b'), place('service.a', 'service.b', 'service.b')]);
    await reread(id, '-b');
    expect(await issues()).toMatchObject([
      { id: before!.id, code: 'service.b', state: 'in_progress', assignee: '小李' },
    ]);
    await reread(id, '-b');
    expect(await issues()).toHaveLength(1);
    await rollback(0);
    await reread(id, '-a');
    expect(await issues()).toMatchObject([
      { id: before!.id, code: 'service.a', state: 'in_progress', assignee: '小李' },
    ]);
    expect(await store.issues.history(scope, before!.id)).toHaveLength(1);
  });

  test('that was removed is kept, also where nobody worked on it', async () => {
    const id = await stored('-a -b');
    await publish([at('service.b'), place('service.a', 'service.a', null)]);
    await reread(id, '-b');
    expect((await issues()).map(({ code, path }) => `${code} ${path.at(-1)}`).sort()).toEqual([
      'service.a a',
      'service.b b',
    ]);
    expect(await breakdown()).toEqual(['service.a 1', 'service.b 1']);
    // Another workspace has its own taxonomy.
    const elsewhere = await store.issues.list(other, {}, { limit: 9 });
    expect(elsewhere.items).toEqual([]);
  });

  test('by a reviewer follows to the heir, and back', async () => {
    const id = await stored('-a');
    const itemId = (await store.reviews.add(scope, id, {}))!;
    await store.claims.claim(scope, itemId, { leaseMs: 60_000 });
    await store.reviews.decide(scope, itemId, { verdict: 'accept' }, { version: null });
    const codes = async () => (await store.comments.get(scope, id))!.analysis!.issues.map(({ code }) => code);
    const decided = JSON.stringify((await store.comments.get(scope, id))!.analysis!.issues);
    await publish([at('service.b'), place('service.a', 'service.b', 'service.b')]);
    expect(await codes()).toEqual(['service.b']);
    expect((await store.comments.get(scope, id))!.analysis!.issues[0]).toMatchObject({
      department: '甲部',
      slaHours: 9,
    });
    await reread(id, '+c');
    expect(await codes()).toEqual(['service.b']);
    expect(await breakdown()).toEqual(['service.b 1']);
    await rollback(0);
    await reread(id, '+c');
    expect(JSON.stringify((await store.comments.get(scope, id))!.analysis!.issues)).toBe(decided);
    expect(await breakdown()).toEqual(['service.a 1']);
  });
});

describe('the audit trail', () => {
  const actions = async (filter: AuditFilter = {}, of = scope) =>
    (await store.audit.list(of, filter, { limit: 50 })).items.map(({ action, subject }) => `${action} ${subject}`);

  test('tells who did what when, the newest first, of one workspace', async () => {
    const day = new Date(clock()).toISOString().slice(0, 10);
    await publish([]);
    clock.advance(86_400_000);
    await rollback(0);
    await store.workspaces.update(scope, { name: 'renamed' });
    await publish([], other);
    expect(await actions()).toEqual([
      `workspace.update ${scope.workspaceId}`,
      'taxonomy.rollback 0',
      'taxonomy.publish 1',
      `taxonomy.edit ${scope.workspaceId}`,
    ]);
    expect(await actions({ action: ['taxonomy'], from: day, to: day })).toEqual([
      'taxonomy.publish 1',
      `taxonomy.edit ${scope.workspaceId}`,
    ]);
    expect(await actions({ action: ['taxonomy.rollback', 'workspace'] })).toHaveLength(2);
    expect(await actions({ subject: '1' })).toEqual(['taxonomy.publish 1']);
    expect(await actions({ actor: ['key:nobody'] })).toEqual([]);
    expect(await actions({ action: ['tax'] })).toEqual([]);
    expect(await actions({}, other)).toHaveLength(2);
    const [first] = (await store.audit.list(scope, { subject: '1' }, { limit: 1 })).items;
    expect(first).toMatchObject({ actor: 'system', detail: { version: 1, from: 0, key: 't@0' } });
  });

  test('comes page by page', async () => {
    await publish([]);
    await publish([]);
    const first = await store.audit.list(scope, {}, { limit: 3 });
    const rest = await store.audit.list(scope, {}, { limit: 3, cursor: first.nextCursor! });
    expect([first.items.length, rest.items.length, rest.nextCursor]).toEqual([3, 1, null]);
  });
});

test('the decisions about a comment come with what the machine had said', async () => {
  const id = await stored('-a');
  const itemId = (await store.reviews.add(scope, id, {}))!;
  await store.claims.claim(scope, itemId, { leaseMs: 60_000 });
  await store.reviews.decide(scope, itemId, { verdict: 'accept' }, { version: null, note: '对' });
  await store.reviews.undo(scope, itemId, { version: null, admin: false });
  expect(await store.decisions.history(scope, id)).toMatchObject([
    { verdict: 'accept', note: '对', undone: true, machine: { issues: [{ code: 'service.a', label: 'negative' }] } },
    { verdict: 'undo', undone: false },
  ]);
  expect(await store.decisions.history(other, id)).toEqual([]);
});

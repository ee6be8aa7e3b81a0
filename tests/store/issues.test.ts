import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { IssueFilter, Scope } from '../../src/feedback/read.ts';
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

const hour = 3_600_000;
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

const list = async (filter: IssueFilter = {}) => (await store.issues.list(scope, filter, { limit: 50 })).items;
const codes = async (filter: IssueFilter) => (await list(filter)).map(({ code }) => code).sort();
async function add(text: string, externalId = 'e'): Promise<string> {
  const [outcome] = await store.comments.ingest(scope, [comment(text, { externalId })]);
  await analyseAll(store);
  return outcome!.id;
}

test('an issue has its evidence, its owner and its clock', async () => {
  const commentId = await add('so -slow');
  const [issue] = await list();
  expect(issue).toMatchObject({
    commentId,
    code: 'service.slow',
    path: ['服务', 'slow'],
    kind: 'complaint',
    state: 'open',
    department: '客服中心',
    evidence: [{ start: 3, end: 8, text: '-slow' }],
    assignee: null,
    overdue: false,
    dueAt: new Date(clock() + 24 * hour).toISOString(),
  });
  expect(await store.issues.get(scope, issue!.id)).toEqual(issue);
});

test('the life cycle allows its steps and refuses others', async () => {
  await add('-slow');
  const [issue] = await list();
  const patch = (change: object) => store.issues.patch(scope, issue!.id, change);
  await expect(patch({ state: 'verified' })).rejects.toMatchObject({ code: 'state_conflict' });
  expect(await patch({ assignee: 'li' })).toMatchObject({ state: 'assigned', assignee: 'li' });
  expect(await patch({ state: 'in_progress', note: 'called' })).toMatchObject({ state: 'in_progress', note: 'called' });
  clock.advance(10 * hour);
  await patch({ state: 'waiting_customer' });
  clock.advance(100 * hour);
  expect(await list({ overdue: true })).toEqual([]);
  expect(await patch({ state: 'in_progress' })).toMatchObject({ overdue: false });
  clock.advance(15 * hour);
  expect(await list({ overdue: true })).toMatchObject([{ overdue: true }]);
  expect((await store.stats.summary(scope, {})).issues).toEqual({ open: 1, overdue: 1 });
  expect(await patch({ state: 'resolved', followUpScore: 4 })).toMatchObject({ overdue: false, followUpScore: 4 });
  expect((await store.stats.summary(scope, {})).issues).toEqual({ open: 0, overdue: 0 });
  expect(await patch({ state: 'verified' })).toMatchObject({ state: 'verified', assignee: 'li', note: 'called' });
  expect(await patch({ assignee: null, state: 'reopened' })).toMatchObject({ state: 'reopened', assignee: null });
  expect((await store.issues.history(scope, issue!.id)).map(({ from, to }) => `${from}>${to}`)).toEqual([
    'open>assigned',
    'assigned>in_progress',
    'in_progress>waiting_customer',
    'waiting_customer>in_progress',
    'in_progress>resolved',
    'resolved>verified',
    'verified>reopened',
  ]);
});

test('what people did survives a new analysis, the rest is replaced', async () => {
  const id = await add('-slow -rude');
  const [touched] = await list({ label: ['service.slow'] });
  await store.issues.patch(scope, touched!.id, { state: 'in_progress', note: 'mine' });
  await store.work.requeue(scope, [id], null);
  await analyseAll(store);
  expect(await store.issues.get(scope, touched!.id)).toMatchObject({ state: 'in_progress', note: 'mine' });
  expect(await codes({})).toEqual(['service.rude', 'service.slow']);

  await add('+fine');
  expect(await codes({})).toEqual(['service.fine', 'service.slow']);
  expect(await store.issues.get(scope, touched!.id)).toMatchObject({ state: 'in_progress', evidence: [] });
  await add('now -slow again');
  expect(await store.issues.get(scope, touched!.id)).toMatchObject({ note: 'mine', evidence: [{ text: '-slow' }] });
});

test('praise is no open work', async () => {
  await add('+fast -slow');
  expect((await store.stats.summary(scope, {})).issues.open).toBe(1);
  clock.advance(1000 * hour);
  expect(await codes({ overdue: true })).toEqual(['service.slow']);
  expect(await codes({ overdue: false })).toEqual(['service.fast']);
});

test('filters', async () => {
  const id = await add('+fast -slow', 'a');
  await add('-rude.loud', 'b');
  const [issue] = await list({ label: ['service.slow'] });
  await store.issues.patch(scope, issue!.id, { assignee: 'li' });
  expect(await codes({ state: ['assigned'] })).toEqual(['service.slow']);
  expect(await codes({ assignee: ['li', 'wang'] })).toEqual(['service.slow']);
  expect(await codes({ unassigned: true })).toEqual(['service.rude.loud']);
  expect(await codes({ unassigned: false, label: ['service'] })).toEqual(['service.fast', 'service.slow']);
  expect(await codes({ kind: ['praise'] })).toEqual(['service.fast']);
  expect(await codes({ label: ['service.rude'] })).toEqual(['service.rude.loud']);
  expect(await codes({ department: ['客服中心'] })).toHaveLength(3);
  expect(await codes({ escalation: ['legal'] })).toEqual([]);
  expect(await codes({ commentId: id })).toEqual(['service.fast', 'service.slow']);
});

test('reviews come in the order of their worth, with all that a reviewer needs', async () => {
  await add('plain', 'a');
  await add('unsure ?', 'b');
  const id = await add('mixed !', 'c');
  const page = await store.reviews.list(scope, {}, { limit: 1 });
  expect(page.items).toMatchObject([
    { reason: 'conflict', state: 'open', commentId: id, comment: { text: 'mixed !' } },
  ]);
  expect(page.items[0]!.conflict).toEqual(page.items[0]!.analysis.conflict);
  const rest = await store.reviews.list(scope, {}, { limit: 5, cursor: page.nextCursor! });
  expect(rest.items.map(({ reason }) => reason)).toEqual(['low_confidence']);
  expect((await store.reviews.list(scope, { reason: ['conflict'] }, { limit: 5 })).items).toHaveLength(1);
  expect((await store.stats.summary(scope, {})).conflicts.open).toBe(1);
  await add('mixed no more', 'c');
  expect((await store.reviews.list(scope, { state: ['open'] }, { limit: 5 })).items).toHaveLength(1);
});

test('the clock of the first answer stops with the first step that tells the customer something', async () => {
  await add('-slow');
  const [issue] = await list();
  expect(issue!.firstResponse).toEqual({
    dueAt: new Date(clock() + 2 * hour).toISOString(),
    respondedAt: null,
    overdue: false,
  });
  const patch = (change: object) => store.issues.patch(scope, issue!.id, change);
  await patch({ assignee: 'li' });
  clock.advance(2 * hour + 1);
  expect(await list({ firstResponseOverdue: true })).toMatchObject([{ firstResponse: { overdue: true } }]);
  const at = new Date(clock()).toISOString();
  expect(await patch({ state: 'in_progress' })).toMatchObject({ firstResponse: { respondedAt: at, overdue: false } });
  expect(await list({ firstResponseOverdue: true })).toEqual([]);
  expect(await list({ firstResponseOverdue: false })).toHaveLength(1);
  clock.advance(hour);
  await patch({ state: 'resolved' });
  expect(await patch({ state: 'reopened' })).toMatchObject({ firstResponse: { respondedAt: at } });
});

test('a department sees its work, and what customers said of it', async () => {
  await add('-slow -late +fast', 'a');
  await add('-slow', 'b');
  const [first, second] = await list({ kind: ['complaint'] });
  await store.issues.patch(scope, first!.id, { state: 'waiting_customer', assignee: 'li' });
  await store.issues.patch(scope, second!.id, { state: 'resolved', followUpScore: 9 });
  clock.advance(25 * hour);
  expect(await store.issues.inboxes(scope)).toEqual([
    {
      department: '客服中心',
      open: 2,
      unassigned: 1,
      waitingCustomer: 1,
      overdue: 1,
      firstResponseOverdue: 1,
      followUp: { n: 1, mean: 9 },
    },
  ]);
  expect(await store.issues.inboxes(await newWorkspace(store, 'other'))).toEqual([]);
});

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Correction } from '../../src/feedback/correction.ts';
import type { ReviewItem, Scope } from '../../src/feedback/read.ts';
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
const leaseMs = 60_000;
let clock: TestClock;
let store: Store;
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

async function ingest(...texts: string[]): Promise<void> {
  await store.comments.ingest(
    scope,
    texts.map((text) => comment(text, { rating: 5 })),
  );
  await analyseAll(store);
}

async function claim(reviewer: string): Promise<ReviewItem | null> {
  const id = await store.claims.next(scope, { reviewer, leaseMs });
  return id === null ? null : store.reviews.get(scope, id);
}

async function decide(reviewer: string, correction?: Correction): Promise<ReviewItem> {
  const item = (await claim(reviewer))!;
  clock.advance(10_000);
  const ruling = correction
    ? { verdict: 'fix' as const, correction, findLeaf: () => null }
    : { verdict: 'accept' as const };
  await store.reviews.decide(scope, item.id, ruling, { reviewer, version: item.version });
  return item;
}

const open = async () =>
  (await store.reviews.list(scope, { state: ['open'] }, { limit: 50 })).items.map(({ reason, note }) => [reason, note]);
const labelOf = async (id: string) => (await store.comments.get(scope, id))!.analysis!.sentiment.label;

test('a second opinion is of somebody else, blind, and changes nothing; a third settles what differs', async () => {
  await store.workspaces.update(scope, { secondOpinionShare: 1 });
  await ingest('-slow !');
  const first = await decide('ann', { sentiment: { label: 'positive' }, conflictType: null });
  expect(await open()).toEqual([['second_opinion', null]]);
  expect(await claim('ann')).toBeNull();
  const { id } = (await store.reviews.list(scope, { state: ['open'] }, { limit: 1 })).items[0]!;
  await expect(store.claims.claim(scope, id, { reviewer: 'ann', leaseMs })).rejects.toMatchObject({
    code: 'forbidden',
  });
  const seen = await decide('bob', { sentiment: { label: 'neutral' }, conflictType: null });
  expect(seen).toMatchObject({
    review: null,
    analysis: { sentiment: { label: 'negative' }, conflict: { flagged: true } },
  });
  expect(await labelOf(first.commentId)).toBe('positive');
  expect(await open()).toEqual([['disagreement', 'sentiment']]);
  expect(await claim('ann')).toBeNull();
  expect(await claim('bob')).toBeNull();
  const third = await decide('cat', { sentiment: { label: 'neutral' } });
  expect(third.review).toMatchObject({ sentiment: { human: { label: 'positive' } } });
  expect(await labelOf(first.commentId)).toBe('neutral');
  expect(await open()).toEqual([]);
  const { reviewers, agreement, checks } = await store.reviews.quality(scope, {});
  expect(reviewers).toContainEqual(
    expect.objectContaining({
      reviewer: 'ann',
      decisions: 1,
      medianSeconds: 10,
      agreement: expect.objectContaining({ value: 0.5, n: 2 }),
    }),
  );
  expect(agreement.find(({ field }) => field === 'conflict')).toMatchObject({ kappa: { n: 1, observed: 1 } });
  expect(agreement.find(({ field }) => field === 'sentiment')).toMatchObject({ alpha: { n: 1, observed: 0 } });
  expect(checks[0]).toMatchObject({ level: 'second_opinion', comments: 1, values: 2, errors: 1, verdict: 'missed' });
});

test('who agrees leaves nothing to settle; an undone first decision needs no opinion', async () => {
  await store.workspaces.update(scope, { secondOpinionShare: 1, finalCheckShare: 1 });
  await ingest('-slow !');
  const first = await decide('ann');
  await decide('bob');
  await decide('cat');
  expect(await open()).toEqual([]);
  expect((await store.reviews.quality(scope, {})).checks).toMatchObject([
    { level: 'second_opinion', comments: 1, errors: 0 },
    { level: 'final_check', comments: 1, values: 2, errors: 0 },
  ]);
  await ingest('-fast !');
  await decide('ann');
  await store.reviews.undo(scope, first.id, { reviewer: 'ann', version: null, admin: false });
  const reasons = (await open()).map(([reason]) => reason);
  expect(reasons.sort()).toEqual(['final_check', 'second_opinion']);
  expect((await store.reviews.quality(scope, {})).checks.map(({ comments }) => comments)).toEqual([0, 0]);
});

test('the audit sample is of all comments, stays when analysed again, and tells the recall', async () => {
  await store.workspaces.update(scope, { auditShare: 1 });
  await ingest('plain words', '-slow !');
  expect((await open()).map(([reason]) => reason).sort()).toEqual(['audit', 'audit', 'conflict']);
  const all = (await store.comments.list(scope, {}, { limit: 9 })).items.map(({ comment: { id } }) => id);
  await store.work.requeue(scope, all, null);
  await analyseAll(store);
  expect(await open()).toHaveLength(3);
  await decide('ann');
  await decide('ann');
  await decide('ann');
  const { model } = await store.reviews.quality(scope, {});
  expect(model).toMatchObject({ comments: 2, audited: 2, sentiment: { value: 1, n: 2 } });
  expect(model.labels).toMatchObject([{ code: 'service.slow', precision: { value: 1 }, recall: { value: 1 } }]);
  const at = model.conflict.find(({ threshold }) => threshold === 0.5)!;
  expect(at).toMatchObject({ precision: { value: 1, n: 1 }, recall: { value: 1, n: 1 } });
  const none = await store.reviews.quality(scope, { to: '2020-01-01' });
  expect(none).toMatchObject({ reviewers: [], model: { comments: 0, labels: [] } });
});

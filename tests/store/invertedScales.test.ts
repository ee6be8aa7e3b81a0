import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { keep } from '../../src/feedback/kept.ts';
import type { Scope } from '../../src/feedback/read.ts';
import type { Store } from '../../src/store/store.ts';
import {
  analyseForTest,
  comment,
  createClock,
  newWorkspace,
  openTestStore,
  type TestClock,
  tempDir,
} from '../contracts/support.ts';

let dir: ReturnType<typeof tempDir>;
let clock: TestClock;
let store: Store;
let scope: Scope;
beforeAll(async () => {
  dir = tempDir();
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

/** Stores comments of one author, one after the other; `-` says that the text is clearly bad, `+` that it is good. */
async function say(author: string | undefined, rated: [text: string, rating: number | undefined][], of = scope) {
  const ids: string[] = [];
  for (const [text, rating] of rated) {
    clock.advance(1000);
    const more = { ...(author === undefined ? {} : { author }), ...(rating === undefined ? {} : { rating }) };
    const [{ id }] = await store.comments.ingest(of, [comment(text, more)]);
    ids.push(id);
  }
  return ids;
}

/** Analyses what is queued, with scores as clear as the texts and conflicts that find nothing by themselves. */
async function analyse(limit = 200): Promise<void> {
  for (;;) {
    const tasks = await store.work.claim(limit, 60_000);
    if (tasks.length === 0) return;
    const results = tasks.map((task) => {
      const outcome = analyseForTest({ id: task.commentId, comment: task.comment, taxonomy: 'cx' });
      if (!outcome.ok) throw new Error(outcome.failure);
      const { analysis } = outcome;
      analysis.sentiment.score = Math.sign(analysis.sentiment.score) * 0.9;
      const nothing = { score: 0.6, flagged: false, type: null, severity: 0, reasons: [], evidence: [] };
      if (task.comment.rating !== undefined) analysis.conflict = { ...nothing, hiddenComplaints: [] };
      const kept = keep(outcome);
      if (!kept.ok) throw new Error(kept.failure);
      return { task, ...kept };
    });
    await store.work.save(results, []);
  }
}

const typesOf = async (ids: string[], of = scope) => {
  const found = await Promise.all(ids.map((id) => store.comments.get(of, id)));
  return found.map((item) => item!.analysis!.conflict?.type ?? null);
};
const suspect = 'scale_inverted_suspect';
const upsideDown: [string, number][] = [
  ['-a', 5],
  ['+b', 1],
  ['-c', 4],
  ['-d', 5],
];

test('the batch that makes an author suspect marks all contradicting comments: columns, body and queue', async () => {
  const early = await say('a', upsideDown.slice(0, 3));
  await analyse();
  expect(await typesOf(early)).toEqual([null, null, null]);
  const agreeing = await say('a', [['+e', 5]]);
  await analyse();
  expect(await typesOf(early)).toEqual([null, null, null]);
  const late = await say('a', [
    ['-f', 5],
    ['x', 5],
    ['-g', undefined],
  ]);
  await analyse();
  expect(await typesOf([...early, ...agreeing, ...late])).toEqual([
    ...Array(3).fill(suspect),
    null,
    suspect,
    null,
    null,
  ]);

  const marked = [...early, late[0]!].sort();
  const { items } = await store.comments.list(scope, { conflict: [suspect] }, { limit: 20 });
  expect(items.map((item) => item.comment.id).sort()).toEqual(marked);
  expect(items[0]!.analysis!.conflict).toMatchObject({ flagged: true, score: 0.6, severity: 0.95 });
  expect(items[0]!.analysis!.conflict!.reasons[0]!.en).toContain('4 of 5');
  const reviews = await store.reviews.list(scope, { reason: ['conflict'] }, { limit: 20 });
  expect(reviews.items.map(({ commentId }) => commentId).sort()).toEqual(marked);
  expect((await store.stats.summary(scope, {})).conflicts).toEqual({ open: 4 });
  const breakdown = await store.stats.breakdown(scope, {}, 'conflict');
  expect(breakdown.find(({ key }) => key === suspect)).toMatchObject({ comments: 4 });
});

test('a batch that contradicts its ratings is marked, also where it is saved in lots since several workspaces send', async () => {
  const other = await newWorkspace(store, 'other');
  const [agreeing] = await store.comments.ingest(other, [comment('+x', { rating: 5 })]);
  const sent = Array.from({ length: 60 }, (_, n) => comment(`-${n}`, { rating: 5, channel: 'survey' }));
  const ids = (await store.comments.ingest(scope, sent)).map(({ id }) => id);
  await analyse();
  expect(await typesOf(ids)).toEqual(Array(60).fill(suspect));
  expect(await typesOf([agreeing!.id], other)).toEqual([null]);
  const { items } = await store.reviews.list(scope, { reason: ['conflict'] }, { limit: 100 });
  expect(items.map(({ commentId }) => commentId).sort()).toEqual(ids.toSorted());
  expect(await store.stats.summary(scope, {})).toMatchObject({ comments: 60, pending: 0, conflicts: { open: 60 } });
});

test('a comment analysed again is judged anew, and the order of batches does not matter', async () => {
  const ids = await say('a', upsideDown);
  await analyse(1);
  expect(await typesOf(ids)).toEqual(Array(4).fill(suspect));
  await store.work.requeue(scope, ids, null);
  await analyse(3);
  expect(await typesOf(ids)).toEqual(Array(4).fill(suspect));
  expect((await store.reviews.list(scope, {}, { limit: 20 })).items).toHaveLength(4);
});

test('nobody is suspect for what others said, without a name, or in another workspace', async () => {
  const nameless = await say(undefined, upsideDown);
  const each = await Promise.all(upsideDown.map((one, i) => say(`one of ${i}`, [one])));
  const other = await newWorkspace(store, 'other');
  const here = await say('a', upsideDown.slice(0, 2));
  const there = await say('a', upsideDown.slice(2), other);
  await analyse();
  expect(await typesOf([...nameless, ...each.flat(), ...here])).toEqual(Array(10).fill(null));
  expect(await typesOf(there, other)).toEqual([null, null]);
});

test('the latest 50 rated comments count', async () => {
  const old = await say('a', upsideDown.slice(0, 3));
  await say('a', [['x', undefined]]);
  await say('a', Array(50).fill(['x', 3]));
  const fresh = await say('a', [['-last', 5]]);
  await analyse();
  expect(await typesOf([...old, ...fresh])).toEqual(Array(4).fill(null));
  const more = await say('a', upsideDown.slice(0, 3));
  await analyse();
  expect(await typesOf([...old, ...fresh, ...more])).toEqual([null, null, null, ...Array(4).fill(suspect)]);
});

test('what is analysed together from one channel, upside down, is marked without any author', async () => {
  const turned: [string, number][] = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? ['-x', 5] : ['+y', 1]));
  const ids = await say(undefined, turned);
  await analyse(10);
  expect(await typesOf(ids)).toEqual(Array(20).fill(null));
  await store.work.requeue(scope, ids, null);
  await analyse();
  expect(await typesOf(ids)).toEqual(Array(20).fill(suspect));
  const item = await store.comments.get(scope, ids[0]!);
  expect(item!.analysis!.conflict!.reasons[0]!['zh-CN']).toContain('同一批次');
});

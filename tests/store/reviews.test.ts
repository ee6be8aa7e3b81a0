import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Correction, leafFinder } from '../../src/feedback/correction.ts';
import { keep } from '../../src/feedback/kept.ts';
import type { ReviewItem, Scope } from '../../src/feedback/read.ts';
import type { Taxonomy } from '../../src/feedback/taxonomy.ts';
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
const minute = 60_000;
const leaseMs = 15 * minute;
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
  scope = await newWorkspace(store, 'own');
});

const names = { 'zh-CN': '员工', 'zh-TW': '員工', en: 'staff' };
const taxonomy = {
  id: 'cx',
  groups: { service: { 'zh-CN': '服务', 'zh-TW': '服務', en: 'service' } },
  leaves: ['staff', 'slow', 'fast'].map((leaf) => {
    return { code: `service.${leaf}`, names, department: '门店', slaHours: 48, firstResponseHours: 4 };
  }),
} as unknown as Taxonomy;
const findLeaf = leafFinder(taxonomy);

async function ingest(...texts: string[]): Promise<string[]> {
  const outcomes = await store.comments.ingest(
    scope,
    texts.map((text) => comment(text, { rating: 5, externalId: text })),
  );
  await analyseAll(store);
  return outcomes.map(({ id }) => id);
}

async function claimed(reviewer = 'ann'): Promise<ReviewItem> {
  const id = await store.claims.next(scope, { reviewer, leaseMs });
  if (id === null) throw new Error('the queue is empty');
  return (await store.reviews.get(scope, id))!;
}

const fix = (correction: Correction) => ({ verdict: 'fix' as const, correction, findLeaf });
const by = (reviewer: string, version: number | null = null) => ({ reviewer, version });
const read = async (id: string) => (await store.comments.get(scope, id))!;
const codes = async () => (await store.issues.list(scope, {}, { limit: 50 })).items.map(({ code }) => code).sort();
const queue = async () => (await store.reviews.list(scope, { state: ['open', 'claimed'] }, { limit: 50 })).items;

describe('claims', () => {
  test('the worthiest comes first, and nobody else gets it until the lease ends', async () => {
    await ingest('-slow ? maybe', '-slow ! conflict');
    const first = await claimed();
    expect(first).toMatchObject({ reason: 'conflict', state: 'claimed', lease: { reviewer: 'ann' }, version: 2 });
    expect((await claimed('bob')).reason).toBe('low_confidence');
    expect(await store.claims.next(scope, { reviewer: 'cat', leaseMs })).toBeNull();
    clock.advance(leaseMs - 1);
    expect(await store.claims.next(scope, { reviewer: 'cat', leaseMs })).toBeNull();
    clock.advance(1);
    expect((await store.reviews.get(scope, first.id))!).toMatchObject({ state: 'open', lease: null });
    expect((await claimed('cat')).id).toBe(first.id);
  });

  test('an old item of little worth overtakes a new one of much', async () => {
    await ingest('-slow ? old');
    clock.advance(40 * 24 * 60 * minute);
    await ingest('-slow ! new');
    expect((await queue()).map(({ reason }) => reason)).toEqual(['low_confidence', 'conflict']);
  });

  test('a sign of life holds the item, a lost lease is not renewed', async () => {
    await ingest('-slow !');
    const { id } = await claimed();
    clock.advance(leaseMs - 1);
    await store.claims.heartbeat(scope, id, { reviewer: 'ann', leaseMs });
    clock.advance(leaseMs - 1);
    await expect(store.claims.heartbeat(scope, id, { reviewer: 'bob', leaseMs })).rejects.toMatchObject({
      code: 'held_by_another',
    });
    clock.advance(1);
    await expect(store.claims.heartbeat(scope, id, { reviewer: 'ann', leaseMs })).rejects.toMatchObject({
      code: 'lease_expired',
    });
  });

  test('a released item is for anybody, a skipped one for anybody else', async () => {
    await ingest('-slow !');
    const { id, version } = await claimed();
    await store.claims.release(scope, id, { ...by('ann', version), skip: false });
    expect((await claimed()).id).toBe(id);
    await store.claims.release(scope, id, { ...by('ann'), skip: true });
    expect(await store.claims.next(scope, { reviewer: 'ann', leaseMs })).toBeNull();
    expect((await claimed('bob')).id).toBe(id);
    clock.advance(leaseMs + 24 * 60 * minute);
    expect((await claimed()).id).toBe(id);
  });

  test('a named item is claimed unless somebody has it; claiming again keeps it', async () => {
    await ingest('-slow !');
    const { id } = (await queue())[0]!;
    await store.claims.claim(scope, id, { reviewer: 'ann', leaseMs });
    await store.claims.claim(scope, id, { reviewer: 'ann', leaseMs });
    expect((await store.reviews.get(scope, id))!.version).toBe(2);
    await expect(store.claims.claim(scope, id, { reviewer: 'bob', leaseMs })).rejects.toMatchObject({
      code: 'held_by_another',
    });
    expect(await store.claims.claim(scope, 'none', { reviewer: 'ann', leaseMs })).toBe(false);
  });

  test('of one comment only one item is given out at a time', async () => {
    await ingest('-slow ! ?');
    expect(await queue()).toHaveLength(2);
    await claimed();
    expect(await store.claims.next(scope, { reviewer: 'bob', leaseMs })).toBeNull();
  });

  test('by reason and by the comment', async () => {
    await ingest('-slow !', '-fast ! ?');
    expect(await store.claims.next(scope, { leaseMs, reason: ['audit'] })).toBeNull();
    const id = await store.claims.next(scope, { leaseMs, comments: { label: ['service.fast'] } });
    expect((await store.reviews.get(scope, id!))!.comment.text).toBe('-fast ! ?');
  });

  test('parallel claims never give one item twice', async () => {
    await ingest(...Array.from({ length: 20 }, (_, n) => `-slow ! ${n}`));
    const taken = await Promise.all(
      Array.from({ length: 25 }, (_, n) => store.claims.next(scope, { reviewer: `r${n}`, leaseMs })),
    );
    const ids = taken.filter((id) => id !== null);
    expect(new Set(ids).size).toBe(20);
    expect(ids).toHaveLength(20);
  });
});

describe('decisions', () => {
  test('a correction is read beside the machine, and counts at once', async () => {
    const [id] = await ingest('-slow ! text');
    const item = await claimed();
    const correction = {
      sentiment: { label: 'positive' as const },
      ratingValid: false,
      conflictType: null,
      issues: [
        { op: 'remove' as const, code: 'service.slow' },
        { op: 'add' as const, code: 'service.staff', sentiment: 'positive' as const, evidence: [{ start: 0, end: 5 }] },
      ],
    };
    await store.reviews.decide(scope, item.id, fix(correction), { ...by('ann', item.version), note: 'why' });
    const { analysis, review } = await read(id!);
    expect(analysis).toMatchObject({
      sentiment: { label: 'positive', score: 0.5, confidence: 1 },
      conflict: { flagged: false, type: null, score: 0.9 },
      issues: [
        {
          code: 'service.staff',
          path: ['服务', '员工'],
          kind: 'praise',
          source: 'human',
          department: '门店',
          evidence: [{ start: 0, end: 5, text: '-slow' }],
        },
      ],
    });
    const who = { actor: 'system', reviewer: 'ann', note: 'why', decidedAt: new Date(clock()).toISOString() };
    expect(review).toMatchObject({
      sentiment: { human: { label: 'positive' }, machine: { label: 'negative', score: -0.52 }, ...who },
      ratingValid: { human: false },
      conflict: { human: { flagged: false }, machine: { flagged: true, type: 'mixed_text' } },
      issues: { machine: [{ code: 'service.slow' }], human: [{ code: 'service.staff' }], complete: false },
    });
    const summary = await store.stats.summary(scope, {});
    expect(summary).toMatchObject({ sentiment: { positive: 1, negative: 0 }, csat: null, conflicts: { open: 0 } });
    expect(await codes()).toEqual(['service.staff']);
    expect(await store.stats.breakdown(scope, {}, 'label')).toMatchObject([{ key: 'service.staff', positive: 1 }]);
    for (const conflict of ['flagged', 'in_review'] as const)
      expect((await store.comments.list(scope, { conflict: [conflict] }, { limit: 9 })).items).toEqual([]);
    expect((await store.comments.list(scope, { sentiment: ['positive'] }, { limit: 9 })).items).toHaveLength(1);
    for await (const row of store.comments.stream(scope, {})) expect(row.analysis!.sentiment.label).toBe('positive');
    expect(await queue()).toEqual([]);
  });

  test('undo brings everything back, and the item to who took it back', async () => {
    const [id] = await ingest('-slow ! text');
    const before = { read: await read(id!), summary: await store.stats.summary(scope, {}), codes: await codes() };
    const item = await claimed();
    await store.reviews.decide(scope, item.id, fix({ sentiment: { label: 'neutral' }, ratingValid: false }), by('ann'));
    await store.reviews.decide(scope, item.id, { verdict: 'accept' }, by('ann')).catch((error) => {
      expect(error.code).toBe('already_decided');
    });
    await expect(store.reviews.undo(scope, item.id, { ...by('bob'), admin: false })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await store.reviews.undo(scope, item.id, { ...by('ann'), admin: false });
    expect(await read(id!)).toEqual(before.read);
    expect(await store.stats.summary(scope, {})).toEqual(before.summary);
    expect(await codes()).toEqual(before.codes);
    expect(await store.reviews.get(scope, item.id)).toMatchObject({ state: 'claimed', lease: { reviewer: 'ann' } });
    await expect(store.reviews.undo(scope, item.id, { ...by('ann'), admin: true })).rejects.toMatchObject({
      code: 'state_conflict',
    });
    const { items } = await store.decisions.list(scope, { commentId: id! }, { limit: 9 });
    expect(items.map(({ verdict, undone }) => [verdict, undone])).toEqual([
      ['undo', false],
      ['fix', true],
    ]);
  });

  test('accept confirms all that is read: no later analysis changes it', async () => {
    const [id] = await ingest('-slow ! ? text');
    const item = await claimed();
    await store.reviews.decide(scope, item.id, { verdict: 'accept' }, by('ann'));
    const { analysis } = await read(id!);
    expect(await queue()).toEqual([]);
    await reanalysedAs('+fast text', id!);
    const after = (await read(id!)).analysis!;
    expect(JSON.stringify(after.issues)).toBe(JSON.stringify(analysis!.issues));
    expect(after.sentiment).toMatchObject({ label: 'negative', score: -0.52, confidence: 1 });
    expect((await read(id!)).review!.sentiment).toMatchObject({ machine: { label: 'positive' } });
    expect(await codes()).toEqual(['service.slow']);
    expect((await store.stats.summary(scope, {})).sentiment).toMatchObject({ negative: 1, positive: 0 });
    expect(await queue()).toEqual([]);
  });

  test('of what a correction leaves open, a later analysis decides', async () => {
    const [id] = await ingest('-slow ! text');
    const item = await claimed();
    await store.reviews.decide(scope, item.id, fix({ issues: [{ op: 'remove', code: 'service.slow' }] }), by('ann'));
    await reanalysedAs('-slow +fast text', id!);
    const { analysis } = await read(id!);
    expect(analysis!.issues.map(({ code }) => code)).toEqual(['service.fast']);
    expect(analysis!.sentiment.label).toBe('mixed');
    expect(await codes()).toEqual(['service.fast']);
  });

  test('a new text is another matter: the decisions on the old one wait until it comes back', async () => {
    const send = (text: string) => store.comments.ingest(scope, [comment(text, { externalId: 'x', rating: 5 })]);
    const [outcome] = await send('-slow ! one');
    await analyseAll(store);
    const item = await claimed();
    await store.reviews.decide(scope, item.id, { verdict: 'reject' }, by('ann'));
    await send('-slow ! two');
    await analyseAll(store);
    expect(await read(outcome!.id)).toMatchObject({ review: null, analysis: { conflict: { flagged: true } } });
    expect((await queue()).map(({ id, state }) => [id, state])).toEqual([[item.id, 'open']]);
    await send('-slow ! one');
    await analyseAll(store);
    expect((await read(outcome!.id)).analysis!.conflict).toMatchObject({ flagged: false });
  });

  test('an issue that somebody works on is withdrawn, and comes back as it was', async () => {
    await ingest('-slow ! text');
    const issue = (await store.issues.list(scope, {}, { limit: 1 })).items[0]!;
    await store.issues.patch(scope, issue.id, { state: 'in_progress', assignee: 'dan', note: 'calling' });
    const item = await claimed();
    await store.reviews.decide(scope, item.id, fix({ issues: [{ op: 'remove', code: 'service.slow' }] }), by('ann'));
    expect(await codes()).toEqual([]);
    expect(await store.issues.get(scope, issue.id)).toBeNull();
    expect((await store.stats.summary(scope, {})).issues).toEqual({ open: 0, overdue: 0 });
    expect((await store.comments.list(scope, { label: ['service'] }, { limit: 1 })).items).toEqual([]);
    await store.reviews.undo(scope, item.id, { ...by('ann'), admin: false });
    expect(await store.issues.get(scope, issue.id)).toMatchObject({ state: 'in_progress', assignee: 'dan' });
    expect((await store.stats.summary(scope, {})).issues).toMatchObject({ open: 1 });
  });

  test('escalated to a department, only it is given the item; to a second reviewer, anybody else', async () => {
    await ingest('-slow !');
    const { id } = await claimed();
    await store.reviews.decide(scope, id, { verdict: 'escalate', to: { department: '物流部' } }, by('ann'));
    expect(await store.claims.next(scope, { reviewer: 'bob', leaseMs })).toBeNull();
    expect(await store.claims.next(scope, { reviewer: 'bob', leaseMs, department: ['物流部'] })).toBe(id);
    await store.reviews.decide(scope, id, { verdict: 'escalate', to: { secondReviewer: true } }, by('bob'));
    expect(await store.claims.next(scope, { reviewer: 'bob', leaseMs })).toBeNull();
    expect(await store.claims.next(scope, { reviewer: 'cat', leaseMs })).toBe(id);
    await store.reviews.decide(scope, id, { verdict: 'escalate', to: { reviewer: 'ann' } }, by('cat'));
    expect(await store.claims.next(scope, { reviewer: 'cat', leaseMs })).toBeNull();
    expect(await store.claims.next(scope, { reviewer: 'ann', leaseMs })).toBe(id);
  });

  test('refuses who does not hold it, and who saw another version', async () => {
    await ingest('-slow !');
    const { id } = (await queue())[0]!;
    const accept = (reviewer: string, version: number | null = null) =>
      store.reviews.decide(scope, id, { verdict: 'accept' }, by(reviewer, version));
    await expect(accept('ann')).rejects.toMatchObject({ code: 'not_claimed' });
    const { version } = await claimed();
    await expect(accept('bob')).rejects.toMatchObject({ code: 'held_by_another' });
    await expect(accept('ann', version - 1)).rejects.toMatchObject({ code: 'version_conflict' });
    await store.work.requeue(scope, [(await queue())[0]!.commentId], null);
    await analyseAll(store);
    await expect(accept('ann', version)).rejects.toMatchObject({ code: 'version_conflict' });
    clock.advance(leaseMs);
    await expect(accept('ann')).rejects.toMatchObject({ code: 'lease_expired' });
    expect((await store.decisions.list(scope, {}, { limit: 9 })).items).toEqual([]);
  });

  const wrong: [string, Correction, string, string][] = [
    [
      'a span outside',
      { issues: [{ op: 'add', code: 'service.staff', sentiment: 'negative', evidence: [{ start: 0, end: 99 }] }] },
      'out_of_range',
      '/issues/0/evidence/0',
    ],
    [
      'half a character',
      { issues: [{ op: 'add', code: 'service.staff', sentiment: 'negative', evidence: [{ start: 8, end: 9 }] }] },
      'out_of_range',
      '/issues/0/evidence/0',
    ],
    [
      'an unknown leaf',
      { issues: [{ op: 'add', code: 'no.leaf', sentiment: 'negative', evidence: [] }] },
      'unknown_code',
      '/issues/0/code',
    ],
    [
      'another unknown leaf',
      { issues: [{ op: 'change', code: 'service.slow', to: { code: 'no.leaf' } }] },
      'unknown_code',
      '/issues/0/to/code',
    ],
    [
      'an issue that is not there',
      { issues: [{ op: 'remove', code: 'service.fast' }] },
      'unknown_code',
      '/issues/0/code',
    ],
    [
      'a score that does not fit',
      { sentiment: { label: 'positive', score: -0.1 } },
      'out_of_range',
      '/sentiment/score',
    ],
  ];
  test.each(wrong)('refuses %s, and leaves the item as it was', async (_, correction, code, pointer) => {
    await ingest('-slow ! 😀');
    const item = await claimed();
    const deciding = store.reviews.decide(scope, item.id, fix(correction), by('ann'));
    await expect(deciding).rejects.toMatchObject({ code, problems: [{ code, pointer }] });
    expect(await store.reviews.get(scope, item.id)).toEqual(item);
  });

  test('look-alikes are accepted together, changed ones refused alone', async () => {
    await ingest('-slow ! a', '-slow ! b', '-slow ! c', '-fast ! d', '-slow ? e');
    const item = (await queue()).find(({ comment: { text } }) => text === '-slow ! a')!;
    const alike = (await store.reviews.alike(scope, item.id, 50))!;
    expect(alike.map(({ comment: { text } }) => text).sort()).toEqual(['-slow ! b', '-slow ! c']);
    await store.claims.claim(scope, alike[0]!.id, { reviewer: 'bob', leaseMs });
    const results = await store.reviews.acceptAll(scope, [item, ...alike], { reviewer: 'ann' });
    expect(results.map(({ status, code }) => code ?? status)).toEqual(['accepted', 'held_by_another', 'accepted']);
    expect((await store.reviews.counts(scope)).byReason).toContainEqual({
      reason: 'conflict',
      open: 1,
      claimed: 1,
      done: 2,
    });
  });

  test('a comment is sent by hand, again once it is decided', async () => {
    const [id] = await ingest('plain');
    const sent = await store.reviews.add(scope, id!, { reviewer: 'ann', note: 'look' });
    expect(await store.reviews.add(scope, id!, {})).toBe(sent);
    expect(await queue()).toMatchObject([{ reason: 'manual', note: 'look', priority: 1 }]);
    const item = await claimed();
    await store.reviews.decide(scope, item.id, { verdict: 'accept' }, by('ann'));
    await store.reviews.add(scope, id!, {});
    expect(await queue()).toMatchObject([{ id: sent, state: 'open' }]);
    expect(await store.reviews.add(scope, 'none', {})).toBeNull();
  });
});

test('decided comments are examples to learn from, without what was taken back', async () => {
  const [a, b, c] = await ingest('-slow ! a', '-slow ! b', '-slow ! c');
  const decide = async (ruling: Parameters<Store['reviews']['decide']>[2]) => {
    clock.advance(1);
    const item = await claimed();
    await store.reviews.decide(scope, item.id, ruling, by('ann'));
    return item;
  };
  const order = (await queue()).map(({ commentId }) => commentId);
  await decide(fix({ issues: [{ op: 'change', code: 'service.slow', to: { code: 'service.staff' } }] }));
  await decide({ verdict: 'accept' });
  const undone = await decide({ verdict: 'reject' });
  await store.reviews.undo(scope, undone.id, { ...by('ann'), admin: false });
  const examples = [];
  for await (const example of store.decisions.examples(scope)) examples.push(example);
  expect([a, b, c].sort()).toEqual([...order].sort());
  expect(examples).toMatchObject([
    {
      commentId: order[0],
      text: expect.stringMatching(/^-slow ! [abc]$/),
      rating: 5,
      sentiment: null,
      conflict: null,
      issues: [
        { code: 'service.staff', polarity: 'negative', rejected: false },
        { code: 'service.slow', polarity: 'negative', rejected: true },
      ],
    },
    {
      commentId: order[1],
      sentiment: 'negative',
      conflict: true,
      issues: [{ code: 'service.slow', polarity: 'negative', rejected: false }],
    },
  ]);
  const rest = [];
  for await (const example of store.decisions.examples(scope, { afterId: examples[0]!.id, limit: 5 }))
    rest.push(example);
  expect(rest).toEqual(examples.slice(1));
});

/** Analyses the comment as if a newer model read it so. */
async function reanalysedAs(text: string, id: string): Promise<void> {
  await store.work.requeue(scope, [id], null);
  const tasks = await store.work.claim(10, minute);
  const other = tasks.map((task) => ({ ...task, comment: { ...task.comment, text } }));
  const results = other.flatMap((read, n) => {
    const outcome = keep(analyseForTest({ id: read.commentId, comment: read.comment, ...read.readWith }));
    return outcome.ok ? [{ task: tasks[n]!, ...outcome }] : [];
  });
  await store.work.save(results, []);
}

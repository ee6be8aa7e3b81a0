/** The review queue over HTTP on the real store: what reviewers may send, and what they get when they may not. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ProblemCode } from '../../src/errors.ts';
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
import { record } from '../rig/record.ts';
import { createWorld } from './fakes.ts';
import { expectProblem, type Reply, type Rig, startRig } from './harness.ts';

const dir = tempDir();
let clock: TestClock;
let store: Store;
let rig: Rig;
let scope: Scope;
let keys: { ann: string; bob: string; admin: string; foreign: string };
let ids: string[];

beforeAll(async () => {
  clock = createClock();
  store = await openTestStore(dir.path, clock);
  rig = await startRig(Object.assign(createWorld(), store));
});
afterAll(async () => {
  await rig.close();
  await store.close();
  dir.remove();
});
beforeEach(async () => {
  scope = await newWorkspace(store, 'own');
  const foreign = await newWorkspace(store, 'foreign');
  const keyOf = async (of: Scope, scopes: ('review' | 'admin')[]) =>
    (await store.access.createKey(of, { name: 'k', scopes })).key;
  keys = {
    ann: await keyOf(scope, ['review']),
    bob: await keyOf(scope, ['review']),
    admin: await keyOf(scope, ['admin']),
    foreign: await keyOf(foreign, ['admin']),
  };
  const texts = ['-logistics ! 物流太慢', '-logistics ! 物流真慢', '-logistics ? 也许'];
  const outcomes = await store.comments.ingest(
    scope,
    texts.map((text) => comment(text, { rating: 5 })),
  );
  ids = outcomes.map(({ id }) => id);
  await analyseAll(store);
});

type Who = keyof typeof keys;
const call = (who: Who, method: string, path: string, json?: unknown, headers: Record<string, string> = {}) =>
  rig.call(method, path, { key: keys[who], headers, ...(json === undefined ? {} : { json }) });

async function claim(who: Who = 'ann', json?: unknown): Promise<Reply> {
  const reply = await call(who, 'POST', '/v1/reviews/claim', json);
  expect(reply.status, reply.text).toBe(200);
  return reply;
}

test('claim → fix → the comment, the statistics, the issues and the export follow → undo', async () => {
  const item = (await claim()).json;
  expect(item).toMatchObject({ reason: 'conflict', state: 'claimed', etag: '"2"', review: null });
  expect(item.comment.text).toMatch(/^-logistics !/);
  const fix = {
    sentiment: 'positive',
    ratingValid: false,
    conflictType: null,
    issues: [
      { op: 'remove', code: 'service.logistics' },
      { op: 'add', code: 'channel.logistics.speed', sentiment: 'negative', evidence: [{ start: 13, end: 17 }] },
    ],
    note: '打错分',
    reviewer: '小李',
  };
  // Another name is another person.
  expectProblem(await call('ann', 'POST', `/v1/reviews/${item.id}/fix`, fix), 'held_by_another');
  const { reviewer: _, ...own } = fix;
  const fixed = await call('ann', 'POST', `/v1/reviews/${item.id}/fix`, own, { 'if-match': item.etag });
  expect(fixed.status, fixed.text).toBe(200);
  expect(fixed.json).toMatchObject({ state: 'done', lease: null });
  expect(fixed.headers.get('etag')).toBe(fixed.json.etag);

  const read = (await call('admin', 'GET', `/v1/comments/${item.commentId}`)).json;
  expect(read.analysis).toMatchObject({
    sentiment: { label: 'positive', confidence: 1 },
    conflict: { flagged: false },
    issues: [{ code: 'channel.logistics.speed', source: 'human', department: '物流部' }],
  });
  expect(read.analysis.issues[0].evidence[0].text).toBe(read.text.slice(13, 17));
  expect(read.review).toMatchObject({
    sentiment: { human: { label: 'positive' }, machine: { label: 'negative' }, note: '打错分' },
    ratingValid: { human: false },
  });
  const summary = (await call('admin', 'GET', '/v1/stats/summary')).json;
  expect(summary).toMatchObject({ sentiment: { positive: 1, negative: 2 }, csat: { n: 2 }, conflicts: { open: 1 } });
  const issues = (await call('admin', 'GET', `/v1/issues?commentId=${item.commentId}`)).json.items;
  expect(issues.map(({ code }: { code: string }) => code)).toEqual(['channel.logistics.speed']);
  expect((await call('ann', 'GET', '/v1/decisions')).json.items).toMatchObject([
    { verdict: 'fix', note: '打错分', undone: false, decided: { ratingValid: false } },
  ]);

  const undone = await call('ann', 'POST', `/v1/reviews/${item.id}/undo`);
  expect(undone.json).toMatchObject({ state: 'claimed', review: null, analysis: { sentiment: { label: 'negative' } } });
  expect((await call('admin', 'GET', '/v1/stats/summary')).json).toMatchObject({
    csat: { n: 3 },
    conflicts: { open: 2 },
  });
});

describe('who does not hold the item', () => {
  const acts: [act: string, body?: unknown][] = [
    ['accept'],
    ['reject'],
    ['fix', { sentiment: 'neutral' }],
    ['escalate', { secondReviewer: true }],
    ['release'],
    ['skip'],
    ['heartbeat'],
  ];
  test.each(acts)('%s is refused, clearly', async (act, body) => {
    const { json: item } = await claim();
    const path = `/v1/reviews/${item.id}/${act}`;
    expectProblem(await call('bob', 'POST', path, body), 'held_by_another');
    expectProblem(await call('admin', 'POST', path, body), 'held_by_another');
    expectProblem(await call('foreign', 'POST', path, body), 'not_found');
    expectProblem(await call('ann', 'POST', `/v1/reviews/none/${act}`, body), 'not_found');
    clock.advance(15 * 60_000);
    expectProblem(await call('ann', 'POST', path, body), 'lease_expired');
    expectProblem(await call('bob', 'POST', path, body), 'not_claimed');
    expect((await call('ann', 'POST', `/v1/reviews/${item.id}/claim`)).status).toBe(200);
    expect((await call('ann', 'POST', `/v1/reviews/${item.id}/accept`)).status).toBe(200);
    expectProblem(await call('ann', 'POST', path, body), 'already_decided');
  });

  test('a lease that somebody else has by now is his', async () => {
    const { json: item } = await claim('ann', { leaseSeconds: 60 });
    clock.advance(60_000);
    expect((await claim('bob')).json.id).toBe(item.id);
    expectProblem(await call('ann', 'POST', `/v1/reviews/${item.id}/accept`), 'held_by_another');
    expect((await call('bob', 'POST', `/v1/reviews/${item.id}/accept`)).status).toBe(200);
  });

  test('undo is for who decided and for administrators', async () => {
    const { json: item } = await claim();
    expectProblem(await call('ann', 'POST', `/v1/reviews/${item.id}/undo`), 'state_conflict');
    await call('ann', 'POST', `/v1/reviews/${item.id}/accept`);
    expectProblem(await call('bob', 'POST', `/v1/reviews/${item.id}/undo`), 'forbidden');
    expect((await call('admin', 'POST', `/v1/reviews/${item.id}/undo`)).status).toBe(200);
  });
});

describe('a stale view', () => {
  test.each(['accept', 'reject', 'release', 'skip', 'undo'])('%s with an old ETag is refused', async (act) => {
    const { json: item } = await claim();
    if (act === 'undo') await call('ann', 'POST', `/v1/reviews/${item.id}/accept`);
    const stale = await call('ann', 'POST', `/v1/reviews/${item.id}/${act}`, undefined, { 'if-match': '"1"' });
    expectProblem(stale, 'version_conflict');
    const odd = await call('ann', 'POST', `/v1/reviews/${item.id}/${act}`, undefined, { 'if-match': 'W/"2"' });
    expectProblem(odd, 'invalid_format', '/headers/if-match');
    const any = await call('ann', 'POST', `/v1/reviews/${item.id}/${act}`, undefined, { 'if-match': '*' });
    expect(any.status).toBe(200);
  });

  test('a new analysis while somebody reads makes his view stale', async () => {
    const { json: item } = await claim();
    await store.work.requeue(scope, [item.commentId], null);
    await analyseAll(store);
    const accept = (etag: string) =>
      call('ann', 'POST', `/v1/reviews/${item.id}/accept`, undefined, { 'if-match': etag });
    expectProblem(await accept(item.etag), 'version_conflict');
    const { json: now } = await call('ann', 'GET', `/v1/reviews/${item.id}`);
    expect((await accept(now.etag)).status).toBe(200);
  });
});

const add = { op: 'add', code: 'channel.logistics.speed', sentiment: 'negative', evidence: [{ start: 0, end: 3 }] };
const wrong: [name: string, body: unknown, code: ProblemCode, pointer: string][] = [
  ['nothing', {}, 'missing_field', ''],
  ['a note alone', { note: 'x' }, 'missing_field', ''],
  ['an unknown field', { sentiment: 'neutral', colour: 1 }, 'unknown_field', '/colour'],
  ['an unknown sentiment', { sentiment: 'furious' }, 'wrong_type', '/sentiment'],
  ['a score beyond', { sentiment: { label: 'positive', score: 2 } }, 'out_of_range', '/sentiment/score'],
  ['a score on the other side', { sentiment: { label: 'positive', score: -0.5 } }, 'out_of_range', '/sentiment/score'],
  ['an unknown type of conflict', { conflictType: 'x' }, 'unknown_value', '/conflictType'],
  ['an unknown operation', { issues: [{ op: 'turn', code: 'a' }] }, 'unknown_value', '/issues/0/op'],
  ['no changes', { issues: [] }, 'out_of_range', '/issues'],
  ['an unknown leaf', { issues: [{ ...add, code: 'no.leaf' }] }, 'unknown_code', '/issues/0/code'],
  ['a group for a leaf', { issues: [{ ...add, code: 'channel' }] }, 'unknown_code', '/issues/0/code'],
  ['an issue that is not there', { issues: [{ op: 'remove', code: add.code }] }, 'unknown_code', '/issues/0/code'],
  [
    'a change of nothing',
    { issues: [{ op: 'change', code: 'service.logistics', to: {} }] },
    'missing_field',
    '/issues/0/to',
  ],
  ['no evidence', { issues: [{ ...add, evidence: [] }] }, 'out_of_range', '/issues/0/evidence'],
  [
    'a span beyond the text',
    { issues: [{ ...add, evidence: [{ start: 0, end: 999 }] }] },
    'out_of_range',
    '/issues/0/evidence/0',
  ],
  [
    'a span before the text',
    { issues: [{ ...add, evidence: [{ start: -1, end: 3 }] }] },
    'out_of_range',
    '/issues/0/evidence/0/start',
  ],
  [
    'a span backwards',
    { issues: [{ ...add, evidence: [{ start: 3, end: 2 }] }] },
    'out_of_range',
    '/issues/0/evidence/0',
  ],
  [
    'half a unit',
    { issues: [{ ...add, evidence: [{ start: 0.5, end: 2 }] }] },
    'wrong_type',
    '/issues/0/evidence/0/start',
  ],
  ['a note too long', { sentiment: 'neutral', note: 'x'.repeat(2001) }, 'out_of_range', '/note'],
  ['a lone surrogate', { sentiment: 'neutral', reviewer: '\ud800' }, 'text_not_well_formed', '/reviewer'],
];
test.each(wrong)('fix with %s is refused and changes nothing', async (_name, body, code, pointer) => {
  const { json: item } = await claim();
  expectProblem(await call('ann', 'POST', `/v1/reviews/${item.id}/fix`, body), code, pointer);
  expect((await call('ann', 'GET', `/v1/reviews/${item.id}`)).json).toEqual(item);
});

const others: [name: string, path: string, body: unknown, code: ProblemCode, pointer: string][] = [
  ['a reason that there is not', '/v1/reviews/claim', { reason: 'fun' }, 'wrong_type', '/reason'],
  ['a filter that there is not', '/v1/reviews/claim', { filters: { x: 1 } }, 'unknown_field', '/filters/x'],
  ['a lease for ever', '/v1/reviews/claim', { leaseSeconds: 1e6 }, 'out_of_range', '/leaseSeconds'],
  ['a lease of no time', '/v1/reviews/claim', { leaseSeconds: 0 }, 'out_of_range', '/leaseSeconds'],
  ['an escalation to nobody', '/v1/reviews/ITEM/escalate', {}, 'missing_field', ''],
  ['an escalation to two', '/v1/reviews/ITEM/escalate', { department: 'a', to: 'b' }, 'missing_field', ''],
  ['a comment that there is not', '/v1/reviews', { commentId: 'none' }, 'not_found', ''],
  ['nothing to accept', '/v1/reviews/accept', { items: [] }, 'out_of_range', '/items'],
  ['no ETag', '/v1/reviews/accept', { items: [{ id: 'a' }] }, 'missing_field', '/items/0/etag'],
  ['another ETag', '/v1/reviews/accept', { items: [{ id: 'a', etag: 'x' }] }, 'invalid_format', '/items/0/etag'],
];
test.each(others)('%s is refused', async (_name, path, body, code, pointer) => {
  const { json: item } = await claim();
  const refused = await call('ann', 'POST', path.replace('ITEM', item.id), body);
  expectProblem(refused, code, code === 'not_found' ? undefined : pointer);
});

test('what is no conflict cannot be rejected as one', async () => {
  const { json: item } = await claim('ann', { reason: ['low_confidence'] });
  expectProblem(await call('ann', 'POST', `/v1/reviews/${item.id}/reject`), 'state_conflict');
});

test('look-alikes: preview, accept, and what changed meanwhile is refused alone', async () => {
  const [first] = (await call('ann', 'GET', '/v1/reviews?reason=conflict')).json.items;
  const { items } = (await call('ann', 'GET', `/v1/reviews/${first.id}/alike`)).json;
  expect(items).toHaveLength(1);
  await store.work.requeue(scope, [items[0].commentId], null);
  await analyseAll(store);
  const seen = [first, ...items].map(({ id, etag }: { id: string; etag: string }) => ({ id, etag }));
  const { json } = await call('ann', 'POST', '/v1/reviews/accept', { items: seen, note: '一样' });
  expect(json).toMatchObject({
    accepted: 1,
    refused: 1,
    items: [{ status: 'accepted' }, { status: 'refused', code: 'version_conflict' }],
  });
});

test('the same request with the same key is one claim and one decision, and no text is kept for it', async () => {
  const post = (path: string, key: string) => call('ann', 'POST', path, undefined, { 'idempotency-key': key });
  const first = await post('/v1/reviews/claim', 'k1');
  const again = await post('/v1/reviews/claim', 'k1');
  expect(again.json).toEqual(first.json);
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  const accepted = await post(`/v1/reviews/${first.json.id}/accept`, 'k2');
  expect((await post(`/v1/reviews/${first.json.id}/accept`, 'k2')).json).toEqual(accepted.json);
  expect((await call('ann', 'GET', '/v1/decisions')).json.items).toHaveLength(1);
  await call('admin', 'DELETE', `/v1/comments/${first.json.commentId}`);
  expectProblem(await post('/v1/reviews/claim', 'k1'), 'not_found');
});

const races = Number(process.env.FAULT_RACES ?? 200);

test(`D9: ${races} times two decide one item at once, and one is told so`, {
  timeout: 60_000 + races * 1000,
}, async () => {
  const { json: item } = await claim();
  for (let race = 0; race < races; race++) {
    const { json: now } = await call('ann', 'GET', `/v1/reviews/${item.id}`);
    const decide = (sentiment: string) =>
      call('ann', 'POST', `/v1/reviews/${item.id}/fix`, { sentiment }, { 'if-match': now.etag });
    const replies = await Promise.all([decide('positive'), decide('very_negative')]);
    const won = replies.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    expect([409, 412]).toContain(replies.find(({ status }) => status !== 200)!.status);
    const read = (await call('ann', 'GET', `/v1/reviews/${item.id}`)).json;
    expect(read.analysis.sentiment.label).toBe(won[0]!.json.analysis.sentiment.label);
    await call('ann', 'POST', `/v1/reviews/${item.id}/undo`);
  }
  const { items } = (await call('ann', 'GET', '/v1/decisions?verdict=fix&limit=200')).json;
  expect(items).toHaveLength(Math.min(200, races));
  record('D9', `0 lost updates in ${races} races`);
});

test('D9 control: without If-Match a decision on an outdated view goes through', async () => {
  const { json: seen } = await claim();
  const path = `/v1/reviews/${seen.id}`;
  await call('ann', 'POST', `${path}/fix`, { sentiment: 'positive' }, { 'if-match': seen.etag });
  await call('ann', 'POST', `${path}/undo`);
  const late = { sentiment: 'very_negative' };
  expectProblem(await call('ann', 'POST', `${path}/fix`, late, { 'if-match': seen.etag }), 'version_conflict');
  expect((await call('ann', 'POST', `${path}/fix`, late)).status).toBe(200);
});

test('a row of another workspace is as absent as none', async () => {
  const { json: item } = await claim();
  for (const path of [`/v1/reviews/${item.id}`, `/v1/reviews/${item.id}/alike`]) {
    expectProblem(await call('foreign', 'GET', path), 'not_found');
  }
  expectProblem(await call('foreign', 'POST', '/v1/reviews', { commentId: ids[0] }), 'not_found');
  expect((await call('foreign', 'POST', '/v1/reviews/claim')).status).toBe(204);
  expect((await call('foreign', 'GET', '/v1/decisions')).json.items).toEqual([]);
  expect((await call('foreign', 'GET', '/v1/reviews/counts')).json).toMatchObject({ open: 0, claimed: 0 });
});

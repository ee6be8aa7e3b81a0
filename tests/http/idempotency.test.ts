/** Bar D6 through the sockets and the real store: copies of one request at the same time have one effect. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore, type Store } from '../../src/store/store.ts';
import { createWorld } from './fakes.ts';
import { expectProblem, type Reply, type Rig, startRig } from './harness.ts';

const copies = 200;
const keyCount = Number(process.env.IDEMPOTENCY_KEYS ?? 5);

let store: Store;
let rig: Rig;
let key: string;
let otherKey: string;
const dataDir = mkdtempSync(join(tmpdir(), 'huiyin-http-'));
beforeAll(async () => {
  store = await openStore({ dataDir, clock: Date.now, conflictThreshold: 0.5, searchTerms: async (query) => [query] });
  const { access, workspaces, comments, idempotency, issues, reviews, stats, health } = store;
  const world = createWorld({ concurrentRequests: copies * 2 });
  rig = await startRig(
    Object.assign(world, { access, workspaces, comments, idempotency, issues, reviews, stats, health }),
  );
  const setUp = await rig.call('POST', '/v1/setup', { key: null, json: { token: await access.issueSetupToken() } });
  key = setUp.json.key;
  const body = { name: 'other', scopes: ['ingest', 'read'] };
  otherKey = (await rig.call('POST', '/v1/keys', { key, json: body })).json.key;
});
afterAll(async () => {
  await rig.close();
  await store.close();
  rmSync(dataDir, { recursive: true });
});

const send = (idempotencyKey: string | null, text: string, as = key): Promise<Reply> =>
  rig.call('POST', '/v1/comments', {
    key: as,
    json: { comments: [{ source: 's', text }] },
    headers: idempotencyKey === null ? {} : { 'idempotency-key': idempotencyKey },
  });
const stored = async (channel: string): Promise<number> =>
  (await rig.call('GET', `/v1/stats/summary?${channel}`, { key })).json.comments;

describe(`${copies} copies at once, ${keyCount} keys`, () => {
  test.each(Array.from({ length: keyCount }, (_, at) => `parallel-${at}`))('%s', async (name) => {
    const before = await stored('source=s');
    const replies = await Promise.all(Array.from({ length: copies }, () => send(name, name)));
    const done = replies.filter((reply) => reply.status === 202);
    expect(done.length).toBeGreaterThan(0);
    expect(new Set(done.map((reply) => reply.json.items[0].id)).size).toBe(1);
    for (const reply of replies.filter((candidate) => candidate.status !== 202)) {
      expectProblem(reply, 'idempotency_in_progress');
      expect(reply.headers.get('retry-after')).toBe('1');
    }
    expect(done.filter((reply) => reply.headers.get('idempotency-replayed') === null)).toHaveLength(1);
    const late = await send(name, name);
    expect(late.headers.get('idempotency-replayed')).toBe('true');
    expect(late.json).toEqual(done[0]!.json);
    expect(await stored('source=s')).toBe(before + 1);
  });
});

test('the same key with another body is refused; under another credential it is another key', async () => {
  const first = await send('shared', '一');
  expectProblem(await send('shared', '二'), 'idempotency_key_reused');
  const other = await send('shared', '一', otherKey);
  expect(other.headers.get('idempotency-replayed')).toBeNull();
  expect(other.json.items[0].id).not.toBe(first.json.items[0].id);
});

test('a refused request leaves the key free', async () => {
  expectProblem(await send('again', ''), 'text_empty', '/comments/0/text');
  expect((await send('again', '好')).status).toBe(202);
});

test('control: without a key every copy has its effect', async () => {
  const before = await stored('source=s');
  await Promise.all(Array.from({ length: 20 }, () => send(null, '没有键')));
  expect(await stored('source=s')).toBe(before + 20);
});

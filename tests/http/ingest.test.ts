import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWorld, keys } from './fakes.ts';
import { expectProblem, type Rig, startRig } from './harness.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.close());

const comment = (more: object = {}) => ({ source: 'shop', text: '物流太慢了', ...more });

describe('POST /v1/comments, JSON', () => {
  test('answers for every comment, and stores the good ones beside a bad one', async () => {
    const reply = await rig.call('POST', '/v1/comments', {
      json: { comments: [comment({ externalId: 'i-1' }), comment({ externalId: 'i-2', text: '' }), comment()] },
    });
    expect(reply.status).toBe(202);
    expect(reply.json).toMatchObject({ created: 2, updated: 0, unchanged: 0, rejected: 1 });
    expect(reply.json.items[1]).toMatchObject({
      index: 1,
      status: 'rejected',
      externalId: 'i-2',
      code: 'text_empty',
      pointer: '/comments/1/text',
    });
    expect(rig.world.stored.get('a')!.has(reply.json.items[0].id)).toBe(true);
  });

  test('a second send is unchanged, another text an update', async () => {
    const send = (text: string) =>
      rig.call('POST', '/v1/comments', { json: { comments: [comment({ externalId: 'i-3', text })] } });
    expect((await send('好')).json.items[0].status).toBe('created');
    expect((await send('好')).json.items[0].status).toBe('unchanged');
    expect((await send('差')).json.items[0]).toMatchObject({ status: 'updated', revision: 2 });
  });

  test('masks personal data and says where', async () => {
    const reply = await rig.call('POST', '/v1/comments', {
      json: { comments: [comment({ text: '打13812345678找我' })] },
    });
    expect(reply.json.items[0].masked).toEqual([{ start: 1, end: 12, kind: 'phone' }]);
    expect(rig.world.stored.get('a')!.get(reply.json.items[0].id)!.comment.text).not.toContain('13812345678');
  });

  test('waits for the analyses on demand', async () => {
    const reply = await rig.call('POST', '/v1/comments?wait=true', { json: { comments: [comment({ rating: 5 })] } });
    expect(reply.status).toBe(200);
    expect(reply.json.items[0].analysis.conflict.flagged).toBe(true);
    rig.world.analyseAtOnce = false;
    const late = await rig.call('POST', '/v1/comments?wait=true', { json: { comments: [comment()] } });
    rig.world.analyseAtOnce = true;
    expect(late.status).toBe(202);
    expect(late.json.items[0]).toMatchObject({ state: 'pending', analysis: null });
  });

  test('an idempotency key replays the answer and refuses another request', async () => {
    const headers = { 'idempotency-key': 'k1' };
    const first = await rig.call('POST', '/v1/comments', { json: { comments: [comment()] }, headers });
    const again = await rig.call('POST', '/v1/comments', {
      json: { comments: [{ text: '物流太慢了', source: 'shop' }] },
      headers,
    });
    expect(again.json).toEqual(first.json);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expectProblem(
      await rig.call('POST', '/v1/comments', { json: { comments: [comment({ text: '好' })] }, headers }),
      'idempotency_key_reused',
    );
  });

  test('a refused request leaves its idempotency key free', async () => {
    const headers = { 'idempotency-key': 'k2' };
    const bad = await rig.call('POST', '/v1/comments', { json: { comments: [comment({ text: '' })] }, headers });
    expectProblem(bad, 'text_empty', '/comments/0/text');
    const good = await rig.call('POST', '/v1/comments', { json: { comments: [comment()] }, headers });
    expect(good.status).toBe(202);
  });
});

describe('POST /v1/comments, NDJSON', () => {
  const send = (lines: (string | Buffer)[], more = {}) =>
    rig.call('POST', '/v1/comments', {
      body: Buffer.concat(lines.map((line) => Buffer.concat([Buffer.from(line as string), Buffer.from('\n')]))),
      headers: { 'content-type': 'application/x-ndjson', ...more },
    });
  const line = (more: object = {}) => JSON.stringify(comment(more));

  test('stores 2,500 lines in batches and rejects line 17 with its place', async () => {
    const lines = Array.from({ length: 2500 }, (_, at) => line({ externalId: `n-${at}` }));
    lines[16] = '{"source":"shop","text":"坏"';
    const reply = await send(lines);
    expect(reply.status).toBe(202);
    expect(reply.json).toMatchObject({ received: 2500, created: 2499, rejected: 1, errorsOmitted: 0 });
    expect(reply.json.errors).toEqual([{ line: 17, code: 'invalid_json', detail: expect.stringContaining('byte 29') }]);
  });

  test('a line may have 256 KiB, not more; bad bytes and empty lines break nothing', async () => {
    const body = line({ externalId: 'long' });
    const fits = body + ' '.repeat(256 * 1024 - Buffer.byteLength(body));
    const reply = await send([fits, `${fits} `, '', '  ', Buffer.from([0x7b, 0xff]), line({ externalId: 'last' })]);
    expect(reply.json).toMatchObject({ received: 4, created: 2, rejected: 2 });
    expect(reply.json.errors.map((error: { line: number; code: string }) => [error.line, error.code])).toEqual([
      [2, 'line_too_large'],
      [5, 'invalid_encoding'],
    ]);
  });

  test('says how far it got when the store fails', async () => {
    const world = createWorld();
    const own = await startRig(world);
    const ingest = world.comments.ingest;
    let calls = 0;
    world.comments.ingest = async (...args) => {
      if (++calls === 2) throw new Error('SQLITE_IOERR at /srv/data');
      return ingest(...args);
    };
    const reply = await own.call('POST', '/v1/comments', {
      body: Array.from({ length: 1500 }, (_, at) => line({ externalId: `f-${at}` })).join('\n'),
      headers: { 'content-type': 'application/x-ndjson' },
    });
    await own.close();
    expectProblem(reply, 'internal');
    expect(reply.json.detail).toContain('Lines up to 1000 are stored');
    expect(world.stored.get('a')!.size).toBe(1000);
  });

  test('nothing good is a problem; wait and idempotency keys do not go with a stream', async () => {
    const bad = await send(['{}']);
    expectProblem(bad, 'missing_field', '/text');
    expect(bad.json.errors[0].position).toBe(1);
    expectProblem(await send([]), 'missing_field');
    expectProblem(await send([line()], { 'idempotency-key': 'x' }), 'unknown_parameter', '/headers/idempotency-key');
    const waited = await rig.call('POST', '/v1/comments?wait=true', {
      body: line(),
      headers: { 'content-type': 'application/x-ndjson' },
    });
    expectProblem(waited, 'unknown_parameter', '/query/wait');
  });
});

describe('POST /v1/analyze', () => {
  test('reads comments under the ids of the caller', async () => {
    const reply = await rig.call('POST', '/v1/analyze', {
      key: keys.ingest,
      json: {
        comments: [
          { id: 'c-1', text: '打13812345678找我', rating: 5 },
          { text: '好' },
          { id: 'x', text: '' },
          { text: 'BREAK' },
        ],
      },
    });
    expect(reply.status).toBe(200);
    expect(reply.json.results.map((result: { id: string }) => result.id)).toEqual(['c-1', '1']);
    expect(reply.json.errors).toEqual([
      { index: 2, id: 'x', code: 'text_empty', detail: expect.any(String), pointer: '/comments/2/text' },
      { index: 3, id: '3', code: 'internal', detail: 'This comment could not be analysed.' },
    ]);
    expect(reply.text).not.toContain('/srv');
  });

  test('refuses one id for two comments, and an unknown taxonomy', async () => {
    const reply = await rig.call('POST', '/v1/analyze', {
      json: { comments: [{ text: '好' }, { id: '0', text: '好' }] },
    });
    expect(reply.json.errors).toMatchObject([
      { index: 1, id: '0', code: 'duplicate_value', pointer: '/comments/1/id' },
    ]);
    const unknown = await rig.call('POST', '/v1/analyze', { json: { comments: [{ text: '好' }], taxonomy: 'nope' } });
    expectProblem(unknown, 'unknown_taxonomy', '/taxonomy');
  });
});

describe('access', () => {
  test('a key is needed, a valid one, with the scope, in the header only', async () => {
    const json = { comments: [comment()] };
    const none = await rig.call('POST', '/v1/comments', { key: null, json });
    expectProblem(none, 'unauthorized');
    expect(none.headers.get('www-authenticate')).toContain('Bearer');
    expectProblem(await rig.call('POST', '/v1/comments', { key: 'nonsense', json }), 'unauthorized');
    expectProblem(await rig.call('POST', '/v1/comments', { key: keys.read, json }), 'forbidden');
    expectProblem(await rig.call('POST', `/v1/comments?key=${keys.admin}`, { key: null, json }), 'unauthorized');
  });
});

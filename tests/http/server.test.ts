import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { JsonText } from '../../src/http/json/encode.ts';
import { drain } from '../../src/http/server.ts';
import { eventually } from '../rig/eventually.ts';
import { createWorld, keys, learning } from './fakes.ts';
import { expectProblem, type Rig, sendRaw, startRig } from './harness.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.close());

const auth = `Authorization: Bearer ${keys.admin}`;
const chunked = `POST /v1/analyze HTTP/1.1\r\nHost: x\r\n${auth}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n`;

/** Whether so many answers are there as a whole. */
const answers =
  (count: number) =>
  (received: string): boolean => {
    let from = 0;
    for (let n = 0; n < count; n++) {
      const end = received.indexOf('\r\n\r\n', from);
      if (end === -1) return false;
      from = end + 4 + Number(/content-length: (\d+)/i.exec(received.slice(from, end))?.[1] ?? 0);
    }
    return from <= received.length;
  };

/** What no client library would send, and the status that it gets. */
const broken: [name: string, request: string, status: number][] = [
  ['nonsense', 'hello\r\n\r\n', 400],
  ['a bad method', 'G@T / HTTP/1.1\r\nHost: x\r\n\r\n', 400],
  ['an unknown method', 'BREW / HTTP/1.1\r\nHost: x\r\n\r\n', 400],
  ['another version', 'GET / HTTP/9.9\r\nHost: x\r\n\r\n', 400],
  ['no host', 'GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
  ['a header without a colon', 'GET / HTTP/1.1\r\nHost: x\r\nBroken\r\n\r\n', 400],
  ['a folded header', 'GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n', 400],
  ['a space before the colon', 'GET / HTTP/1.1\r\nHost: x\r\nContent-Length : 5\r\n\r\n', 400],
  ['length and chunks', `${chunked}Content-Length: 5\r\n\r\n0\r\n\r\n`, 400],
  ['two lengths', `POST /v1/analyze HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello`, 400],
  ['a negative length', `POST /v1/analyze HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n`, 400],
  ['a bad chunk size', `${chunked}\r\nzz\r\n{}\r\n`, 400],
  ['an unknown coding', `POST /v1/analyze HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, identity\r\n\r\n`, 400],
  ['bare line feeds', 'GET /healthz HTTP/1.1\nHost: x\n\n', 400],
  ['NUL in a header', 'GET / HTTP/1.1\r\nHost: x\r\nA: \0\r\n\r\n', 400],
  ['an expectation', `GET /healthz HTTP/1.1\r\nHost: x\r\nExpect: miracles\r\n\r\n`, 400],
  ['too many headers', `GET / HTTP/1.1\r\nHost: x\r\n${'A: b\r\n'.repeat(5000)}\r\n`, 431],
];

test.each(broken)('I1: %s', async (_name, request, status) => {
  const answer = await sendRaw(rig.port, request, { enough: answers(1) });
  const [head, body = ''] = answer.split('\r\n\r\n');
  expect(answer.slice(9, 12), answer).toBe(String(status));
  expect(head).toContain('application/problem+json');
  expect(head!.toLowerCase()).toContain('x-request-id: ');
  expect(JSON.parse(body).status).toBe(status);
});

describe('headers that are too large', () => {
  let own: Rig;
  beforeAll(async () => {
    // Nothing but the refusal closes a connection.
    own = await startRig(createWorld(), undefined, 600_000);
  });
  afterAll(() => own.close());

  /** The whole answer, on a connection that the client never ends; resolves when the server has ended it. */
  function ended(request: string): Promise<string> {
    const socket = connect({ port: own.port, host: '127.0.0.1', allowHalfOpen: true });
    socket.write(request);
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    return new Promise((resolve, reject) => socket.on('error', reject).on('end', () => resolve(answer)));
  }

  test.each([
    ['many short ones', 'A: b\r\n'.repeat(3000)],
    ['a long one', `A: ${'b'.repeat(40_000)}\r\n`],
    ['megabytes of them', `A: ${'b'.repeat(1000)}\r\n`.repeat(5000)],
  ])('are answered with a problem, and the connection is closed: %s', async (_name, headers) => {
    const next = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n';
    const answer = await ended(`GET /healthz HTTP/1.1\r\nHost: x\r\n${headers}\r\n${next}`);
    const [head, body = ''] = answer.split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 431 /);
    expect(head).toMatch(/^connection: close\r?$/im);
    expect(JSON.parse(body)).toMatchObject({ status: 431, code: 'header_too_large' });
    const open = () => new Promise((resolve) => own.server.getConnections((_error, count) => resolve(count)));
    await eventually(async () => expect(await open()).toBe(0));
  });
});

test('I1: a body that ends early gets no answer and does no harm', async () => {
  const request = `POST /v1/comments HTTP/1.1\r\nHost: x\r\n${auth}\r\nContent-Type: application/x-ndjson\r\nContent-Length: 1000\r\n\r\n{"source":"s","text":"半句`;
  await sendRaw(rig.port, request, { quietMs: 200 });
  const list = await rig.call('GET', '/v1/comments?text=半句');
  expect(list.json.items).toEqual([]);
});

test('two requests in one packet get two answers', async () => {
  const answer = await sendRaw(rig.port, 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(2), {
    enough: answers(2),
  });
  expect(answer.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
});

test('a connection survives a refused body', async () => {
  const big = 'x'.repeat(3_000_000);
  const request = `POST /v1/analyze HTTP/1.1\r\nHost: x\r\n${auth}\r\nContent-Type: application/json\r\nContent-Length: ${big.length}\r\n\r\n${big}GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n`;
  const answer = await sendRaw(rig.port, request, { enough: answers(2) });
  expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 413', 'HTTP/1.1 200']);
});

describe('a long answer', () => {
  const text = '物流很慢，客服不理。'.repeat(30_000);
  const expected = JSON.stringify({ results: Array(20).fill({ text }), errors: [], versions: {} });
  let own: Rig;
  beforeAll(async () => {
    const world = createWorld();
    world.analysis.analyse = async (comments) =>
      comments.map(() => new JsonText([Buffer.from('{"text":'), Buffer.from(`${JSON.stringify(text)}}`)]));
    world.analysis.versions = () => ({}) as never;
    own = await startRig(world);
  });
  afterAll(() => own.close());
  const body = JSON.stringify({ comments: Array(20).fill({ text: '好' }) });
  const request = `POST /v1/analyze HTTP/1.1\r\nHost: x\r\n${auth}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

  test('is whole, and its length is known beforehand', async () => {
    const reply = await own.call('POST', '/v1/analyze', { body, headers: { 'content-type': 'application/json' } });
    expect(reply.headers.get('content-length')).toBe(String(Buffer.byteLength(expected)));
    expect(reply.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(reply.text === expected).toBe(true);
  });

  test('waits for a client that reads slowly, and for the answer before it', async () => {
    const socket = connect(own.port, '127.0.0.1');
    socket.write(request + request);
    let received = 0;
    let head = '';
    const whole = 2 * Buffer.byteLength(expected);
    for await (const chunk of socket) {
      head += received === 0 ? chunk.toString('latin1') : '';
      received += chunk.length;
      if (received >= whole + 2 * head.indexOf('\r\n\r\n')) break;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(head.slice(9, 12)).toBe('200');
  });

  test('ends with a client that goes away, and nobody else notices', async () => {
    const socket = connect(own.port, '127.0.0.1');
    socket.write(request);
    await new Promise((resolve) => socket.once('data', resolve));
    socket.destroy();
    expect((await own.call('GET', '/healthz', { key: null })).status).toBe(200);
  });
});

describe('too much', () => {
  test('a key beyond its rate is told when to come back; another one is served', async () => {
    const own = await startRig(createWorld({ requestsPerMinute: 3 }));
    for (let at = 0; at < 3; at++) expect((await own.call('GET', '/v1/workspace')).status).toBe(200);
    const refused = await own.call('GET', '/v1/workspace');
    expectProblem(refused, 'rate_limited');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await own.call('GET', '/v1/workspace', { key: keys.other })).status).toBe(200);
    await own.close();
  });

  test('set-up tokens cannot be tried for long', async () => {
    const own = await startRig(createWorld({ setupAttempts: 2 }));
    const attempt = () => own.call('POST', '/v1/setup', { key: null, json: { token: 'guess' } });
    expect([(await attempt()).status, (await attempt()).status]).toEqual([403, 403]);
    expectProblem(await attempt(), 'rate_limited');
    await own.close();
  });

  test('more at once than fits is refused, and told apart from trouble', async () => {
    const world = createWorld({ concurrentRequests: 1 });
    const own = await startRig(world);
    const gate: { open?: () => void } = {};
    world.workspaces.get = () =>
      new Promise((resolve) => {
        const shares = { auditShare: 0, secondOpinionShare: 0, finalCheckShare: 0, ...learning, model: null };
        const versions = { taxonomyVersion: 0, lexiconVersion: 0 };
        gate.open = () =>
          resolve({
            id: 'a',
            name: 'A',
            taxonomy: 'cx',
            conflictThreshold: 0.5,
            retentionDays: null,
            ...shares,
            ...versions,
          });
      });
    const first = own.call('GET', '/v1/workspace');
    await eventually(() => expect(gate.open).toBeDefined());
    const second = await own.call('GET', '/v1/workspace');
    expectProblem(second, 'overloaded');
    expect(second.headers.get('retry-after')).toMatch(/^[123]$/);
    expect((await own.call('GET', '/healthz')).status).toBe(200);
    gate.open!();
    expect((await first).status).toBe(200);
    await own.close();
  });
});

test('I3: bodies share a bounded memory, and give it back', async () => {
  const own = await startRig(createWorld({ bufferedBytes: 3_000_000 }));
  const body = `{"comments":[{"source":"s","text":"好"}]}${' '.repeat(2_000_000)}`;
  const head = `POST /v1/comments HTTP/1.1\r\nHost: x\r\n${auth}\r\nContent-Type: application/json\r\nContent-Length: 2000100\r\n\r\n`;
  const socket = connect(own.port, '127.0.0.1');
  socket.write(head + body.slice(0, 1_900_000));
  const send = () => own.call('POST', '/v1/comments', { body, headers: { 'content-type': 'application/json' } });
  await eventually(async () => expectProblem(await send(), 'overloaded'));
  const lines = Array.from({ length: 20 }, (_, at) => `{"source":"s","text":"${at}${'好'.repeat(19_000)}"}`).join('\n');
  const stream = await own.call('POST', '/v1/comments', {
    body: lines,
    headers: { 'content-type': 'application/x-ndjson' },
  });
  expect(stream.json.created).toBe(20);
  socket.destroy();
  await eventually(async () => expect((await send()).status).toBe(202));
  for (let at = 0; at < 3; at++) expect((await send()).status).toBe(202);
  await own.close();
});

describe('L7: readiness', () => {
  test.each([
    ['the analyser loads', (world: ReturnType<typeof createWorld>) => (world.analysis.ready = () => false)],
    [
      'the database is silent',
      (world: ReturnType<typeof createWorld>) => (world.health.ping = () => Promise.reject(new Error('SELECT'))),
    ],
    ['the service stops', (world: ReturnType<typeof createWorld>) => world.stopper.abort()],
  ])('is off while %s', async (_name, spoil) => {
    const world = createWorld();
    spoil(world);
    const own = await startRig(world);
    const reply = await own.call('GET', '/readyz', { key: null });
    expectProblem(reply, 'not_ready');
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await own.call('GET', '/healthz', { key: null })).status).toBe(200);
    await own.close();
  });
});

describe('L7: draining', () => {
  test('finishes what is in progress, ends event streams, takes nothing new', async () => {
    const world = createWorld();
    const own = await startRig(world);
    const { json: job } = await own.call('POST', '/v1/sample');
    const events = own.call('GET', `/v1/jobs/${job.id}/events`);
    const ingest = world.comments.ingest;
    const gate: { open?: () => void } = {};
    world.comments.ingest = async (...args) => {
      await new Promise<void>((resolve) => {
        gate.open = resolve;
      });
      return ingest(...args);
    };
    const inFlight = own.call('POST', '/v1/comments', { json: { comments: [{ source: 's', text: '好' }] } });
    await eventually(() => expect(gate.open).toBeDefined());
    await eventually(() => expect(world.jobRecords.get(job.id)!.watchers.size).toBe(1));
    const drained = drain(own.server, world.stopper, 5000);
    gate.open!();
    expect((await inFlight).status).toBe(202);
    expect((await events).text).toContain('event: job');
    await drained;
    await expect(own.call('GET', '/healthz')).rejects.toThrow();
  });

  test('cuts what does not end in time', async () => {
    const own = await startRig();
    const socket = connect(own.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(
      `POST /v1/comments HTTP/1.1\r\nHost: x\r\n${auth}\r\nContent-Type: application/x-ndjson\r\nContent-Length: 9\r\n\r\n{`,
    );
    await once(own.server, 'request');
    await drain(own.server, new AbortController(), 100);
    expect(own.server.listening).toBe(false);
  });
});

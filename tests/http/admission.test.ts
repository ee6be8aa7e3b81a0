import { afterEach, expect, test } from 'vitest';
import { classOf } from '../../src/http/admission.ts';
import { eventually } from '../rig/eventually.ts';
import { createWorld, keys } from './fakes.ts';
import { expectProblem, type Rig, startRig } from './harness.ts';

const rigs: Rig[] = [];
afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.close();
});

/** A rig whose calls of `hold` stay in progress until they are let go. */
async function crowded(places: number) {
  const world = createWorld({ concurrentRequests: places });
  const held: (() => void)[] = [];
  const hold = () => new Promise<void>((resolve) => held.push(resolve));
  const { ingest } = world.comments;
  world.comments.ingest = async (...args) => {
    await hold();
    return ingest(...args);
  };
  const { summary } = world.stats;
  world.stats.summary = async (...args) => {
    await hold();
    return summary(...args);
  };
  const rig = await startRig(world);
  rigs.push(rig);
  const comments = [{ source: 's', text: '好' }];
  return {
    rig,
    held,
    send: (key?: string) => rig.call('POST', '/v1/comments', { json: { comments }, ...(key && { key }) }),
    report: () => rig.call('GET', '/v1/stats/summary'),
    page: () => rig.call('GET', '/v1/workspace'),
    letGo: () => {
      for (const go of held.splice(0)) go();
    },
  };
}

test.each([
  ['POST', '/v1/comments', 'ingest'],
  ['POST', '/v1/analyze', 'ingest'],
  ['GET', '/v1/comments', 'page'],
  ['GET', '/v1/stats/summary', 'report'],
  ['GET', '/v1/exports', 'report'],
  ['GET', '/v1/reports/1.html', 'report'],
  ['POST', '/v1/reviews/claim', 'page'],
  ['GET', '/v1/jobs/1/events', 'watch'],
  ['GET', '/', 'page'],
])('%s %s is of class %s', (method, path, kind) => {
  expect(classOf(method, path)).toBe(kind);
});

test('L3: figures are refused first, then pages, comments last; watchers never', async () => {
  const { rig, held, send, report, page, letGo } = await crowded(8);
  const running = [send(), send(), send(), send()];
  await eventually(() => expect(held).toHaveLength(4));
  const refused = await report();
  expectProblem(refused, 'overloaded');
  expect(refused.headers.get('retry-after')).toMatch(/^[123]$/);
  expect((await page()).status).toBe(200);
  running.push(send(), send());
  await eventually(() => expect(held).toHaveLength(6));
  expectProblem(await page(), 'overloaded');
  running.push(send(), send());
  await eventually(() => expect(held).toHaveLength(8));
  expectProblem(await send(), 'overloaded');
  expect((await rig.call('GET', '/healthz', { key: null })).status).toBe(200);
  expect((await rig.call('GET', '/readyz', { key: null })).status).toBe(200);
  letGo();
  for (const { status } of await Promise.all(running)) expect(status).toBe(202);
  const { text } = await rig.call('GET', '/metrics');
  expect(text).toMatch(/huiyin_http_refused_total\{class="report"\} 1/);
  expect(text).toMatch(/huiyin_http_refused_total\{class="ingest"\} 1/);
});

test('an overload is answered before the body has come, and the connection stays', async () => {
  const { held, send, letGo, rig } = await crowded(1);
  const first = send();
  await eventually(() => expect(held).toHaveLength(1));
  const big = `{"comments":[{"source":"s","text":"好"}]}${' '.repeat(1_000_000)}`;
  const refused = await rig.call('POST', '/v1/comments', {
    body: big,
    headers: { 'content-type': 'application/json' },
  });
  expectProblem(refused, 'overloaded');
  letGo();
  expect((await first).status).toBe(202);
});

test('L6: with another workspace around one has half of the places and is told that it is too many', async () => {
  const { held, send, letGo } = await crowded(8);
  const [a, b] = [keys.admin, keys.other];
  const running = [send(b), send(a), send(a), send(a), send(a)];
  await eventually(() => expect(held).toHaveLength(5));
  const refused = await send(a);
  expectProblem(refused, 'rate_limited');
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  running.push(send(b));
  await eventually(() => expect(held).toHaveLength(6));
  letGo();
  for (const { status } of await Promise.all(running)) expect(status).toBe(202);
});

test('readiness says what somebody should look at, and stays up', async () => {
  const world = createWorld();
  world.health.disk = async () => ({ freeBytes: 1000 });
  world.health.queueAnswers = async () => false;
  const rig = await startRig(world);
  rigs.push(rig);
  const { status, json } = await rig.call('GET', '/readyz', { key: null });
  expect(status).toBe(200);
  expect(json).toEqual({
    status: 'degraded',
    checks: { database: 'ok', workers: 'ok', disk: 'low', queue: 'away' },
  });
});

test('a database that is silent shows in the metrics, which stay up', async () => {
  const world = createWorld();
  world.health.figures = () => Promise.reject(new Error('SELECT'));
  const rig = await startRig(world);
  rigs.push(rig);
  const { status, text } = await rig.call('GET', '/metrics');
  expect(status).toBe(200);
  expect(text).toContain('huiyin_database_up 0');
});

test('L3: control: without a bound the line grows with what is sent', async () => {
  const bounded = await crowded(4);
  const unbounded = await crowded(Number.MAX_SAFE_INTEGER);
  for (const world of [bounded, unbounded]) for (let at = 0; at < 20; at++) void world.send();
  await eventually(() => expect(unbounded.held).toHaveLength(20));
  await eventually(() => expect(bounded.held).toHaveLength(4));
  bounded.letGo();
  unbounded.letGo();
});

/**
 * Bar I1: malformed requests over every route and method. No 5xx, no hang, every refusal a sound problem document.
 * `FUZZ_REQUESTS=500000 FUZZ_SEED=7 npx vitest run tests/http/fuzz` runs it larger or elsewhere.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { ProblemCode } from '../../../src/errors.ts';
import { statusOf } from '../../../src/http/problem.ts';
import type { Route } from '../../../src/http/route.ts';
import { routes } from '../../../src/http/routes/index.ts';
import { z } from '../../../src/http/schemas/zod.ts';
import { eventually } from '../../rig/eventually.ts';
import { record } from '../../rig/record.ts';
import { createWorld } from '../fakes.ts';
import { leaks, sendRaw, startRig } from '../harness.ts';
import { type FuzzRequest, rawRequestsOf, requestsOf } from './generate.ts';

const wanted = Number(process.env.FUZZ_REQUESTS ?? 20_000);
const seed = Number(process.env.FUZZ_SEED ?? 20261121);
const chunk = 500;
const parallel = 16;
const hangMs = 20_000;

const uploadDir = mkdtempSync(join(tmpdir(), 'huiyin-fuzz-'));
const agent = new Agent({ keepAlive: true, maxSockets: parallel });
afterAll(() => {
  agent.destroy();
  rmSync(uploadDir, { recursive: true });
});

interface FuzzReply {
  status: number;
  type: string;
  requestId: string;
  text: string;
}

function send(port: number, { method, path, headers, body }: FuzzRequest): Promise<FuzzReply> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(body.length) };
    const sent = httpRequest({ host: '127.0.0.1', port, agent, method, path, headers: { ...headers, ...length } });
    sent.setTimeout(hangMs, () => sent.destroy(new Error('hangs')));
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (part) => chunks.push(part));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode!,
          type: response.headers['content-type'] ?? '',
          requestId: String(response.headers['x-request-id']),
          text: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** What is wrong with an answer, or null. */
function fault(reply: FuzzReply, method: string): string | null {
  if (reply.status >= 500) return `answers ${reply.status}`;
  if (reply.requestId.length !== 36) return 'has no request id';
  if (reply.status < 400) return null;
  if (reply.type !== 'application/problem+json; charset=utf-8') return `is of type ${reply.type}`;
  if (method === 'HEAD') return null;
  const problem = JSON.parse(reply.text);
  if (problem.status !== reply.status) return 'says another status than it has';
  if (statusOf[problem.code as ProblemCode] !== reply.status) return `has the code ${problem.code}`;
  if (problem.requestId !== reply.requestId || !problem.detail || !problem.title) return 'is incomplete';
  return leaks.test(reply.text) ? 'tells internals' : null;
}

/**
 * Sends until `count` requests were refused, or twice as many while a route has refused none yet: the more routes, the
 * rarer each. Answers the faults found and the routes that were met.
 */
async function fuzz(table: Route[], count: number, stopAtFault = false) {
  const rig = await startRig(createWorld({ uploadDir }), table);
  const faults: string[] = [];
  const met = new Set<string>();
  let refused = 0;
  let longestMs = 0;
  const enough = () => refused >= (callable.every((route) => met.has(keyOf(route))) ? count : 2 * count);
  for (let round = 0; !enough(); round++) {
    const requests = fc.sample(requestsOf(routes), { numRuns: chunk, seed: seed + round });
    await Promise.all(
      Array.from({ length: parallel }, async (_, worker) => {
        for (let at = worker; at < requests.length; at += parallel) {
          const request = requests[at]!;
          const begun = performance.now();
          const found = await send(rig.port, request).then(
            (reply) => {
              if (reply.status >= 400) refused++;
              met.add(String(reply.status));
              if (reply.status >= 400) met.add(routeOf(request));
              return fault(reply, request.method) && `${fault(reply, request.method)}: ${reply.text.slice(0, 300)}`;
            },
            (error) => `breaks: ${error}`,
          );
          longestMs = Math.max(longestMs, performance.now() - begun);
          if (found) faults.push(`${describe(request)} ${found}`);
        }
      }),
    );
    if (stopAtFault && faults.length > 0) break;
  }
  const health = await rig.call('GET', '/healthz', { key: null });
  const logged = rig.world.logged.join('');
  await rig.close();
  return { faults, refused, met, health: health.status, logged, longestMs };
}

const patterns = routes.map(({ path }) => ({
  path,
  pattern: new RegExp(`^${path.replace(/:\w+/, '[^/?]+')}(?:\\?|$)`),
}));

/** Pages for people are among the targets; they refuse so little that one may be left out by chance. */
const callable = routes.filter(({ undocumented }) => !undocumented);

function keyOf({ method, path }: Route): string {
  return `${method.toUpperCase()} ${path}`;
}

function routeOf({ method, path }: FuzzRequest): string {
  return `${method} ${patterns.find(({ pattern }) => pattern.test(path))?.path}`;
}

function describe({ method, path, headers, body }: FuzzRequest): string {
  return `${method} ${path.slice(0, 200)} ${JSON.stringify(headers).slice(0, 300)} ${body?.toString('latin1').slice(0, 300) ?? ''}`;
}

test(`I1: ${wanted} malformed requests (seed ${seed})`, { timeout: 900_000 }, async () => {
  const { faults, refused, met, health, logged, longestMs } = await fuzz(routes, wanted);
  expect(faults.slice(0, 5)).toEqual([]);
  expect(refused).toBeGreaterThanOrEqual(wanted);
  expect(health).toBe(200);
  await eventually(() => expect(readdirSync(uploadDir)).toEqual([]));
  expect(({} as { x?: unknown }).x).toBeUndefined();
  for (const status of [400, 401, 403, 404, 405, 413, 414, 415, 422, 431]) {
    expect(met, `${status} occurs`).toContain(String(status));
  }
  for (const route of callable) expect(met).toContain(keyOf(route));
  expect(logged).not.toMatch(/request failed|key-admin/);
  record(
    'I1',
    `0 faults in ${refused} refusals of ${callable.length} routes, longest answer ${longestMs.toFixed(0)} ms`,
    { seed },
  );
});

const rawRequests = Math.ceil(wanted / 20);

test(`I1: ${rawRequests} requests that no HTTP library would send (seed ${seed})`, { timeout: 900_000 }, async () => {
  const rig = await startRig(createWorld({ uploadDir }));
  const requests = fc.sample(rawRequestsOf(routes), { numRuns: rawRequests, seed });
  const statuses = new Set<string>();
  await Promise.all(
    Array.from({ length: 32 }, async (_, worker) => {
      for (let at = worker; at < requests.length; at += 32) {
        const answer = await sendRaw(rig.port, requests[at]!, { quietMs: 150 });
        const shown = `${requests[at]!.toString('latin1').slice(0, 300)}\n→ ${answer.slice(0, 600)}`;
        for (const [, status] of answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)) {
          statuses.add(status!);
          expect(Number(status), shown).toBeLessThan(500);
        }
        const refusals = answer.match(/HTTP\/1\.1 4\d\d /g)?.length ?? 0;
        expect(answer.match(/^Content-Type: application\/problem\+json/gm)?.length ?? 0, shown).toBe(refusals);
        expect(answer, shown).not.toMatch(/node_modules|\.ts:\d/);
      }
    }),
  );
  expect(statuses).toContain('400');
  expect((await rig.call('GET', '/healthz', { key: null })).status).toBe(200);
  await rig.close();
  await eventually(() => expect(readdirSync(uploadDir)).toEqual([]));
  record('I1', `${rawRequests} requests of bad form over raw sockets`);
});

test('I1 control: without one validator it is found', { timeout: 300_000 }, async () => {
  const open = routes.map((route) =>
    route.path === '/v1/analyze'
      ? { ...route, request: { body: { json: { schema: z.any(), maxBytes: 1e6 } } } }
      : route,
  );
  const { faults } = await fuzz(open, 20_000, true);
  expect(faults.length).toBeGreaterThan(0);
  expect(faults[0]).toMatch(/\/v1\/analyze .*(?:answers 500|tells internals)/s);
});

/** Who may call what, generated from the route table: a route is closed to everybody whom it does not name. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Role, roles } from '../../src/feedback/read.ts';
import type { Route } from '../../src/http/route.ts';
import { routes } from '../../src/http/routes/index.ts';
import { createWorld, keys } from './fakes.ts';
import { browserHeaders } from './fakeUsers.ts';
import { expectProblem, type Reply, type Rig, startRig } from './harness.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.close());

const scopes = ['ingest', 'read', 'analyse', 'review'] as const;
/** Written out a second time on purpose: a role that gains a scope by accident fails here. */
const mayDo: Record<Role, readonly string[]> = {
  reader: ['read', 'user'],
  analyst: ['read', 'ingest', 'analyse', 'user'],
  reviewer: ['read', 'review', 'user'],
  admin: ['read', 'ingest', 'analyse', 'review', 'admin', 'user'],
};
const closed = routes.filter((route) => route.scope !== 'public');
const send = (
  route: Route,
  options: { key: string | null; headers?: Record<string, string>; body?: string },
): Promise<Reply> => rig.call(route.method.toUpperCase(), route.path.replace(/:\w+/g, 'nothing'), options);
const call = (route: Route, key: string | null) => send(route, { key });
const browse = (
  route: Route,
  role: Role,
  change: Record<string, string | undefined> = {},
  body?: string,
): Promise<Reply> => {
  const headers = Object.entries({ ...browserHeaders(rig.url, role), ...change });
  const given = headers.filter((entry): entry is [string, string] => entry[1] !== undefined);
  return send(route, { key: null, headers: Object.fromEntries(given), ...(body !== undefined && { body }) });
};
const named = (table: Route[]) => table.map((route) => [`${route.method} ${route.path}`, route] as const);

describe.each(named(closed))('%s', (_name, route) => {
  test.each([
    ['no key', null],
    ['an unknown key', 'hy_unknown'],
    ['a key of another form', 'a b'],
  ])('is closed to %s', async (_who, key) => {
    const reply = await call(route, key);
    expectProblem(reply, 'unauthorized');
    expect(reply.headers.get('www-authenticate')).toBe('Bearer realm="huiyin"');
  });

  test('is closed to keys without its scope, open to those with it', async () => {
    for (const scope of scopes) {
      const reply = await call(route, keys[scope]);
      if (scope === route.scope) expect([401, 403]).not.toContain(reply.status);
      else expectProblem(reply, 'forbidden');
    }
    const admin = await call(route, keys.admin);
    if (route.scope === 'user') expectProblem(admin, 'forbidden');
    else expect([401, 403]).not.toContain(admin.status);
  });

  test.each(roles)('serves a signed-in %s as far as the role goes', async (role) => {
    const reply = await browse(route, role);
    if (mayDo[role].includes(route.scope)) expect([401, 403]).not.toContain(reply.status);
    else expectProblem(reply, 'forbidden');
  });

  test('is closed to sessions that are unknown, doubled or beside a bad key', async () => {
    const cookie = browserHeaders(rig.url, 'admin').cookie!;
    expectProblem(await browse(route, 'admin', { cookie: 'huiyin-session=unknown' }), 'unauthorized');
    expectProblem(await browse(route, 'admin', { cookie: `${cookie}; huiyin-session=other` }), 'unauthorized');
    expectProblem(await browse(route, 'admin', { authorization: 'Bearer hy_unknown' }), 'unauthorized');
    expectProblem(await browse(route, 'admin', { authorization: 'Basic YTpi' }), 'unauthorized');
  });
});

describe.each(named(closed.filter(({ method }) => method !== 'get')))('A6: %s by a session', (_name, route) => {
  test.each([
    ['another page', { origin: 'https://elsewhere.example' }],
    ['the same name on another port', { origin: 'http://127.0.0.1:1' }],
    ['a page without an origin', { origin: 'null' }],
    ['a page that hides where it is', { origin: undefined }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a sister site', { 'sec-fetch-site': 'same-site' }],
    ['another site, without an origin', { origin: undefined, 'sec-fetch-site': 'cross-site' }],
    ['a link', { origin: undefined, 'sec-fetch-site': 'none' }],
    ['a page without the token', { 'x-csrf-token': undefined }],
    ['a page with an empty token', { 'x-csrf-token': '' }],
    ['a page with the token of another session', { 'x-csrf-token': 'csrf-of-reader' }],
  ])('is refused to %s', async (_who, change) => {
    expectProblem(await browse(route, 'admin', change), 'forbidden');
  });

  test('is open to its own page, by either sign of it', async () => {
    for (const change of [{ 'sec-fetch-site': 'same-origin' }, { origin: undefined, 'sec-fetch-site': 'same-origin' }])
      expect([401, 403]).not.toContain((await browse(route, 'admin', change)).status);
  });

  const takesJson = route.request?.body?.json !== undefined;
  if (takesJson)
    test('is refused as a form', async () => {
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
        const reply = await browse(route, 'admin', { 'content-type': type }, '{}');
        // Some look first for what the path names.
        if (reply.status === 404) expect(route.path).toContain(':');
        else expectProblem(reply, 'unsupported_media_type');
      }
    });

  test('asks keys for no token, whatever cookies come along', async () => {
    const reply = await browse(route, 'reader', {
      authorization: `Bearer ${keys.admin}`,
      origin: 'https://elsewhere.example',
      'x-csrf-token': undefined,
    });
    if (route.scope === 'user') expectProblem(reply, 'forbidden');
    else expect([401, 403]).not.toContain(reply.status);
  });
});

test('A6: control: where sessions count as keys, another page gets in', async () => {
  const world = createWorld();
  const { authenticate } = world.sessions;
  world.sessions.authenticate = async (token) => {
    const { session: _, ...principal } = (await authenticate(token))!;
    return principal;
  };
  const open = await startRig(world);
  const headers = { ...browserHeaders(open.url, 'admin'), origin: 'https://elsewhere.example' };
  const reply = await open.call('POST', '/v1/analyze', { key: null, headers, json: { comments: [{ text: '好' }] } });
  await open.close();
  expect(reply.status).toBe(200);
});

test('A6: no answer lets pages of other sites read it', async () => {
  for (const path of ['/v1/session', '/v1/comments', '/healthz']) {
    const reply = await rig.call('GET', path, { headers: { origin: 'https://elsewhere.example' } });
    expect(reply.headers.get('access-control-allow-origin')).toBeNull();
    const preflight = await rig.call('OPTIONS', path, { headers: { origin: 'https://elsewhere.example' } });
    expect(preflight.status).toBe(405);
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
  }
});

test('what is open to anybody is a short list', () => {
  const open = routes.filter((route) => route.scope === 'public').map((route) => `${route.method} ${route.path}`);
  expect(open.sort()).toEqual([
    'get /',
    'get /alerts',
    'get /app/:file',
    'get /assets/:file',
    'get /docs',
    'get /explore',
    'get /healthz',
    'get /import',
    'get /invite',
    'get /issues',
    'get /keywords',
    'get /models',
    'get /openapi.json',
    'get /quality',
    'get /readyz',
    'get /reports',
    'get /review',
    'get /settings',
    'get /setup',
    'get /statistics',
    'get /statistics/:tab',
    'get /taxonomy',
    'get /topics',
    'get /topics/:id',
    'get /v1/setup',
    'post /v1/session',
    'post /v1/session/invite',
    'post /v1/setup',
  ]);
});

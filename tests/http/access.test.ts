/** Who may call what, generated from the route table: a route is closed to everybody whom it does not name. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Route } from '../../src/http/route.ts';
import { routes } from '../../src/http/routes/index.ts';
import { keys } from './fakes.ts';
import { expectProblem, type Reply, type Rig, startRig } from './harness.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.close());

const scopes = ['ingest', 'read', 'review'] as const;
const closed = routes.filter((route) => route.scope !== 'public');
const call = (route: Route, key: string | null): Promise<Reply> =>
  rig.call(route.method.toUpperCase(), route.path.replace(/:\w+/g, 'nothing'), { key });

describe.each(closed.map((route) => [`${route.method} ${route.path}`, route] as const))('%s', (_name, route) => {
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
    expect([401, 403]).not.toContain((await call(route, keys.admin)).status);
  });
});

test('what is open to anybody is a short list', () => {
  const open = routes.filter((route) => route.scope === 'public').map((route) => `${route.method} ${route.path}`);
  expect(open.sort()).toEqual([
    'get /',
    'get /assets/:file',
    'get /docs',
    'get /healthz',
    'get /openapi.json',
    'get /readyz',
    'get /setup',
    'get /v1/setup',
    'post /v1/setup',
  ]);
});

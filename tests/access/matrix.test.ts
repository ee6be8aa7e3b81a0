/**
 * Bars A1 and A2: every route of the table × 14 callers × what is theirs, another workspace's, deleted, or never was.
 * Generated from the route table: a route that `requests.ts` cannot call fails here.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { type Role, roles, scopesOf } from '../../src/feedback/read.ts';
import type { Route } from '../../src/http/route.ts';
import { routes } from '../../src/http/routes/index.ts';
import type { Services } from '../../src/http/services.ts';
import type { Reply } from '../http/harness.ts';
import { record } from '../rig/record.ts';
import { type Furnished, furnish, type Made, type Resource } from './furnish.ts';
import { type House, openHouse } from './house.ts';
import {
  bodies,
  fileRoutes,
  isOperators,
  keyOf,
  pathFor,
  plainParameters,
  queries,
  references,
  resourceOf,
} from './requests.ts';

let house: House;
/** The control: what is another's is refused as such. */
let tellsApart = false;
let a: Furnished;
let b: Furnished;
beforeAll(async () => {
  house = await openHouse({ rebuild });
  a = await furnish(house, 'a', 100);
  b = await furnish(house, 'b', 500);
});
afterAll(() => house.close());

function rebuild(services: Services): Services {
  const { get } = services.comments;
  return {
    ...services,
    comments: {
      ...services.comments,
      async get(scope, id) {
        const found = await get(scope, id);
        const others = [a, b].some(({ own }) => own.comment.id === id);
        if (found === null && others && tellsApart) throw new AppError('forbidden', 'This is of another workspace.');
        return found;
      },
    },
  };
}

const api = routes.filter(({ undocumented }) => !undocumented);
const closed = api.filter((route) => route.scope !== 'public' && !isOperators(route));
const named = (table: Route[]) => table.map((route) => [keyOf(route), route] as const);

interface Caller {
  name: string;
  of: () => Furnished | null;
  scopes: readonly string[];
  headers: () => Record<string, string>;
}

const bearer = (key: () => string) => () => ({ authorization: `Bearer ${key()}` });
const person = (of: () => Furnished, role: Role): Caller => ({
  name: `${role} of ${of === ofA ? 'a' : 'b'}`,
  of,
  scopes: [...scopesOf[role], 'user'],
  headers: () => {
    const { cookie, csrf } = of().sessions[role];
    return { cookie: `huiyin-session=${cookie}`, origin: house.rig.url, 'x-csrf-token': csrf };
  },
});
const ofA = () => a;
const ofB = () => b;
const nobody = { of: () => null, scopes: [] };
const callers: Caller[] = [
  { ...nobody, name: 'nobody', headers: () => ({}) },
  { ...nobody, name: 'a malformed key', headers: () => ({ authorization: 'Bearer a b' }) },
  { ...nobody, name: 'an expired key', headers: bearer(() => a.keys.expired) },
  { ...nobody, name: 'a revoked key', headers: bearer(() => a.keys.revoked) },
  ...roles.map((role) => person(ofA, role)),
  ...roles.map((role) => person(ofB, role)),
  { name: 'a key for sending', of: ofB, scopes: ['ingest'], headers: bearer(() => b.keys.ingest) },
  { name: 'a key for reading', of: ofB, scopes: ['read'], headers: bearer(() => b.keys.read) },
];

const never = (resource: Resource): Made => {
  const id = resource === 'model' ? '999999' : '00000000000000000000000000000000000000';
  return { id, ...(resource === 'delivery' && { parent: id }) };
};
const other = (caller: Caller): Furnished => (caller.of() === a ? b : a);

function call(
  on: House,
  route: Route,
  caller: Caller,
  made: Made | null,
  more: { query?: string; body?: unknown } = {},
) {
  const query = more.query ?? queries[keyOf(route)]?.(caller.of() ?? a);
  const path = (made ? pathFor(route, made) : route.path) + (query ? `?${query}` : '');
  const makeBody = bodies[keyOf(route)];
  const json = more.body ?? makeBody?.(caller.of() ?? a);
  const headers = { ...caller.headers(), 'idempotency-key': Math.random().toString(36) };
  if (fileRoutes.includes(keyOf(route))) {
    const form = new FormData();
    form.set('file', new Blob(['text\nhello\n']), 'a.csv');
    return on.rig.call(route.method.toUpperCase(), path, { key: null, headers, body: form });
  }
  return on.rig.call(route.method.toUpperCase(), path, { key: null, headers, ...(json !== undefined && { json }) });
}

/** What a caller can tell answers apart by: status, names of headers, body without what is new each time. */
function face(reply: Reply) {
  const { requestId: _, instance: __, ...body } = reply.json ?? { text: reply.text };
  return { status: reply.status, headers: [...reply.headers.keys()].sort(), body };
}

const mayCall = (caller: Caller, { scope }: Route): boolean =>
  caller.scopes.includes(scope) || (scope !== 'user' && caller.scopes.includes('admin'));

test('A1 the matrix knows every route: its id, its body, its parameters', () => {
  for (const route of closed) {
    expect(() => resourceOf(route)).not.toThrow();
    if (route.request?.body?.json) expect(bodies, keyOf(route)).toHaveProperty([keyOf(route)]);
    else if (route.request?.body) expect(fileRoutes).toContain(keyOf(route));
    const probed = references.filter(({ route: key, query }) => key === keyOf(route) && query);
    const names = probed.map(({ query }) => query!('x', b).split('=')[0]!);
    for (const parameter of Object.keys(route.request?.query?.shape ?? {})) {
      const plain = plainParameters.has(parameter.replace(/^other\./, ''));
      const isTopic = /^(?:other\.)?topic$/.test(parameter);
      expect(plain || isTopic || names.includes(parameter), `${keyOf(route)} ?${parameter}`).toBe(true);
    }
  }
});

test.each(named(closed))(
  'A1 %s: each caller gets what the scope allows, and nothing of others',
  async (_key, route) => {
    const resource = resourceOf(route);
    for (const caller of callers) {
      const own = caller.of();
      const foreign = [
        ...(resource ? [other(caller).own[resource], never(resource)] : []),
        // Who may not come in at all is told so before anything is looked for.
        ...(resource && own && mayCall(caller, route) ? [a.deleted[resource], b.deleted[resource]] : []),
      ].filter((made) => made !== undefined);
      const strange: unknown[] = [];
      for (const made of foreign) strange.push(face(await call(house, route, caller, made)));
      // A2: nobody learns from an answer whether it is there.
      for (const answer of strange) expect(answer, caller.name).toEqual(strange[0]);
      const mine = resource ? (own ?? a).own[resource] : null;
      if (!own) {
        expect((await call(house, route, caller, mine)).status, caller.name).toBe(401);
        for (const answer of strange) expect(answer).toMatchObject({ status: 401 });
      } else if (!mayCall(caller, route)) {
        expect((await call(house, route, caller, mine)).status, caller.name).toBe(403);
        for (const answer of strange) expect(answer).toMatchObject({ status: 403 });
      } else {
        for (const answer of strange) expect(answer, caller.name).toMatchObject({ status: 404 });
        const made = resource && route.method === 'delete' ? await own.make(resource) : mine;
        if (signsOut(route) || (isSlow(route) && !caller.name.startsWith('admin'))) continue;
        const reply = await call(house, route, caller, made);
        expect([401, 403, 404], `${caller.name}: ${reply.text.slice(0, 300)}`).not.toContain(reply.status);
        expect(reply.status, reply.text.slice(0, 300)).toBeLessThan(500);
        expect(reply.text).not.toContain(other(caller).mark);
      }
    }
  },
);

test.each(named(api.filter(isOperators)))('A1 %s: only admins of the first workspace may', async (_key, route) => {
  for (const caller of callers) {
    const path = route.path.replace(':name', 'huiyin-20260101-000000-000Z.backup');
    const { status } = await house.rig.call(route.method.toUpperCase(), path, { key: null, headers: caller.headers() });
    if (!caller.of()) expect(status, caller.name).toBe(401);
    else if (!mayCall(caller, route) || caller.of() === b) expect(status, caller.name).toBe(403);
    else expect(status, caller.name).toBe(path === route.path ? (route.method === 'get' ? 200 : 202) : 404);
  }
});

/** These end what the rest needs, or are refused for a reason of their own: a wrong password, a decision of another. */
const signsOut = (route: Route): boolean =>
  [
    'delete /v1/session',
    'post /v1/users/me/password',
    'delete /v1/taxonomy/draft',
    'delete /v1/lexicon/draft',
    'post /v1/reviews/:id/undo',
  ].includes(keyOf(route));

/** Office files take a worker each; once a workspace is enough. */
const isSlow = ({ path }: Route): boolean => /\.(?:docx|xlsx)$/.test(path);

const routeOf = (key: string): Route => api.find((route) => keyOf(route) === key)!;
const admin = (of: () => Furnished): Caller => ({
  name: `a key of ${of === ofA ? 'a' : 'b'}`,
  of,
  scopes: ['ingest', 'read', 'analyse', 'review', 'admin'],
  headers: bearer(() => of().keys.admin),
});

describe.each(
  references.map((reference) => [`${reference.route} with the id of a ${reference.resource}`, reference] as const),
)(
  'A1 %s in it',
  (_name, { route: key, resource, query, body, own = (of: Furnished) => of.own[resource].id, unprovable }) => {
    test('tells nothing of another workspace', async () => {
      const route = routeOf(key);
      const named = resourceOf(route);
      const ask = async (id: string) => {
        const made = named ? b.own[named] : null;
        const more = query ? { query: query(id, b) } : { body: body!(id, b) };
        const { status, headers, body: answer } = face(await call(house, route, admin(ofB), made, more));
        return { status, headers, body: JSON.stringify(answer).replaceAll(id, 'the id') };
      };
      const strange = await ask(never(resource).id);
      expect(await ask(own(a))).toEqual(strange);
      if (a.deleted[resource]) expect(await ask(a.deleted[resource].id)).toEqual(strange);
      // What is one's own is found: the question was a good one.
      if (!unprovable) expect(await ask(own(b))).not.toEqual(strange);
    });
  },
);

const paged = closed.filter(({ request }) => request?.query && 'cursor' in request.query.shape);
test.each(named(paged))('A1 %s refuses the cursor of another workspace', async (_key, route) => {
  const resource = resourceOf(route);
  const of = (caller: Caller) => (resource ? caller.of()!.own[resource] : null);
  if (resource === 'topicRun') await fillTopics();
  if (resource === 'webhook') await a.make('delivery');
  const page = await call(house, route, admin(ofA), of(admin(ofA)), { query: 'limit=1' });
  const cursor = page.json?.nextCursor ?? forged;
  const asked = (caller: Caller) => call(house, route, caller, of(caller), { query: `limit=1&cursor=${cursor}` });
  const made = await call(house, route, admin(ofB), of(admin(ofB)), { query: `limit=1&cursor=${forged}` });
  expect(made.status, made.text).toBe(422);
  expect(face(await asked(admin(ofB)))).toEqual(face(made));
  if (page.json?.nextCursor) expect((await asked(admin(ofA))).status).toBe(200);
});
const forged = Buffer.alloc(40, 7).toString('base64url');

/** A second comment in the topic, so that there is a second page. */
async function fillTopics(): Promise<void> {
  const { id } = await a.make('comment');
  await house.store.topicAssignments.assign(a.scope, a.own.topicRun.id, [{ commentId: id, topic: 0, probability: 1 }]);
}

const idempotent = closed.filter(({ idempotent, path }) => idempotent && !path.includes(':'));
test.each(named(idempotent))('A1 %s: an Idempotency-Key is of one workspace and one caller', async (_key, route) => {
  const key = 'the-key-of-both';
  const send = async (caller: Caller) => {
    const own = caller.of()!;
    const headers = { ...caller.headers(), 'idempotency-key': key };
    const json = bodies[keyOf(route)]?.(own);
    const method = route.method.toUpperCase();
    if (!fileRoutes.includes(keyOf(route)))
      return house.rig.call(method, route.path, { key: null, headers, ...(json !== undefined && { json }) });
    const form = new FormData();
    form.set('file', new Blob(['text\nhello\n']), 'a.csv');
    return house.rig.call(method, route.path, { key: null, headers, body: form });
  };
  const first = await send(admin(ofA));
  expect(first.json?.errors?.[0]?.pointer).not.toBe('/headers/idempotency-key');
  const second = await send(admin(ofB));
  expect(second.headers.get('idempotency-replayed')).toBeNull();
  expect(second.json?.code ?? '', second.text).not.toMatch(/idempotency/);
  if (first.json?.id) expect(second.text).not.toContain(first.json.id);
});

test('A1 the same external id in two workspaces is two comments', async () => {
  const json = { comments: [{ source: 'same', externalId: 'same', text: 'one' }] };
  const send = async (of: () => Furnished) =>
    (await house.rig.call('POST', '/v1/comments', { key: of().keys.admin, json })).json?.items?.[0];
  expect(await send(ofA)).toMatchObject({ status: 'created' });
  expect(await send(ofB)).toMatchObject({ status: 'created' });
  expect(await send(ofB)).toMatchObject({ status: 'unchanged' });
});

const pairs = Number(process.env.PROBE_PAIRS ?? 500);

describe(`A2 ${pairs} pairs of what is not there and what is not theirs`, () => {
  const table = closed.filter((route) => resourceOf(route) !== null && route.method === 'get');

  /** How long the answer took, in milliseconds, and its face. */
  async function probe(route: Route, caller: Caller, made: Made) {
    const begun = performance.now();
    const reply = await call(house, route, caller, made);
    return { ms: performance.now() - begun, face: face(reply) };
  }

  test('are the same to the letter', async () => {
    const times = { missing: [] as number[], foreign: [] as number[] };
    for (let pair = 0; pair < pairs; pair++) {
      const route = table[pair % table.length]!;
      const caller = pair % 2 === 0 ? admin(ofA) : admin(ofB);
      const resource = resourceOf(route)!;
      const foreign = await probe(route, caller, other(caller).own[resource]);
      const missing = await probe(route, caller, never(resource));
      expect(foreign.face).toEqual(missing.face);
      times.foreign.push(foreign.ms);
      times.missing.push(missing.ms);
    }
    const median = (list: number[]): string => list.toSorted((one, two) => one - two)[list.length >> 1]!.toFixed(2);
    record(
      'A2',
      `${pairs} pairs the same; medians ${median(times.foreign)} ms not theirs, ${median(times.missing)} ms not there`,
    );
  });

  test('control: 403 in place of 404 is seen', async () => {
    const route = routeOf('get /v1/comments/:id');
    tellsApart = true;
    const foreign = await probe(route, admin(ofA), b.own.comment);
    const missing = await probe(route, admin(ofA), never('comment'));
    tellsApart = false;
    expect(foreign.face).not.toEqual(missing.face);
  });
});

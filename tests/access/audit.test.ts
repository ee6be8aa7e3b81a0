/** Every route that changes something leaves an entry in the audit trail, or is on a short list with its reason. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../rig/eventually.ts';
import { type Furnished, furnish } from './furnish.ts';
import { type House, openHouse } from './house.ts';
import { bodies, keyOf, pathFor, resourceOf } from './requests.ts';
import { writable } from './walk.ts';

const job = 'the row of its job says who asked for it, and when';
/** Why there is no entry. */
const silent: Record<string, string> = {
  'post /v1/analyze': 'stores nothing',
  'post /v1/alerts/preview': 'stores nothing',
  'post /v1/reviews/:id/heartbeat': 'prolongs what the entry of the claim says',
  'post /v1/quality/scans': job,
  'post /v1/topics': job,
  'post /v1/topic-definitions/:id/runs': job,
  'post /v1/reports': job,
  'post /v1/models/train': job,
  'post /v1/sample': job,
  'post /v1/reanalyses': job,
  'post /v1/lexicon/preview': job,
};
/** Routes that a plain call cannot bring to an end, and where else their entries are looked at. */
const elsewhere: Record<string, string> = {
  'post /v1/reviews/accept': 'tests/store/reviews.test.ts',
  'put /v1/taxonomy': 'tests/store/editions.test.ts',
  'post /v1/taxonomy/draft/operations': 'tests/store/editions.test.ts',
  'delete /v1/taxonomy/draft': 'tests/store/editions.test.ts',
  'post /v1/taxonomy/preview': 'tests/http/editing.test.ts',
  'post /v1/taxonomy/publish': 'tests/store/editions.test.ts',
  'post /v1/taxonomy/rollback': 'tests/store/editions.test.ts',
  'post /v1/webhooks/:id/replay': 'tests/store/webhooks.test.ts',
};

let house: House;
let own: Furnished;
beforeAll(async () => {
  house = await openHouse();
  own = await furnish(house, 'a', 100);
});
afterAll(() => house.close());

const trail = async () => (await house.store.audit.list(own.scope, {}, { limit: 200 })).items.map(({ id }) => id);
const send = (method: string, path: string, json?: unknown) =>
  house.rig.call(method, path, { key: own.keys.admin, ...(json !== undefined && { json }) });

/** What must have happened before the call can be right. */
async function prepare(key: string, path: string): Promise<void> {
  const item = /^\/v1\/reviews\/[^/]+(?=\/)/.exec(path)?.[0];
  if (item && !key.endsWith('/claim')) await send('POST', `${item}/claim`, {});
  if (item && key.endsWith('/undo')) await send('POST', `${item}/accept`, {});
  if (/lexicon\/(?:draft|preview|publish)/.test(key)) await send('PUT', '/v1/lexicon', { words: ['冰淇淋机'] });
  if (key.startsWith('delete ') && key.endsWith('/dismissal')) await send('PUT', path);
  if (key === 'post /v1/models/:id/rollback') await send('POST', path.replace('rollback', 'promote'), {});
}

test.each(writable.map((route) => [keyOf(route), route] as const))('%s', async (key, route) => {
  const resource = resourceOf(route);
  const made = resource ? await own.make(resource) : null;
  const path = made ? pathFor(route, made) : route.path;
  await prepare(key, path);
  const json = key === 'put /v1/stats/settings' ? (await send('GET', '/v1/stats/settings')).json : bodies[key]?.(own);
  const before = new Set(await trail());
  let reply = await send(route.method.toUpperCase(), path, json);
  // An import that another line asked for may be under way.
  if (key === 'post /v1/erasures')
    await eventually(async () => {
      if (reply.status === 409) reply = await send('POST', path, json);
      expect(reply.status).not.toBe(409);
    });
  if (key in elsewhere) return;
  expect(reply.status, reply.text.slice(0, 300)).toBeLessThan(300);
  const fresh = (await trail()).filter((id) => !before.has(id)).length;
  if (key in silent) expect(fresh).toBe(0);
  else expect(fresh).toBeGreaterThan(0);
});

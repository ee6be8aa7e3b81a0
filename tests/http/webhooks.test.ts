import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProblemCode } from '../../src/errors.ts';
import { webhookEvents } from '../../src/feedback/webhooks.ts';
import { keys } from './fakes.ts';
import { expectProblem, type Rig, startRig } from './harness.ts';

let rig: Rig;
let id: string;
const good = { url: 'https://shop.example/hook', events: ['comment.analysed', 'issue.opened'] };

beforeAll(async () => {
  rig = await startRig();
  id = (await rig.call('POST', '/v1/webhooks', { json: good })).json.endpoint.id;
});
afterAll(() => rig.close());

test('is made with its secret, which is shown once', async () => {
  const headers = { 'idempotency-key': 'k1' };
  const made = await rig.call('POST', '/v1/webhooks', { json: { ...good, description: 'CRM' }, headers });
  expect(made.status).toBe(201);
  expect(made.json).toMatchObject({ endpoint: { ...good, description: 'CRM', content: 'tags', disabled: null } });
  expect(made.json.secret).toMatch(/^whsec_/);
  expect(made.headers.get('location')).toBe(`/v1/webhooks/${made.json.endpoint.id}`);
  const again = await rig.call('POST', '/v1/webhooks', { json: { ...good, description: 'CRM' }, headers });
  expect(again.json).toMatchObject({ endpoint: { id: made.json.endpoint.id }, secret: null });
  for (const path of ['/v1/webhooks', `/v1/webhooks/${made.json.endpoint.id}`])
    expect((await rig.call('GET', path)).text).not.toContain('whsec_');
});

const bodies: [name: string, json: unknown, code: ProblemCode, pointer: string][] = [
  ['no address', { events: good.events }, 'missing_field', '/url'],
  ['no events', { url: good.url }, 'missing_field', '/events'],
  ['an empty list of events', { ...good, events: [] }, 'out_of_range', '/events'],
  ['an unknown event', { ...good, events: ['comment.eaten'] }, 'unknown_value', '/events/0'],
  ['an event that cannot be asked for', { ...good, events: ['webhook.test'] }, 'unknown_value', '/events/0'],
  ['an event twice', { ...good, events: ['issue.opened', 'issue.opened'] }, 'duplicate_value', '/events'],
  ['an unknown content', { ...good, content: 'everything' }, 'unknown_value', '/content'],
  ['a secret of its own', { ...good, secret: 'whsec_abc' }, 'unknown_field', '/secret'],
  ['a private address', { ...good, url: 'https://inside.example/' }, 'address_refused', '/url'],
  ['an address that is too long', { ...good, url: `https://a.example/${'a'.repeat(2000)}` }, 'out_of_range', '/url'],
  ['a description with a NUL', { ...good, description: 'a\0' }, 'text_not_well_formed', '/description'],
];
test.each(bodies)('%s is refused', async (_name, json, code, pointer) => {
  expectProblem(await rig.call('POST', '/v1/webhooks', { json }), code, pointer);
});

test('is changed, disabled and enabled', async () => {
  const changed = await rig.call('PATCH', `/v1/webhooks/${id}`, {
    json: { events: [...webhookEvents], content: 'full' },
  });
  expect(changed.json).toMatchObject({ id, events: webhookEvents, content: 'full', url: good.url });
  const off = await rig.call('PATCH', `/v1/webhooks/${id}`, { json: { enabled: false } });
  expect(off.json.disabled).toBe('by_hand');
  expectProblem(await rig.call('POST', `/v1/webhooks/${id}/test`), 'state_conflict');
  expect((await rig.call('PATCH', `/v1/webhooks/${id}`, { json: { enabled: true } })).json.disabled).toBeNull();
  expectProblem(await rig.call('PATCH', `/v1/webhooks/${id}`, { json: {} }), 'missing_field', '');
  expectProblem(
    await rig.call('PATCH', `/v1/webhooks/${id}`, { json: { url: 'https://inside.example' } }),
    'address_refused',
    '/url',
  );
});

test('is tested, rotated, replayed, and its log is read', async () => {
  expect(await rig.call('POST', `/v1/webhooks/${id}/test`)).toMatchObject({
    status: 202,
    json: { deliveryId: 'delivery-1' },
  });
  const rotated = await rig.call('POST', `/v1/webhooks/${id}/secret`);
  expect(rotated).toMatchObject({ status: 201, json: { secret: 'whsec_bmV3ZXI=' } });
  const log = await rig.call('GET', `/v1/webhooks/${id}/deliveries?state=failed&limit=1`);
  expect(log.json.items).toMatchObject([{ id: 'delivery-1', state: 'failed', status: 500 }]);
  const one = await rig.call('GET', `/v1/webhooks/${id}/deliveries/delivery-1`);
  expect(one.json).toMatchObject({ attempts: [{ status: 500 }], body: { type: 'comment.analysed' } });
  expect((await rig.call('POST', `/v1/webhooks/${id}/deliveries/delivery-1/replay`)).status).toBe(202);
  const since = await rig.call('POST', `/v1/webhooks/${id}/replay`, { json: { since: '2026-05-01' } });
  expect(since).toMatchObject({ status: 202, json: { deliveries: 1 } });
  expectProblem(
    await rig.call('POST', `/v1/webhooks/${id}/replay`, { json: { since: 'yesterday' } }),
    'invalid_format',
    '/since',
  );
  expectProblem(
    await rig.call('POST', `/v1/webhooks/${id}/secret`, { json: { overlapHours: 1000 } }),
    'out_of_range',
    '/overlapHours',
  );
  expectProblem(await rig.call('GET', `/v1/webhooks/${id}/deliveries?state=lost`), 'unknown_value', '/query/state/0');
});

describe.each([
  ['of another workspace', () => ({ path: id, key: keys.other })],
  ['that never was', () => ({ path: 'nothing', key: keys.admin })],
])('one %s is not there', (_name, of) => {
  test.each([
    ['GET', '', undefined],
    ['PATCH', '', { enabled: false }],
    ['DELETE', '', undefined],
    ['POST', '/secret', undefined],
    ['POST', '/test', undefined],
    ['GET', '/deliveries', undefined],
    ['GET', '/deliveries/delivery-1', undefined],
    ['POST', '/deliveries/delivery-1/replay', undefined],
    ['POST', '/replay', { since: '2026-05-01' }],
  ])('%s %s', async (method, rest, json) => {
    const { path, key } = of();
    expectProblem(await rig.call(method, `/v1/webhooks/${path}${rest}`, { key, ...(json && { json }) }), 'not_found');
  });
});

test('is removed', async () => {
  expect((await rig.call('DELETE', `/v1/webhooks/${id}`)).status).toBe(204);
  expectProblem(await rig.call('GET', `/v1/webhooks/${id}`), 'not_found');
});

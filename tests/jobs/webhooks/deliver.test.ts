import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Scope } from '../../../src/feedback/read.ts';
import type { WebhookInput } from '../../../src/feedback/webhooks.ts';
import { createEmbeddedQueue } from '../../../src/jobs/embeddedQueue.ts';
import { createAddressCheck } from '../../../src/jobs/webhooks/address.ts';
import { startDelivering } from '../../../src/jobs/webhooks/deliver.ts';
import { createSend } from '../../../src/jobs/webhooks/send.ts';
import type { Store } from '../../../src/store/store.ts';
import { analyseAll, comment, createClock, newWorkspace, openTestStore, tempDir } from '../../contracts/support.ts';
import { eventually } from '../../rig/eventually.ts';
import { say, startReceiver } from './receiver.ts';

const folder = tempDir();
const clock = createClock();
let store: Store;
let scope: Scope;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let deliveries: { close(): Promise<void> } | null = null;
const errors: unknown[] = [];
const page = { limit: 50 };

beforeAll(async () => {
  store = await openTestStore(folder.path, clock);
});
afterAll(async () => {
  await store.close();
  folder.remove();
});
beforeEach(async () => {
  scope = await newWorkspace(store, 'own');
  receiver = await startReceiver(say(200));
});
afterEach(async () => {
  await deliveries?.close();
  deliveries = null;
  await receiver.close();
  expect(errors.splice(0)).toEqual([]);
});

const all: WebhookInput = { url: '', description: '', events: ['comment.analysed', 'issue.opened'], content: 'tags' };
const add = async (more: Partial<WebhookInput> = {}) =>
  store.webhooks.create(scope, { ...all, url: receiver.url, ...more });

function start({
  timeoutMs = 5000,
  allowPrivate = true,
  resolve = undefined as ((host: string) => Promise<string[]>) | undefined,
} = {}) {
  const check = createAddressCheck({ allowPrivate, ...(resolve && { resolve }) });
  deliveries = startDelivering({
    queue: createEmbeddedQueue(),
    work: store.webhookWork,
    comments: store.comments,
    send: createSend(check, Date.now, timeoutMs),
    onError: (error) => errors.push(error),
    random: () => 0.5,
    lookEveryMs: 5,
  });
}

async function ingest(text: string): Promise<string> {
  const [{ id }] = await store.comments.ingest(scope, [comment(text)]);
  await analyseAll(store);
  return id;
}

const log = async (id: string) => (await store.webhooks.deliveries(scope, id, undefined, page)).items;
const until = (id: string, state: string, count = 1) =>
  eventually(async () => {
    const found = (await log(id)).filter((delivery) => delivery.state === state);
    expect(found).toHaveLength(count);
    return found;
  });
const tried = (id: string, count: number) =>
  eventually(async () => {
    const attempts = await Promise.all((await log(id)).map((d) => store.webhooks.delivery(scope, id, d.id)));
    const flat = attempts.flatMap((details) => details!.attempts);
    expect(flat).toHaveLength(count);
    return flat;
  });

test('what was analysed arrives, signed, without the text', async () => {
  const { endpoint, secret } = await add({ events: ['comment.analysed'] });
  start();
  const id = await ingest('secret words -slow');
  const [delivery] = await until(endpoint.id, 'delivered');
  const [{ headers, body }] = receiver.received;
  expect(headers['webhook-id']).toBe(delivery.eventId);
  const message = new Webhook(secret).verify(body, headers as Record<string, string>) as any;
  expect(message).toMatchObject({
    type: 'comment.analysed',
    data: { commentId: id, sentiment: { label: 'negative' }, issues: [{ code: 'service.slow' }] },
  });
  expect(body).not.toContain('secret words');
  expect(() => new Webhook(secret).verify(`${body} `, headers as Record<string, string>)).toThrow();
});

test('the comment goes along where it is asked for, as long as it is there', async () => {
  const { endpoint } = await add({ events: ['comment.analysed'], content: 'full' });
  await ingest('secret words');
  start();
  await until(endpoint.id, 'delivered');
  expect(JSON.parse(receiver.received[0]!.body).data.comment).toMatchObject({
    text: 'secret words',
    analysis: { sentiment: { label: 'neutral' } },
  });
});

test('erased comments take their events with them', async () => {
  const { endpoint } = await add();
  const id = await ingest('-slow');
  expect(await log(endpoint.id)).toHaveLength(2);
  await store.comments.delete(scope, id);
  expect(await log(endpoint.id)).toEqual([]);
});

test('both secrets sign while they overlap', async () => {
  const { endpoint, secret } = await add({ events: ['comment.analysed'] });
  const rotated = await store.webhooks.rotate(scope, endpoint.id, 1);
  start();
  await ingest('one');
  await until(endpoint.id, 'delivered');
  const verify = (key: string, at: number) =>
    new Webhook(key).verify(receiver.received[at]!.body, receiver.received[at]!.headers as Record<string, string>);
  verify(secret, 0);
  verify(rotated!.secret, 0);
  clock.advance(3_600_001);
  await ingest('two');
  await until(endpoint.id, 'delivered', 2);
  expect(receiver.received[1]!.headers['webhook-signature']!.toString().split(' ')).toHaveLength(1);
});

test('tries again by the schedule with the same id, until it is taken', async () => {
  const { endpoint } = await add({ events: ['comment.analysed'] });
  receiver.behave.answer = say(500);
  start();
  await ingest('one');
  await tried(endpoint.id, 1);
  expect(await log(endpoint.id)).toMatchObject([
    { state: 'pending', tries: 1, status: 500, failure: 'answer_refused' },
  ]);
  clock.advance(5_001);
  await tried(endpoint.id, 2);
  receiver.behave.answer = say(204);
  clock.advance(300_001);
  await until(endpoint.id, 'delivered');
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  expect(receiver.received).toHaveLength(3);
  expect((await store.webhooks.get(scope, endpoint.id))!.failingSince).toBeNull();
});

test('gives up after ten tries, and sends again when told to', async () => {
  const { endpoint } = await add({ events: ['comment.analysed'] });
  receiver.behave.answer = say(503);
  start();
  const since = new Date(clock()).toISOString();
  await ingest('one');
  for (let n = 1; n < 10; n++) {
    await tried(endpoint.id, n);
    clock.advance(24 * 3_600_000 + 1);
    // It would be disabled for failing so long; this is about one delivery.
    await store.webhooks.change(scope, endpoint.id, { enabled: true });
  }
  const [failed] = await until(endpoint.id, 'failed');
  expect(receiver.received).toHaveLength(10);
  receiver.behave.answer = say(200);
  expect(await store.webhooks.replay(scope, endpoint.id, failed.id)).toBe(true);
  await until(endpoint.id, 'delivered');
  expect(await store.webhooks.replaySince(scope, endpoint.id, { since, only: 'failed' })).toBe(0);
  expect(await store.webhooks.replaySince(scope, endpoint.id, { since, only: 'all' })).toBe(1);
  await eventually(() => expect(receiver.received).toHaveLength(12));
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
});

test('410 disables for good, and nothing goes there any more', async () => {
  const { endpoint } = await add({ events: ['comment.analysed'] });
  receiver.behave.answer = say(410);
  start();
  await ingest('one');
  await until(endpoint.id, 'failed');
  expect(await store.webhooks.get(scope, endpoint.id)).toMatchObject({ disabled: 'gone' });
  await ingest('two');
  expect(await log(endpoint.id)).toHaveLength(1);
  const [{ id }] = await log(endpoint.id);
  await expect(store.webhooks.replay(scope, endpoint.id, id)).rejects.toMatchObject({ code: 'state_conflict' });
  await expect(store.webhooks.test(scope, endpoint.id)).rejects.toMatchObject({ code: 'state_conflict' });
  expect(receiver.received).toHaveLength(1);
});

test('days of failure disable; what waited can be replayed afterwards', async () => {
  const { endpoint } = await add({ events: ['comment.analysed'] });
  receiver.behave.answer = say(500);
  start();
  await ingest('one');
  await tried(endpoint.id, 1);
  clock.advance(5 * 86_400_000);
  await until(endpoint.id, 'failed');
  expect(await store.webhooks.get(scope, endpoint.id)).toMatchObject({ disabled: 'failing' });
  receiver.behave.answer = say(200);
  expect(await store.webhooks.change(scope, endpoint.id, { enabled: true })).toMatchObject({ disabled: null });
  const [{ id }] = await log(endpoint.id);
  await store.webhooks.replay(scope, endpoint.id, id);
  await until(endpoint.id, 'delivered');
});

test('a receiver that asks for a pause gets it, for everything', async () => {
  const { endpoint } = await add({ events: ['comment.analysed'] });
  receiver.behave.answer = say(429, { 'retry-after': '600' });
  start();
  await ingest('one');
  await tried(endpoint.id, 1);
  receiver.behave.answer = say(200);
  await ingest('two');
  clock.advance(590_000);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(receiver.received).toHaveLength(1);
  clock.advance(10_001);
  await until(endpoint.id, 'delivered', 2);
});

test('L8: one that hangs runs into the time-out and holds no other up', async () => {
  const { endpoint: slow } = await add({ events: ['comment.analysed'] });
  const quick = await startReceiver(say(200));
  const { endpoint: fine } = await add({ events: ['comment.analysed'], url: quick.url });
  receiver.behave.answer = () => {};
  start({ timeoutMs: 300 });
  for (let n = 0; n < 8; n++) await ingest(`text ${n}`);
  await until(fine.id, 'delivered', 8);
  const attempts = await eventually(async () => {
    const found = (await log(slow.id)).filter(({ failure }) => failure === 'timeout');
    expect(found.length).toBeGreaterThan(0);
    return found;
  });
  expect(attempts[0]!.status).toBeNull();
  await quick.close();
});

test('an endless answer is not read', async () => {
  const { endpoint } = await add({ events: ['comment.analysed'] });
  receiver.behave.answer = (response) => {
    response.writeHead(200);
    const chunk = 'x'.repeat(65_536);
    const more = (): void => void (response.destroyed || response.write(chunk, () => setImmediate(more)));
    more();
  };
  start();
  await ingest('one');
  await until(endpoint.id, 'delivered');
});

test('A8: redirects are failures and are not followed', async () => {
  const elsewhere = await startReceiver(say(200));
  const { endpoint } = await add({ events: ['comment.analysed'] });
  receiver.behave.answer = say(302, { location: elsewhere.url });
  start();
  await ingest('one');
  const [attempt] = await tried(endpoint.id, 1);
  expect(attempt).toMatchObject({ status: 302, failure: 'answer_refused' });
  expect(elsewhere.received).toEqual([]);
  await elsewhere.close();
});

test('A8: the address is judged again before each try, and the judged one is used', async () => {
  const { endpoint } = await add({ events: ['comment.analysed'], url: `http://name.example:${receiver.port}/hook` });
  let answer = ['127.0.0.1'];
  start({ resolve: async () => answer });
  await ingest('one');
  await until(endpoint.id, 'delivered');
  expect(receiver.received[0]!.headers.host).toBe(`name.example:${receiver.port}`);
  answer = ['169.254.169.254'];
  await ingest('two');
  await eventually(async () => expect((await log(endpoint.id))[0]).toMatchObject({ failure: 'address_refused' }));
  expect(receiver.received).toHaveLength(1);
});

test('A8: nothing goes to loopback unless that is allowed, whatever is registered', async () => {
  const { endpoint } = await add({ events: ['comment.analysed'] });
  start({ allowPrivate: false });
  await ingest('one');
  const [attempt] = await tried(endpoint.id, 1);
  expect(attempt).toMatchObject({ status: null, failure: 'address_refused' });
  expect(receiver.received).toEqual([]);
});

test('A8: control: who checks the name and then fetches it ends up on loopback', async () => {
  const answers = [['93.184.215.14'], ['127.0.0.1']];
  const resolve = async () => answers.shift()!;
  await createAddressCheck({ allowPrivate: false, resolve })('https://rebound.example/hook');
  const [address] = await resolve();
  await fetch(`http://${address}:${receiver.port}/hook`, { method: 'POST' });
  expect(receiver.received).toHaveLength(1);
});

test('a refused connection is one more failure', async () => {
  const gone = await startReceiver(say(200));
  await gone.close();
  const { endpoint } = await add({ events: ['comment.analysed'], url: gone.url });
  start();
  await ingest('one');
  const [attempt] = await tried(endpoint.id, 1);
  expect(attempt).toMatchObject({ status: null, failure: 'connection_failed' });
});

test('a test event arrives', async () => {
  const { endpoint, secret } = await add();
  start();
  const { deliveryId } = (await store.webhooks.test(scope, endpoint.id))!;
  await until(endpoint.id, 'delivered');
  const [{ body, headers }] = receiver.received;
  expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toMatchObject({
    type: 'webhook.test',
    data: { webhookId: endpoint.id },
  });
  expect((await store.webhooks.delivery(scope, endpoint.id, deliveryId))!.body.type).toBe('webhook.test');
});

test('closing does not wait for who does not answer; it is sent again afterwards, with the same id', async () => {
  const { endpoint } = await add({ events: ['comment.analysed'] });
  receiver.behave.answer = () => {};
  start({ timeoutMs: 600_000 });
  await ingest('one');
  await eventually(() => expect(receiver.received).toHaveLength(1));
  await deliveries!.close();
  expect(await log(endpoint.id)).toMatchObject([{ state: 'pending', failure: null }]);
  await store.webhookWork.releaseAll();
  receiver.behave.answer = say(200);
  start();
  await until(endpoint.id, 'delivered');
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
});

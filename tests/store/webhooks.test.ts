import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { AlertCondition } from '../../src/feedback/alerts/rule.ts';
import { limits } from '../../src/feedback/limits.ts';
import type { Scope } from '../../src/feedback/read.ts';
import { type WebhookEvent, type WebhookInput, webhookEvents } from '../../src/feedback/webhooks.ts';
import type { Store } from '../../src/store/store.ts';
import { analyseAll, comment, createClock, newWorkspace, openTestStore, tempDir } from '../contracts/support.ts';

const folder = tempDir();
const clock = createClock();
let store: Store;
let scope: Scope;
let other: Scope;
const page = { limit: 200 };

beforeAll(async () => {
  store = await openTestStore(folder.path, clock);
});
afterAll(async () => {
  await store.close();
  folder.remove();
});
beforeEach(async () => {
  scope = await newWorkspace(store, 'own');
  other = await newWorkspace(store, 'other');
});

const input: WebhookInput = { url: 'https://a.example/', description: '', events: [...webhookEvents], content: 'tags' };
const add = (events: WebhookEvent[] = input.events, of = scope) => store.webhooks.create(of, { ...input, events });
/** Types and data of what an endpoint is told, the oldest first. */
async function told(id: string, of = scope): Promise<{ type: string; data: any }[]> {
  const { items } = await store.webhooks.deliveries(of, id, undefined, page);
  const details = await Promise.all(items.reverse().map((one) => store.webhooks.delivery(of, id, one.id)));
  return details.map((one) => one!.body);
}
const types = async (id: string) => (await told(id)).map(({ type }) => type).sort();

async function ingest(text: string, of = scope): Promise<string> {
  const [made] = await store.comments.ingest(of, [comment(text)]);
  await analyseAll(store);
  return made!.id;
}

test('tells of analyses, new issues and new conflicts, to those who asked in that workspace', async () => {
  const { endpoint } = await add();
  const { endpoint: some } = await add(['conflict.flagged']);
  const { endpoint: foreign } = await add(input.events, other);
  const id = await ingest('-late -rude !');
  const all = ['comment.analysed', 'conflict.flagged', 'issue.opened', 'issue.opened'];
  expect(await types(endpoint.id)).toEqual(all);
  expect(await told(some.id)).toMatchObject([
    { type: 'conflict.flagged', data: { commentId: id, conflict: { flagged: true, type: 'mixed_text' } } },
  ]);
  expect(await told(foreign.id, other)).toEqual([]);
  for (const { data } of await told(endpoint.id)) expect(JSON.stringify(data)).not.toContain('-late');
  // Read again, it is no news but for the analysis.
  await store.work.requeue(scope, [id], null);
  await analyseAll(store);
  expect(await types(endpoint.id)).toEqual(['comment.analysed', ...all]);
});

test('tells of steps of issues, without notes', async () => {
  const id = await ingest('-late');
  const { endpoint } = await add();
  const { items } = await store.issues.list(scope, { commentId: id }, page);
  await store.issues.patch(scope, items[0]!.id, { assignee: '小李', note: 'secret note' });
  const [event] = await told(endpoint.id);
  expect(event).toMatchObject({
    type: 'issue.changed',
    data: { issue: { state: 'assigned', assignee: '小李' }, before: { state: 'open', assignee: null } },
  });
  expect(JSON.stringify(event)).not.toContain('secret');
});

test('tells of decisions, and of what they open', async () => {
  const id = await ingest('+kind');
  const { endpoint } = await add();
  const item = (await store.reviews.add(scope, id, {}))!;
  await store.claims.claim(scope, item, { leaseMs: 60_000 });
  await store.reviews.decide(
    scope,
    item,
    {
      verdict: 'fix',
      correction: {
        issues: [{ op: 'change', code: 'service.kind', to: { sentiment: 'negative', code: 'service.b' } }],
      },
      findLeaf: (code) => ({ code, path: [code], department: 'd', slaHours: 1, firstResponseHours: 1 }),
    },
    { version: null },
  );
  expect(await told(endpoint.id)).toMatchObject([
    { type: 'review.decided', data: { commentId: id, itemId: item, verdict: 'fix' } },
    { type: 'issue.opened', data: { issue: { code: 'service.b' } } },
  ]);
});

test('tells of topic runs that end, however they end, once', async () => {
  const { endpoint } = await add();
  const order = { algorithm: 'lda', k: 2, seed: 1, filters: {} } as const;
  const run = await store.topicRuns.create(scope, order);
  await store.jobRows.start(scope, run.jobId);
  expect(
    await store.jobRows.end(scope, run.jobId, { state: 'failed', problem: { code: 'internal', detail: '' } }),
  ).toBe(true);
  expect(await store.jobRows.end(scope, run.jobId, { state: 'succeeded' })).toBe(false);
  clock.advance(5);
  const cancelled = await store.topicRuns.create(scope, order);
  await store.jobRows.cancel(scope, cancelled.jobId);
  expect(await told(endpoint.id)).toMatchObject([
    { type: 'topic_run.finished', data: { runId: run.id, jobId: run.jobId, status: 'failed' } },
    { type: 'topic_run.finished', data: { runId: cancelled.id, status: 'cancelled' } },
  ]);
});

test('tells of models that are put in force', async () => {
  const { endpoint } = await add();
  const job = await store.jobRows.create(scope, 'train', {});
  await store.jobRows.start(scope, job.id);
  const step = { jobId: job.id, number: 1, done: 1, total: 1, checkpoint: null };
  await store.models.add(scope, { version: 1, findings: {} as never, promote: true, step });
  await store.models.rollback(scope, 1);
  expect((await told(endpoint.id)).map(({ data }) => data)).toEqual([
    { version: 1, previous: null, reason: 'not_worse' },
    { version: null, previous: 1, reason: 'rollback' },
  ]);
});

test('tells of alerts', async () => {
  const { endpoint } = await add(['alert.raised']);
  const condition: AlertCondition = { kind: 'label', labels: ['service'], polarity: 'negative' };
  const owner = { department: '客服部', assignee: null, enabled: true };
  const rule = await store.alertRules.create(scope, { name: 'r', condition, ...owner });
  const id = await ingest('-late');
  expect(await told(endpoint.id)).toMatchObject([
    { type: 'alert.raised', data: { rule: { id: rule.id, name: 'r' }, commentId: id, department: '客服部' } },
  ]);
});

test('where nobody listens nothing is kept', async () => {
  const { endpoint } = await add(['model.promoted']);
  await ingest('-late !');
  await store.webhooks.change(scope, endpoint.id, { events: [...webhookEvents], enabled: false });
  await ingest('-rude !');
  expect(await told(endpoint.id)).toEqual([]);
});

test('each workspace sees its own alone', async () => {
  const { endpoint } = await add();
  const { deliveryId } = (await store.webhooks.test(scope, endpoint.id))!;
  expect(await store.webhooks.list(other)).toEqual([]);
  expect(await store.webhooks.get(other, endpoint.id)).toBeNull();
  expect(await store.webhooks.change(other, endpoint.id, { enabled: false })).toBeNull();
  expect(await store.webhooks.rotate(other, endpoint.id, 1)).toBeNull();
  expect(await store.webhooks.test(other, endpoint.id)).toBeNull();
  expect(await store.webhooks.replay(other, endpoint.id, deliveryId)).toBe(false);
  expect(await store.webhooks.replaySince(other, endpoint.id, { since: '2020-01-01', only: 'all' })).toBeNull();
  expect((await store.webhooks.deliveries(other, endpoint.id, undefined, page)).items).toEqual([]);
  expect(await store.webhooks.delivery(other, endpoint.id, deliveryId)).toBeNull();
  expect(await store.webhooks.delete(other, endpoint.id)).toBe(false);
});

test('there is a limit of endpoints, and old events are forgotten', async () => {
  const { endpoint } = await add();
  for (let n = 1; n < limits.webhooks; n++) await add();
  await expect(add()).rejects.toMatchObject({ code: 'out_of_range' });
  await store.webhooks.test(scope, endpoint.id);
  const due = await store.webhookWork.claim({ limit: 1000, perEndpoint: 1000, busy: [], leaseMs: 1000 });
  const claimed = due.find(({ endpointId }) => endpointId === endpoint.id);
  const outcome = { ms: 1, status: 200, failure: null, gone: false, pauseMs: null, restMs: null };
  await store.webhookWork.finish(claimed!, outcome);
  clock.advance(31 * 86_400_000);
  await store.webhooks.test(scope, endpoint.id);
  await store.sweep();
  expect(await told(endpoint.id)).toHaveLength(1);
});

test('a lease that was taken over is worth nothing', async () => {
  const { endpoint } = await add();
  await store.webhooks.test(scope, endpoint.id);
  const claim = () => store.webhookWork.claim({ limit: 1000, perEndpoint: 1000, busy: [], leaseMs: 1000 });
  const [late] = (await claim()).filter(({ endpointId }) => endpointId === endpoint.id);
  expect((await claim()).filter(({ endpointId }) => endpointId === endpoint.id)).toEqual([]);
  clock.advance(1001);
  const [second] = (await claim()).filter(({ endpointId }) => endpointId === endpoint.id);
  expect(second!.event.id).toBe(late!.event.id);
  const failed = { ms: 1, status: 500, failure: 'answer_refused', gone: true, pauseMs: null, restMs: null } as const;
  await store.webhookWork.finish(late!, failed);
  expect((await store.webhooks.get(scope, endpoint.id))!.disabled).toBeNull();
  await store.webhookWork.finish(second!, { ...failed, status: 200, failure: null, gone: false });
  expect((await store.webhooks.deliveries(scope, endpoint.id, ['delivered'], page)).items).toHaveLength(1);
});

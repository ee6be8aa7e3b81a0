import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AlertCondition, AlertRuleInput } from '../../src/feedback/alerts/rule.ts';
import { keep } from '../../src/feedback/kept.ts';
import { limits } from '../../src/feedback/limits.ts';
import type { Scope } from '../../src/feedback/read.ts';
import { createPreview } from '../../src/jobs/alerts/preview.ts';
import { startWatching } from '../../src/jobs/alerts/watch.ts';
import { createEmbeddedQueue } from '../../src/jobs/embeddedQueue.ts';
import type { Store } from '../../src/store/store.ts';
import {
  analyseAll,
  analyseForTest,
  comment,
  createClock,
  newWorkspace,
  openTestStore,
  tempDir,
} from '../contracts/support.ts';
import { eventually } from '../rig/eventually.ts';

const folder = tempDir();
const clock = createClock();
const dayMs = 86_400_000;
let store: Store;
let scope: Scope;
let other: Scope;

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

const slow: AlertCondition = { kind: 'label', labels: ['service'], polarity: 'negative' };
const ruleOf = (condition: AlertCondition, more: Partial<AlertRuleInput> = {}): AlertRuleInput => ({
  name: 'rule',
  condition,
  department: null,
  assignee: null,
  enabled: true,
  ...more,
});
const add = (condition: AlertCondition, more: Partial<AlertRuleInput> = {}) =>
  store.alertRules.create(scope, ruleOf(condition, more));
const raised = async (of = scope) => (await store.alerts.list(of, {}, { limit: 100 })).items;

async function ingest(texts: string[], more: object = {}, of = scope): Promise<string[]> {
  const outcomes = await store.comments.ingest(
    of,
    texts.map((text, n) => comment(text, { externalId: `${text} ${n}`, ...more })),
  );
  await analyseAll(store);
  return outcomes.map(({ id }) => id);
}
const words = async (texts: string[], watched: string[]) =>
  texts.map((text) => {
    return watched.flatMap((word) => {
      const start = text.indexOf(word);
      return start < 0 || text.includes(`no ${word}`) ? [] : [{ word, start, end: start + word.length }];
    });
  });
/** As the analysis would with a worker that finds words. */
async function analyseWithWords(): Promise<string[][]> {
  const watchedFor: string[][] = [];
  for (;;) {
    const tasks = await store.work.claim(50, 60_000);
    if (tasks.length === 0) return watchedFor;
    const results = [];
    for (const task of tasks) {
      watchedFor.push(task.watch ?? []);
      const outcome = keep(analyseForTest({ id: task.commentId, comment: task.comment, taxonomy: 'cx' }));
      if (!outcome.ok) throw new Error('no');
      const [watched] = task.watch ? await words([task.comment.text], task.watch) : [undefined];
      results.push({ task, ...outcome, ...(watched && { watched }) });
    }
    await store.work.save(results, []);
  }
}

test('rules are kept, listed, changed and removed, each in its workspace', async () => {
  const made = await add(slow, { department: '物流部', assignee: '小李' });
  expect(made).toMatchObject({
    condition: slow,
    department: '物流部',
    alerts: { open: 0, all: 0, lastRaisedAt: null },
  });
  expect(await store.alertRules.list(other)).toEqual([]);
  expect(await store.alertRules.get(other, made.id)).toBeNull();
  expect(await store.alertRules.change(other, made.id, { enabled: false })).toBeNull();
  expect(await store.alertRules.delete(other, made.id)).toBe(false);
  expect(await store.alertRules.change(scope, made.id, { enabled: false, name: 'off' })).toMatchObject({
    id: made.id,
    name: 'off',
    enabled: false,
    condition: slow,
  });
  await ingest(['-late']);
  expect(await raised()).toEqual([]);
  expect(await store.alertRules.delete(scope, made.id)).toBe(true);
  expect(await store.alertRules.list(scope)).toEqual([]);
});

test('there is a limit of rules', async () => {
  for (let n = 0; n < limits.alertRules; n++) await add(slow);
  await expect(add(slow)).rejects.toMatchObject({ code: 'out_of_range' });
});

describe('a label', () => {
  test('raises one alert a comment, with its issue and owner, whatever is read again', async () => {
    const rule = await add(slow, { assignee: '小李' });
    const [id] = await ingest(['-late -rude', '+kind', 'nothing']);
    const [alert, ...more] = await raised();
    expect(more).toEqual([]);
    expect(alert).toMatchObject({
      ruleId: rule.id,
      kind: 'label',
      commentId: id,
      state: 'open',
      department: '客服中心',
      assignee: '小李',
      found: { kind: 'label', code: expect.stringMatching(/^service\./), sentiment: 'negative' },
    });
    expect((await store.issues.get(scope, alert!.issueId!))!.commentId).toBe(id);
    await store.work.requeue(scope, [id!], null);
    await analyseAll(store);
    expect(await raised()).toHaveLength(1);
    expect((await store.alertRules.get(scope, rule.id))!.alerts).toMatchObject({ open: 1, all: 1 });
    expect((await store.stats.summary(scope, {})).alerts).toEqual({ open: 1 });
    expect((await store.stats.summary(other, {})).alerts).toEqual({ open: 0 });
  });

  test('keeps to its subtree, polarity, channels and sources', async () => {
    await add({ ...slow, labels: ['service.late'] });
    await add({ ...slow, labels: ['serv'] });
    await add({ kind: 'label', labels: ['service.kind'], polarity: 'positive' });
    await add({ ...slow, channel: ['app'] });
    await add({ ...slow, source: ['elsewhere'] });
    await ingest(['-late'], { channel: 'web' });
    expect((await raised()).map(({ found }) => found)).toMatchObject([{ code: 'service.late' }]);
    await ingest(['-lately', '+kind', '-kind'], { channel: 'app' });
    // -lately by channel; +kind by polarity; -kind by channel.
    expect(await raised()).toHaveLength(4);
    await ingest(['-late'], { channel: 'app' }, other);
    expect(await raised(other)).toEqual([]);
  });

  test('what a reviewer says is judged like what the machine says', async () => {
    const [id] = await ingest(['+kind']);
    await add({ kind: 'label', labels: ['service.b'], polarity: 'negative' });
    const item = (await store.reviews.add(scope, id!, {}))!;
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
    expect(await raised()).toMatchObject([{ commentId: id, found: { code: 'service.b' }, department: 'd' }]);
  });
});

test('words are watched for where a rule asks for them, and found once a comment', async () => {
  await add({ kind: 'keyword', words: ['refund', 'late'] });
  await add({ kind: 'keyword', words: ['late', 'lawyer'] });
  await store.comments.ingest(scope, [comment('refund -late'), comment('no refund'), comment('fine')]);
  await store.comments.ingest(other, [comment('refund')]);
  const watched = await analyseWithWords();
  expect(watched.filter((list) => list.length === 3)).toHaveLength(3);
  expect(watched.filter((list) => list.length === 0)).toHaveLength(1);
  const alerts = await raised();
  expect(alerts.map(({ found }) => found)).toMatchObject([
    { kind: 'keyword', words: [{ word: 'late' }] },
    { kind: 'keyword', words: [{ word: 'refund' }, { word: 'late' }] },
  ]);
  // The word stands within the evidence of the issue.
  expect(alerts.every(({ issueId }) => issueId !== null)).toBe(true);
  expect(await raised(other)).toEqual([]);
});

test('alerts are cases: acknowledged, assigned, resolved, filtered and counted', async () => {
  await add(slow);
  const [first] = await ingest(['-late', '-rude']);
  const [, alert] = await raised();
  const patch = { state: 'acknowledged' as const, assignee: '小王', note: '在查' };
  clock.advance(1000);
  expect(await store.alerts.patch(other, alert!.id, patch)).toBeNull();
  const patched = await store.alerts.patch({ ...scope, actor: 'user:u' }, alert!.id, patch);
  expect(patched).toMatchObject({ ...patch, changedBy: 'user:u' });
  expect(await store.alerts.counts(scope)).toEqual({ open: 1, acknowledged: 1, resolved: 0 });
  await store.alerts.patch(scope, alert!.id, { state: 'resolved' });
  const list = async (filter: object) => (await store.alerts.list(scope, filter, { limit: 10 })).items.length;
  expect(await list({ state: ['open'] })).toBe(1);
  expect(await list({ kind: ['keyword'] })).toBe(0);
  expect(await list({ commentId: first! })).toBe(1);
  expect(await list({ department: ['客服中心'] })).toBe(2);
  const page = await store.alerts.list(scope, {}, { limit: 1 });
  expect((await store.alerts.list(scope, {}, { limit: 1, cursor: page.nextCursor! })).items).toHaveLength(1);
  expect(await store.alerts.get(other, alert!.id)).toBeNull();
  await store.comments.delete(scope, first!);
  expect(await raised()).toHaveLength(1);
});

describe('by the clock', () => {
  const errors: unknown[] = [];
  async function watchUntil(check: () => Promise<void>): Promise<void> {
    const watching = startWatching({
      queue: createEmbeddedQueue(),
      watch: store.alertWatch,
      clock,
      onError: (error) => errors.push(error),
      lookEveryMs: 5,
    });
    await eventually(check).finally(() => watching.close());
    expect(errors.splice(0)).toEqual([]);
  }

  test('an issue that runs out of time is told of once, and again when it got more time', async () => {
    const { endpoint } = await store.webhooks.create(scope, {
      url: 'https://a.example',
      description: '',
      events: ['issue.overdue', 'alert.raised'],
      content: 'tags',
    });
    const told = async () =>
      (await store.webhooks.deliveries(scope, endpoint.id, undefined, { limit: 10 })).items
        .map(({ event }) => event)
        .sort();
    await add({ kind: 'overdue' });
    await add({ kind: 'overdue', department: ['elsewhere'] });
    const [id] = await ingest(['-late', '+kind']);
    // Of this workspace and of those of other tests.
    const tellAll = async () => {
      while ((await store.alertWatch.tellOverdue()) > 0);
    };
    await tellAll();
    expect(await raised()).toEqual([]);
    clock.advance(25 * 3_600_000);
    await tellAll();
    expect(await raised()).toMatchObject([{ kind: 'overdue', commentId: id, found: { code: 'service.late' } }]);
    expect(await told()).toEqual(['alert.raised', 'issue.overdue']);
    expect(await store.alertWatch.tellOverdue()).toBe(0);
    const issueId = (await raised())[0]!.issueId!;
    await store.issues.patch(scope, issueId, { state: 'waiting_customer' });
    clock.advance(3_600_000);
    await store.issues.patch(scope, issueId, { state: 'in_progress' });
    expect(await store.alertWatch.tellOverdue()).toBe(1);
    expect(await told()).toEqual(['alert.raised', 'issue.overdue', 'issue.overdue']);
    expect(await raised()).toHaveLength(1);
  });

  test('CSAT below its line raises one alert in its days', async () => {
    const condition: AlertCondition = {
      kind: 'threshold',
      measure: 'csat',
      side: 'below',
      value: 0.8,
      days: 3,
      minComments: 5,
    };
    await add(condition);
    await ingest(['one', 'two', 'three', 'four'], { rating: 5 });
    await watchUntil(async () => expect(await store.alertWatch.dueRules()).toEqual([]));
    expect(await raised()).toEqual([]);
    await ingest(['five', 'six', 'seven'], { rating: 1 });
    clock.advance(600_001);
    await watchUntil(async () => expect(await raised()).toHaveLength(1));
    expect((await raised())[0]).toMatchObject({ kind: 'threshold', commentId: null, found: { measure: 'csat', n: 7 } });
    clock.advance(dayMs);
    await watchUntil(async () => expect(await store.alertWatch.dueRules()).toEqual([]));
    expect(await raised()).toHaveLength(1);
    clock.advance(2 * dayMs);
    await ingest(['1', '2', '3', '4', '5'], { rating: 1 });
    clock.advance(600_001);
    await watchUntil(async () => expect(await raised()).toHaveLength(2));
  });

  test('a rise of a label counts its subtree and polarity, and its channel', async () => {
    const condition: AlertCondition = {
      kind: 'rise',
      labels: ['service'],
      polarity: 'negative',
      by: 'count',
      days: 2,
      minComments: 5,
      minRise: 0.2,
      level: 0.05,
      channel: ['app'],
    };
    await add(condition);
    const many = (word: string) => [...Array(8).keys()].map((n) => `${word}${n}`);
    await ingest(many('+late'), { channel: 'app' });
    await ingest(many('-late'), { channel: 'web' });
    await watchUntil(async () => expect(await store.alertWatch.dueRules()).toEqual([]));
    expect(await raised()).toEqual([]);
    await ingest(many('-rude'), { channel: 'app' });
    clock.advance(600_001);
    await watchUntil(async () => expect(await raised()).toHaveLength(1));
    expect((await raised())[0]!.found).toMatchObject({ kind: 'rise', measure: 'count', value: 8, reference: 0 });
  });
});

test('a preview says what each kind of rule would have done', async () => {
  const preview = createPreview({ store: store.alertWatch, pool: { watch: words }, clock });
  await ingest(['-late refund', '-rude', '+kind', 'no refund'], { rating: 1 });
  await ingest(['refund'], {}, other);
  const of = (condition: AlertCondition) => preview(scope, condition, 30);
  expect(await of({ kind: 'keyword', words: ['refund'] })).toMatchObject({
    alerts: 1,
    examined: 4,
    complete: true,
    examples: [{ found: { words: [{ word: 'refund' }] } }],
  });
  expect(await of(slow)).toMatchObject({ alerts: 2, examined: 4 });
  expect(await of({ kind: 'overdue' })).toMatchObject({ alerts: 0 });
  const line = { kind: 'threshold', measure: 'csat', side: 'below', value: 0.8, days: 7, minComments: 4 } as const;
  expect(await of(line)).toMatchObject({ alerts: 1, examined: 30, examples: [{ commentId: null }] });
  expect(await raised()).toEqual([]);
  clock.advance(25 * 3_600_000);
  expect(await of({ kind: 'overdue' })).toMatchObject({ alerts: 2 });
});

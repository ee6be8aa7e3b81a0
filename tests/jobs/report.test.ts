import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Scope } from '../../src/feedback/read.ts';
import { reportMarkdown } from '../../src/feedback/report/markdown.ts';
import {
  periodOfCadence,
  type ReportRequest,
  type StoredReport,
  wholePeriod,
} from '../../src/feedback/report/order.ts';
import { createStatistics } from '../../src/feedback/statistics/statistics.ts';
import { createEmbeddedQueue } from '../../src/jobs/embeddedQueue.ts';
import { createJobs, type JobsOptions } from '../../src/jobs/jobs.ts';
import { runReport } from '../../src/jobs/report.ts';
import type { JobStore } from '../../src/jobs/store.ts';
import type { Store } from '../../src/store/store.ts';
import { analyseAll, comment, createClock, newWorkspace, openTestStore, tempDir } from '../contracts/support.ts';

const dayMs = 86_400_000;
let clock: ReturnType<typeof createClock>;
let dir: ReturnType<typeof tempDir>;
let store: Store;
let scope: Scope;
let other: Scope;
let ids: string[];

beforeEach(async () => {
  dir = tempDir();
  clock = createClock(Date.parse('2026-06-10T08:00:00Z'));
  store = await openTestStore(dir.path, clock);
  scope = await newWorkspace(store, 'own');
  other = await newWorkspace(store, 'other');
  const day = (i: number) => `2026-05-${String(1 + (i % 28)).padStart(2, '0')}T08:00:00Z`;
  const said = (i: number) => (i % 3 === 0 ? `the floor was wet ${i} -clean` : `everybody helped ${i} +kind`);
  const sent = Array.from({ length: 30 }, (_, i) =>
    comment(said(i), { externalId: `e${i}`, channel: `c${i % 2}`, rating: i % 3 === 0 ? 1 : 5, occurredAt: day(i) }),
  );
  ids = (await store.comments.ingest(scope, sent)).map(({ id }) => id);
  await store.comments.ingest(other, [comment('of others -clean', { occurredAt: day(1) })]);
  await analyseAll(store);
});
afterEach(async () => {
  await store.close();
  dir.remove();
});

const request: ReportRequest = {
  title: null,
  period: { from: '2026-05-01', to: '2026-05-31' },
  filters: {},
  language: 'en',
  compareWith: null,
};
const sources = (): JobsOptions['reportSources'] => ({
  ...store.reportFacts,
  statistics: createStatistics(store.statisticsFacts, () => '2026-06-10'),
  facts: store.statisticsFacts,
  stats: store.stats,
  // The leaves of the test analyser are unknown to it.
  taxonomy: async () => ({ groups: { service: { 'zh-CN': '服务', 'zh-TW': '服務', en: 'Service' } }, leaves: [] }),
  versions: async () => ({ engine: 't' }),
  targets: store.targets.list,
  latestTopics: store.topicRuns.latest,
});

/** Runs the job of a report as the jobs do; `dieAt`: the process ends before this step. */
async function attempt(jobId: string, dieAt = Number.POSITIVE_INFINITY, signal = new AbortController().signal) {
  await store.jobRows.resume();
  const record = (await store.jobRows.queued(['report'], 100)).find(({ job }) => job.id === jobId)!;
  await store.jobRows.start(scope, jobId);
  let number = record.step;
  let taken = 0;
  const next = () => {
    if (++taken > dieAt) throw new Error('died');
    const at = ++number;
    return (progress: object, checkpoint: unknown) => ({ jobId, number: at, ...progress, checkpoint }) as never;
  };
  const run = { record, signal, next, changed() {} };
  const end = await runReport(run, store as JobStore, sources(), clock);
  if (end) await store.jobRows.end(scope, jobId, end);
  return end;
}

async function make(wanted: ReportRequest = request): Promise<StoredReport> {
  clock.advance(5);
  const { id, jobId } = await store.reports.create(scope, wanted);
  expect(await attempt(jobId)).toEqual({ state: 'succeeded', result: { reportId: id } });
  return (await store.reports.get(scope, id))!;
}

test('is made of the comments of its period and of its workspace', async () => {
  const { document, comments, status } = await make();
  expect([comments, status]).toEqual([30, 'succeeded']);
  expect(document!.figures.problems).toMatchObject([{ code: 'service.clean', negative: 10 }]);
  expect(JSON.stringify(document)).not.toContain('of others');
  const filtered = await make({
    ...request,
    filters: { channel: ['c0'] },
    period: { from: '2026-05-01', to: '2026-05-14' },
  });
  expect(filtered.comments).toBe(8);
});

test('is the same when it is opened after a week of further comments, decisions and another report', async () => {
  const { id, document } = await make();
  await store.comments.ingest(scope, [comment('late -clean', { occurredAt: '2026-05-20T08:00:00Z' })]);
  await store.comments.ingest(scope, [
    comment('something else', { externalId: 'e0', occurredAt: '2026-05-01T08:00:00Z' }),
  ]);
  await analyseAll(store);
  clock.advance(7 * dayMs);
  await make();
  const later = (await store.reports.get(scope, id))!.document!;
  expect(JSON.stringify(later)).toBe(JSON.stringify(document));
  expect(reportMarkdown(later)).toBe(reportMarkdown(document!));
});

test('a comment that is erased leaves its quotes, in the database too; nothing else changes', async () => {
  const { id, document } = await make();
  const erased = document!.quotes[0]!;
  expect(erased.text).not.toBeNull();
  await store.comments.delete(scope, erased.commentId);
  const after = (await store.reports.get(scope, id))!.document!;
  const expected = document!.quotes.map((quote) =>
    quote.commentId === erased.commentId ? { ...quote, text: null } : quote,
  );
  expect(after).toEqual({ ...document, quotes: expected });
  expect(reportMarkdown(after)).not.toContain(erased.text!);
  expect(JSON.stringify(await store.reports.get(scope, id))).not.toContain(erased.text!);
});

test('a comment that is erased while the report is made is not quoted', async () => {
  const { id, jobId } = await store.reports.create(scope, request);
  const erasing = sources();
  const named = erasing.comments;
  erasing.comments = async (...asked) => {
    const found = await named(...asked);
    for (const commentId of ids.slice(0, 20)) await store.comments.delete(scope, commentId);
    return found;
  };
  const record = (await store.jobRows.queued(['report'], 9)).find(({ job }) => job.id === jobId)!;
  await store.jobRows.start(scope, jobId);
  let number = 0;
  const next = () => {
    const at = ++number;
    return (progress: object, checkpoint: unknown) => ({ jobId, number: at, ...progress, checkpoint }) as never;
  };
  const run = { record, signal: new AbortController().signal, next, changed() {} };
  await runReport(run, store as JobStore, erasing, clock);
  const { quotes } = (await store.reports.get(scope, id))!.document!;
  for (const { commentId, text } of quotes) expect(text === null).toBe(ids.slice(0, 20).includes(commentId));
});

describe('a job that dies', () => {
  test('at any step is run again, and the report is as if it had not', async () => {
    const whole = (await make()).document!;
    for (const dieAt of [0, 1, 5, 9]) {
      const { id, jobId } = await store.reports.create(scope, request);
      await expect(attempt(jobId, dieAt)).rejects.toThrow('died');
      expect((await store.reports.get(scope, id))!.document).toBeNull();
      await attempt(jobId);
      expect((await store.reports.get(scope, id))!.document).toEqual(whole);
    }
  });

  test('after the report is kept leaves it as it is, and it is told once', async () => {
    const { document } = await make();
    clock.advance(5);
    const input = { url: 'https://a.example/', description: '', content: 'tags' as const };
    const { endpoint } = await store.webhooks.create(scope, { ...input, events: ['report.ready'] });
    const { id, jobId } = await store.reports.create(scope, request);
    await store.jobRows.start(scope, jobId);
    const step = { jobId, number: 1, done: 1, total: 1, checkpoint: null };
    await store.reports.succeed(scope, id, document!, step);
    clock.advance(dayMs);
    await attempt(jobId);
    expect((await store.reports.get(scope, id))!.document!.madeAt).toBe(document!.madeAt);
    const { items } = await store.webhooks.deliveries(scope, endpoint.id, undefined, { limit: 9 });
    const bodies = await Promise.all(items.map((one) => store.webhooks.delivery(scope, endpoint.id, one.id)));
    expect(bodies.filter((one) => JSON.stringify(one).includes(id))).toHaveLength(1);
    expect(bodies[0]!.body).toMatchObject({ type: 'report.ready', data: { reportId: id, jobId } });
  });

  test('that is cancelled leaves no report, and it can be deleted then', async () => {
    const { id, jobId } = await store.reports.create(scope, request);
    await expect(store.reports.delete(scope, id)).rejects.toMatchObject({ code: 'state_conflict' });
    const abort = new AbortController();
    abort.abort('cancelled');
    expect(await attempt(jobId, 99, abort.signal)).toBeNull();
    await store.jobRows.cancel(scope, jobId);
    expect(await store.reports.get(scope, id)).toMatchObject({ status: 'cancelled', document: null });
    expect(await store.reports.delete(other, id)).toBe(false);
    expect(await store.reports.delete(scope, id)).toBe(true);
    expect(await store.reports.get(scope, id)).toBeNull();
  });
});

test('is compared with an earlier one, which must be there', async () => {
  const first = await make({ ...request, period: { from: '2026-05-01', to: '2026-05-14' }, title: 'first half' });
  const second = await make({ ...request, compareWith: first.id });
  expect(JSON.stringify(second.document)).toContain('Compared with “first half”');
  await expect(store.reports.create(other, { ...request, compareWith: first.id })).rejects.toMatchObject({
    code: 'state_conflict',
  });
  expect(await store.reports.get(other, first.id)).toBeNull();
  expect((await store.reports.list(other, { limit: 9 })).items).toEqual([]);
  const page = await store.reports.list(scope, { limit: 1 });
  expect(page.items.map(({ id }) => id)).toEqual([second.id]);
  const rest = await store.reports.list(scope, { limit: 1, cursor: page.nextCursor! });
  expect(rest.items.map(({ id }) => id)).toEqual([first.id]);
});

test('a schedule makes one report a period, and compares it with the one before', async () => {
  const input = { name: 'Weekly', cadence: 'weekly', language: 'en', filters: {} } as const;
  const schedule = await store.reportSchedules.create(scope, input);
  expect(schedule.nextRunAt).toBe('2026-06-15T00:00:00.000Z');
  expect(await store.reportSchedules.startDue()).toBe(0);
  clock.advance(6 * dayMs);
  const both = await Promise.all([store.reportSchedules.startDue(), store.reportSchedules.startDue()]);
  expect(both.reduce((a, b) => a + b)).toBe(1);
  expect(await store.reportSchedules.startDue()).toBe(0);
  clock.advance(7 * dayMs);
  expect(await store.reportSchedules.startDue()).toBe(1);
  const { items } = await store.reports.list(scope, { limit: 9 }, schedule.id);
  expect(items.map(({ order }) => order.period)).toEqual([
    { from: '2026-06-15', to: '2026-06-21' },
    { from: '2026-06-08', to: '2026-06-14' },
  ]);
  expect(items[0]!.order.period).toEqual(wholePeriod(periodOfCadence('weekly'), clock()).period);
  for (const { jobId } of [...items].reverse()) await attempt(jobId);
  const last = (await store.reports.get(scope, items[0]!.id))!;
  expect(JSON.stringify(last.document)).toContain('Compared with “Weekly 2026-06-08 – 2026-06-14”');
  expect(await store.reportSchedules.list(scope)).toMatchObject([{ lastReportId: last.id }]);
  expect(await store.reportSchedules.delete(other, schedule.id)).toBe(false);
  expect(await store.reportSchedules.delete(scope, schedule.id)).toBe(true);
  expect((await store.reports.list(scope, { limit: 9 })).items).toHaveLength(2);
});

test('the jobs of the service make them', async () => {
  const queue = createEmbeddedQueue();
  const none = () => expect.fail('not expected');
  const jobs = await createJobs({
    queue,
    store,
    openImport: none,
    openSample: none,
    openTopicThread: none,
    openTrainThread: none,
    analyse: none,
    reportSources: sources(),
    clock,
    dataDir: dir.path,
    uploadDir: `${dir.path}/uploads`,
    onError: (error) => expect.fail(String(error)),
  });
  const { id, jobId } = await jobs.startReport(scope, request);
  for await (const job of jobs.watch(scope, jobId, new AbortController().signal))
    if (job.state === 'succeeded') expect(job.result).toEqual({ reportId: id });
  expect((await store.reports.get(scope, id))!.document).not.toBeNull();
  await jobs.close();
  await queue.close();
});

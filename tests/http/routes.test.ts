import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { defaultStatisticsSettings } from '../../src/feedback/statistics/settings.ts';
import { routes } from '../../src/http/routes/index.ts';
import { changeJob, finishTopics, keys } from './fakes.ts';
import { expectProblem, type Reply, type Rig, startRig } from './harness.ts';

let rig: Rig;
let commentId: string;
let jobId: string;
let runId: string;
let definitionId: string;
let reportId: string;
let scheduleId: string;
let uncoveredId: string;
let eventId: string;
let targetId: string;
const outage = { name: '停机', kind: 'outage', from: '2026-05-01', to: '2026-05-02' };
const target = { name: '八成', measure: 'csat', goal: 0.8, from: '2026-01-01', deadline: '2026-06-30' };
const weekly = { name: '周报', cadence: 'weekly' };
beforeAll(async () => {
  rig = await startRig();
  const comments = Array.from({ length: 5 }, (_, at) => ({
    source: 'shop',
    externalId: `r-${at}`,
    text: `物流太慢了 ${at}`,
    rating: 5,
    channel: at < 2 ? 'app' : 'web',
    metadata: { city: '上海' },
    occurredAt: '2026-05-03T14:20:00+08:00',
  }));
  commentId = (await rig.call('POST', '/v1/comments', { json: { comments } })).json.items[0].id;
  jobId = (await rig.call('POST', '/v1/sample')).json.id;
  eventId = (await rig.call('POST', '/v1/events', { json: outage })).json.id;
  targetId = (await rig.call('POST', '/v1/targets', { json: target })).json.id;
  const defined = await rig.call('POST', '/v1/topic-definitions', { json: { name: 'all', seed: 4 } });
  definitionId = defined.json.id;
  reportId = (await rig.call('POST', '/v1/reports', { json: { period: 'month' } })).json.id;
  scheduleId = (await rig.call('POST', '/v1/report-schedules', { json: weekly })).json.id;
  uncoveredId = (await rig.call('POST', '/v1/topics', { json: { k: 1, filters: { covered: false } } })).json.id;
  finishTopics(rig.world, uncoveredId, [commentId]);
  runId = (await rig.call('POST', '/v1/topics', { json: { k: 1 } })).json.id;
  finishTopics(rig.world, runId, [commentId, 'erased']);
});
afterAll(() => rig.close());

/** The answer is what the route's schema documents, and nothing that it does not. */
function expectDocumented(reply: Reply, method: string, path: string): void {
  const route = routes.find((candidate) => candidate.method === method.toLowerCase() && candidate.path === path);
  const documented = route?.responses[reply.status];
  expect(documented, `${method} ${path} ${reply.status}`).toBeDefined();
  const schema = documented?.content?.['application/json'] as z.ZodType | null | undefined;
  if (schema) expect(schema.parse(reply.json)).toEqual(reply.json);
}

type Call = [method: string, path: string, concrete: () => string, status: number, body?: unknown];
const calls: Call[] = [
  ['GET', '/v1/comments', () => '/v1/comments', 200],
  ['GET', '/v1/comments/:id', () => `/v1/comments/${commentId}`, 200],
  ['GET', '/v1/comments/:id/explain', () => `/v1/comments/${commentId}/explain`, 200],
  ['GET', '/v1/issues', () => '/v1/issues?overdue=true&state=open&state=assigned', 200],
  ['GET', '/v1/issues', () => '/v1/issues?firstResponseOverdue=true&unassigned=true&department=物流部', 200],
  ['GET', '/v1/issues/inboxes', () => '/v1/issues/inboxes', 200],
  ['GET', '/v1/issues/:id', () => '/v1/issues/issue-1', 200],
  ['GET', '/v1/issues/:id/history', () => '/v1/issues/issue-1/history', 200],
  [
    'PATCH',
    '/v1/issues/:id',
    () => '/v1/issues/issue-1',
    200,
    { state: 'assigned', assignee: '小李', followUpScore: 8 },
  ],
  ['GET', '/v1/reviews', () => '/v1/reviews?reason=conflict&state=open&channel=app&label=channel.logistics', 200],
  ['POST', '/v1/reviews', () => '/v1/reviews', 201, { commentId: 'COMMENT', note: '请看一下' }],
  ['GET', '/v1/reviews/quality', () => '/v1/reviews/quality?from=2026-01-01&to=2026-12-31', 200],
  ['GET', '/v1/reviews/counts', () => '/v1/reviews/counts', 200],
  ['GET', '/v1/reviews/:id', () => '/v1/reviews/review-1', 200],
  ['GET', '/v1/reviews/:id/alike', () => '/v1/reviews/review-1/alike?limit=5', 200],
  ['POST', '/v1/reviews/claim', () => '/v1/reviews/claim', 200, { reason: 'conflict', filters: { channel: ['app'] } }],
  ['POST', '/v1/reviews/claim', () => '/v1/reviews/claim', 204],
  ['POST', '/v1/reviews/:id/heartbeat', () => '/v1/reviews/review-1/heartbeat', 200, { leaseSeconds: 60 }],
  ['POST', '/v1/reviews/:id/release', () => '/v1/reviews/review-1/release', 200],
  ['POST', '/v1/reviews/:id/claim', () => '/v1/reviews/review-1/claim', 200, {}],
  ['POST', '/v1/reviews/:id/skip', () => '/v1/reviews/review-1/skip', 200],
  ['POST', '/v1/reviews/:id/claim', () => '/v1/reviews/review-1/claim', 200, { reviewer: '小李' }],
  [
    'POST',
    '/v1/reviews/:id/escalate',
    () => '/v1/reviews/review-1/escalate',
    200,
    { department: '物流部', reviewer: '小李' },
  ],
  ['POST', '/v1/reviews/:id/claim', () => '/v1/reviews/review-1/claim', 200],
  [
    'POST',
    '/v1/reviews/:id/fix',
    () => '/v1/reviews/review-1/fix',
    200,
    {
      sentiment: 'very_negative',
      ratingValid: false,
      conflictType: null,
      issues: [
        { op: 'add', code: 'channel.logistics.speed', sentiment: 'negative', evidence: [{ start: 0, end: 2 }] },
        { op: 'change', code: 'channel.logistics.speed', sentiment: 'negative', to: { kind: 'suggestion' } },
        { op: 'remove', code: 'channel.logistics.speed' },
      ],
      note: '客户打错了分',
    },
  ],
  ['POST', '/v1/reviews/:id/undo', () => '/v1/reviews/review-1/undo', 200],
  ['POST', '/v1/reviews/:id/reject', () => '/v1/reviews/review-1/reject', 200],
  ['POST', '/v1/reviews/:id/undo', () => '/v1/reviews/review-1/undo', 200],
  ['POST', '/v1/reviews/:id/accept', () => '/v1/reviews/review-1/accept', 200, { note: '对' }],
  [
    'POST',
    '/v1/reviews/accept',
    () => '/v1/reviews/accept',
    200,
    {
      items: [
        { id: 'review-1', etag: '"3"' },
        { id: 'x', etag: '"1"' },
      ],
    },
  ],
  ['GET', '/v1/decisions', () => '/v1/decisions?verdict=accept&reviewer=小李', 200],
  ['POST', '/v1/models/train', () => '/v1/models/train', 202, { ratings: true, promote: false }],
  ['GET', '/v1/models', () => '/v1/models?limit=5', 200],
  ['GET', '/v1/models/:id', () => '/v1/models/2', 200],
  ['GET', '/v1/models/:id/changes', () => '/v1/models/2/changes', 200],
  ['POST', '/v1/models/:id/promote', () => '/v1/models/1/promote', 200, { reanalyse: true }],
  ['POST', '/v1/models/:id/rollback', () => '/v1/models/1/rollback', 200],
  ['GET', '/v1/stats/summary', () => '/v1/stats/summary?from=2026-05-01&to=2026-05-31', 200],
  ['GET', '/v1/stats/trend', () => '/v1/stats/trend?interval=week', 200],
  ['GET', '/v1/stats/breakdown', () => '/v1/stats/breakdown?by=label', 200],
  ['GET', '/v1/stats/coverage', () => '/v1/stats/coverage?by=channel_month&covered=false', 200],
  ['GET', '/v1/stats/scores', () => '/v1/stats/scores?by=channel&goal=80', 200],
  ['GET', '/v1/stats/scores', () => '/v1/stats/scores?by=dimension&channel=app', 200],
  ['GET', '/v1/stats/nps', () => '/v1/stats/nps?by=month', 200],
  ['GET', '/v1/stats/compare', () => '/v1/stats/compare?from=2026-05-01&to=2026-05-31&by=label', 200],
  ['GET', '/v1/stats/compare', () => '/v1/stats/compare?channel=app&other.channel=web', 200],
  ['GET', '/v1/stats/channels', () => '/v1/stats/channels?by=month', 200],
  ['GET', '/v1/stats/heatmap', () => '/v1/stats/heatmap?by=channel', 200],
  ['GET', '/v1/stats/drivers', () => '/v1/stats/drivers', 200],
  ['GET', '/v1/stats/quadrant', () => '/v1/stats/quadrant', 200],
  ['GET', '/v1/stats/priorities', () => '/v1/stats/priorities?channel=app', 200],
  ['GET', '/v1/stats/scores', () => '/v1/stats/scores?by=dimension&imputation=hot_deck', 200],
  ['GET', '/v1/stats/quality', () => '/v1/stats/quality?channel=app', 200],
  ['GET', '/v1/comments', () => '/v1/comments?quality=without&flag=speeder&scanned=true', 200],
  ['GET', '/v1/comments', () => '/v1/comments?channel=&channel=app', 200],
  ['POST', '/v1/quality/scans', () => '/v1/quality/scans', 202],
  ['GET', '/v1/quality/blocked', () => '/v1/quality/blocked', 200],
  ['POST', '/v1/quality/blocked/lift', () => '/v1/quality/blocked/lift', 204, { kind: 'author', value: '小李' }],
  ['GET', '/v1/stats/anomalies', () => '/v1/stats/anomalies?by=metadata.outlet', 200],
  ['GET', '/v1/stats/changes', () => '/v1/stats/changes?from=2026-05-01&to=2026-05-31', 200],
  ['GET', '/v1/stats/segments', () => '/v1/stats/segments', 200],
  ['GET', '/v1/stats/churn', () => '/v1/stats/churn?channel=app', 200],
  ['GET', '/v1/stats/journey', () => '/v1/stats/journey', 200],
  ['GET', '/v1/stats/reliability', () => '/v1/stats/reliability', 200],
  ['GET', '/v1/stats/sample-size', () => '/v1/stats/sample-size?population=1000', 200],
  ['GET', '/v1/stats/benchmark', () => '/v1/stats/benchmark?other.source=competitor', 200],
  ['GET', '/v1/stats/settings', () => '/v1/stats/settings', 200],
  ['PUT', '/v1/stats/settings', () => '/v1/stats/settings', 200, defaultStatisticsSettings],
  ['POST', '/v1/events', () => '/v1/events', 201, outage],
  ['GET', '/v1/events', () => '/v1/events', 200],
  ['GET', '/v1/events/:id', () => `/v1/events/${eventId}`, 200],
  ['PUT', '/v1/events/:id', () => `/v1/events/${eventId}`, 200, { ...outage, channel: 'app' }],
  ['POST', '/v1/targets', () => '/v1/targets', 201, target],
  ['GET', '/v1/targets', () => '/v1/targets', 200],
  ['GET', '/v1/targets/:id', () => `/v1/targets/${targetId}`, 200],
  ['PUT', '/v1/targets/:id', () => `/v1/targets/${targetId}`, 200, { ...target, measure: 'nps', goal: 30 }],
  ['GET', '/v1/topics/:id/suggestions', () => `/v1/topics/${uncoveredId}/suggestions`, 200],
  [
    'POST',
    '/v1/topics/:id/suggestions/:n/accept',
    () => `/v1/topics/${uncoveredId}/suggestions/0/accept`,
    201,
    { parent: 'channel', code: 'smell', name: '气味' },
  ],
  ['PUT', '/v1/topics/:id/suggestions/:n/dismissal', () => `/v1/topics/${uncoveredId}/suggestions/0/dismissal`, 204],
  ['DELETE', '/v1/topics/:id/suggestions/:n/dismissal', () => `/v1/topics/${uncoveredId}/suggestions/0/dismissal`, 204],
  ['GET', '/v1/keywords', () => '/v1/keywords?limit=10&beside=3', 200],
  ['GET', '/v1/keywords', () => '/v1/keywords?rank=contrast&channel=app&other=rest', 200],
  ['GET', '/v1/keywords', () => '/v1/keywords?rank=rise&from=2026-05-01&to=2026-05-31', 200],
  ['GET', '/v1/synonyms', () => '/v1/synonyms', 200],
  ['PUT', '/v1/synonyms', () => '/v1/synonyms', 200, { groups: [{ term: '物流', words: ['快递', '配送'] }] }],
  [
    'POST',
    '/v1/topics',
    () => '/v1/topics',
    202,
    { algorithm: 'kmeans', k: 2, seed: 7, filters: { channel: ['app'], ratingMin: 1 } },
  ],
  [
    'POST',
    '/v1/topic-definitions',
    () => '/v1/topic-definitions',
    201,
    { name: '每周', algorithm: 'kmeans', k: 2, filters: { ratingMax: 3 }, cadence: 'weekly' },
  ],
  ['GET', '/v1/work', () => '/v1/work', 200],
  ['GET', '/v1/work/failures', () => '/v1/work/failures', 200],
  ['POST', '/v1/work/replays', () => '/v1/work/replays', 202, { source: 'jobs' }],
  ['POST', '/v1/work/replays', () => '/v1/work/replays', 202, { source: 'jobs', id: 'job-1' }],
  ['GET', '/v1/filters', () => '/v1/filters', 200],
  ['POST', '/v1/filters', () => '/v1/filters', 201, { name: '差评', filter: { ratingMax: 2, channel: ['app'] } }],
  ['DELETE', '/v1/filters/:id', () => '/v1/filters/f-0', 204],
  ['POST', '/v1/reports', () => '/v1/reports', 202, { period: 'quarter', language: 'en' }],
  [
    'POST',
    '/v1/reports',
    () => '/v1/reports',
    202,
    { title: '五月', period: { from: '2026-05-01', to: '2026-05-31' }, filters: { channel: ['app'], ratingMax: 3 } },
  ],
  ['GET', '/v1/reports', () => '/v1/reports?limit=5&schedule=x', 200],
  ['GET', '/v1/reports/:id', () => `/v1/reports/${reportId}`, 200],
  ['GET', '/v1/reports/:id.html', () => `/v1/reports/${reportId}.html`, 200],
  ['GET', '/v1/reports/:id.docx', () => `/v1/reports/${reportId}.docx`, 200],
  ['GET', '/v1/reports/:id.xlsx', () => `/v1/reports/${reportId}.xlsx`, 200],
  ['GET', '/v1/reports/:id.md', () => `/v1/reports/${reportId}.md`, 200],
  ['POST', '/v1/report-schedules', () => '/v1/report-schedules', 201, weekly],
  ['GET', '/v1/report-schedules', () => '/v1/report-schedules', 200],
  ['GET', '/v1/topic-definitions', () => '/v1/topic-definitions', 200],
  ['GET', '/v1/topic-definitions/:id', () => `/v1/topic-definitions/${definitionId}`, 200],
  [
    'PATCH',
    '/v1/topic-definitions/:id',
    () => `/v1/topic-definitions/${definitionId}`,
    200,
    { k: 1, cadence: 'daily' },
  ],
  ['POST', '/v1/topic-definitions/:id/runs', () => `/v1/topic-definitions/${definitionId}/runs`, 202],
  ['GET', '/v1/topics', () => '/v1/topics?limit=10&definition=x', 200],
  ['GET', '/v1/topics/:id', () => `/v1/topics/${runId}`, 200],
  ['GET', '/v1/topics/:id/comparison', () => `/v1/topics/${runId}/comparison?with=${uncoveredId}`, 200],
  ['GET', '/v1/topics/:id/assignments', () => `/v1/topics/${runId}/assignments?limit=2`, 200],
  ['GET', '/v1/topics/:id/topics/:n/comments', () => `/v1/topics/${runId}/topics/0/comments`, 200],
  ['GET', '/v1/taxonomy', () => '/v1/taxonomy', 200],
  ['GET', '/v1/audit', () => '/v1/audit?actor=key:k-1&action=taxonomy&subject=1&from=2026-05-01&to=2026-05-31', 200],
  ['GET', '/v1/comments/:id/decisions', () => `/v1/comments/${commentId}/decisions`, 200],
  ['GET', '/v1/taxonomy', () => '/v1/taxonomy?id=dining', 200],
  ['GET', '/v1/jobs', () => '/v1/jobs', 200],
  ['GET', '/v1/jobs/:id', () => `/v1/jobs/${jobId}`, 200],
  ['POST', '/v1/reanalyses', () => '/v1/reanalyses?label=channel.logistics', 202],
  ['GET', '/v1/workspace', () => '/v1/workspace', 200],
  [
    'PATCH',
    '/v1/workspace',
    () => '/v1/workspace',
    200,
    { conflictThreshold: 0.7, taxonomy: 'dining', auditShare: 0.01 },
  ],
  ['GET', '/v1/keys', () => '/v1/keys', 200],
  ['POST', '/v1/keys', () => '/v1/keys', 201, { name: 'shop', scopes: ['ingest'], expiresAt: '2099-01-01T00:00:00Z' }],
  ['GET', '/v1/setup', () => '/v1/setup', 200],
  ['GET', '/healthz', () => '/healthz', 200],
  ['GET', '/readyz', () => '/readyz', 200],
  ['GET', '/openapi.json', () => '/openapi.json', 200],
  ['POST', '/v1/analyze', () => '/v1/analyze', 200, { comments: [{ text: '好', rating: 1 }, { text: '' }] }],
  [
    'POST',
    '/v1/comments',
    () => '/v1/comments?wait=true',
    200,
    { comments: [{ source: 's', text: '打13812345678' }, {}] },
  ],
];

test.each(calls)('%s %s answers as documented', async (method, path, concrete, status, json) => {
  const sent = json === undefined ? {} : { json: JSON.parse(JSON.stringify(json).replace('COMMENT', commentId)) };
  const reply = await rig.call(method, concrete(), sent);
  expect(reply.status, reply.text.slice(0, 300)).toBe(status);
  expect(reply.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  expectDocumented(reply, method, path);
});

describe('lists', () => {
  test('page through by cursor', async () => {
    const first = await rig.call('GET', '/v1/comments?limit=3&text=%E7%89%A9%E6%B5%81');
    expect(first.json.items).toHaveLength(3);
    const second = await rig.call('GET', `/v1/comments?limit=3&text=物流&cursor=${first.json.nextCursor}`);
    expect(second.json.items).toHaveLength(2);
    expect(second.json.nextCursor).toBeNull();
  });

  test('hand every filter to the store, repeated ones as alternatives', async () => {
    let seen: unknown;
    const list = rig.world.comments.list;
    rig.world.comments.list = async (scope, filter, page) => {
      seen = { filter, page };
      return list(scope, filter, page);
    };
    const query =
      'text=a+b&label=channel&label=service.counter&sentiment=mixed&kind=praise&escalation=legal&channel=app&channel=web' +
      '&source=s&language=zh-Hant&author=x&ratingMin=-1.5&ratingMax=10&from=2026-05-01&to=2026-05-03T10:00:00%2B08:00' +
      '&mention=channel:negative&mention=service&noMention=service.counter:neutral&rated=true' +
      '&metadata.city=%E4%B8%8A%E6%B5%B7&metadata.city=北京&metadata.a.b=c&conflict=flagged&state=failed&limit=7&cursor=0';
    const reply = await rig.call('GET', `/v1/comments?${query}`);
    rig.world.comments.list = list;
    expect(reply.status, reply.text).toBe(200);
    expect(seen).toEqual({
      filter: {
        text: 'a b',
        label: ['channel', 'service.counter'],
        mention: ['channel:negative', 'service'],
        noMention: ['service.counter:neutral'],
        sentiment: ['mixed'],
        kind: ['praise'],
        escalation: ['legal'],
        channel: ['app', 'web'],
        source: ['s'],
        language: ['zh-Hant'],
        author: ['x'],
        rated: true,
        ratingMin: -1.5,
        ratingMax: 10,
        from: '2026-05-01',
        to: '2026-05-03T02:00:00.000Z',
        metadata: { city: ['上海', '北京'], 'a.b': ['c'] },
        conflict: ['flagged'],
        state: ['failed'],
      },
      page: { limit: 7, cursor: '0' },
    });
  });
});

describe('suggested leaves', () => {
  const accept = (n: number | string, json: object, run = uncoveredId) =>
    rig.call('POST', `/v1/topics/${run}/suggestions/${n}/accept`, { json });

  test('are accepted once, under an inner node, with a code that is free', async () => {
    const { id } = (await rig.call('POST', '/v1/topics', { json: { k: 1, filters: { covered: false } } })).json;
    expectProblem(await rig.call('GET', `/v1/topics/${id}/suggestions`), 'state_conflict');
    finishTopics(rig.world, id, [commentId]);
    const before = (await rig.call('GET', `/v1/topics/${id}/suggestions`)).json.items;
    expect(before).toMatchObject([{ n: 0, name: '物流 · 慢', cues: ['物流'], draftId: null }]);
    expect(before[0].examples).toMatchObject([{ commentId }]);
    expectProblem(await accept(0, { parent: 'nowhere' }, id), 'unknown_code', '/parent');
    expectProblem(await accept(0, { parent: 'channel.logistics.speed' }, id), 'unknown_code', '/parent');
    expectProblem(await accept(0, { parent: 'constructor' }, id), 'unknown_code', '/parent');
    expectProblem(await accept(0, { parent: 'channel', code: 'a.b' }, id), 'invalid_format', '/code');
    expectProblem(await accept(0, { parent: 'channel', colour: 1 }, id), 'unknown_field', '/colour');
    expectProblem(await accept(7, { parent: 'channel' }, id), 'not_found');
    const first = await accept(0, { parent: 'channel' }, id);
    expect(first.status).toBe(201);
    expect(first.json.content).toEqual({
      kind: 'leaf',
      code: expect.stringMatching(/^channel\.suggested_\w+_0$/),
      name: '物流 · 慢',
      cues: ['物流'],
      exampleCommentIds: [commentId],
    });
    expectProblem(await accept(0, { parent: 'channel', slaHours: 0 }, id), 'out_of_range', '/slaHours');
    expectProblem(await accept(0, { parent: 'channel', names: { fr: 'x' } }, id), 'unknown_field', '/names/fr');
    const again = await accept(0, { parent: 'channel', code: 'other' }, id);
    expect([again.status, again.json]).toEqual([200, first.json]);
    const after = (await rig.call('GET', `/v1/topics/${id}/suggestions`)).json.items;
    expect(after[0].draftId).toBe(first.json.id);
  });

  test('are dismissed, and taken back', async () => {
    const { id } = (await rig.call('POST', '/v1/topics', { json: { k: 1, filters: { covered: false } } })).json;
    finishTopics(rig.world, id, [commentId]);
    const path = `/v1/topics/${id}/suggestions`;
    const dismissed = async () => (await rig.call('GET', path)).json.items.map((item: any) => item.dismissed);
    expect(await dismissed()).toEqual([false]);
    for (const _ of [1, 2]) expect((await rig.call('PUT', `${path}/0/dismissal`)).status).toBe(204);
    expect(await dismissed()).toEqual([true]);
    expect((await rig.call('DELETE', `${path}/0/dismissal`)).status).toBe(204);
    expect(await dismissed()).toEqual([false]);
    expectProblem(await rig.call('PUT', `${path}/7/dismissal`), 'not_found');
  });

  test('take names, a department and hours along', async () => {
    const { id } = (await rig.call('POST', '/v1/topics', { json: { k: 1, filters: { covered: false } } })).json;
    finishTopics(rig.world, id, [commentId]);
    const fields = { names: { 'zh-CN': '送货', en: 'Delivery' }, department: '物流部', slaHours: 48 };
    const { json } = await accept(0, { parent: 'channel', name: '送货', ...fields }, id);
    expect(json.content).toMatchObject({ name: '送货', ...fields, cues: ['物流'] });
  });

  test('are there for runs of uncovered comments only', async () => {
    expectProblem(await rig.call('GET', `/v1/topics/${runId}/suggestions`), 'state_conflict');
    expectProblem(await accept(0, { parent: 'channel' }, runId), 'state_conflict');
  });
});

describe('definitions of topics', () => {
  test('keep what a change does not name', async () => {
    const order = { algorithm: 'kmeans', k: 3, seed: 9, filters: { channel: ['app'] } };
    const { json, headers } = await rig.call('POST', '/v1/topic-definitions', { json: { name: 'a', ...order } });
    expect(json).toMatchObject({ name: 'a', ...order, cadence: 'manual', nextRunAt: null, lastRunId: null });
    const path = headers.get('location')!;
    const change = async (patch: object) => (await rig.call('PATCH', path, { json: patch })).json;
    expect(await change({ cadence: 'monthly' })).toMatchObject({ name: 'a', ...order, cadence: 'monthly' });
    expect(await change({ k: 'auto', filters: {} })).toMatchObject({ ...order, k: 'auto', filters: {} });
    expect((await rig.call('DELETE', path)).status).toBe(204);
    expectProblem(await rig.call('GET', path), 'not_found');
  });

  test('run by hand, once for one key', async () => {
    const path = `/v1/topic-definitions/${definitionId}/runs`;
    const send = () => rig.call('POST', path, { headers: { 'idempotency-key': 'definition' } });
    const [first, second] = [await send(), await send()];
    expect(second.json).toEqual(first.json);
    expect(first.headers.get('location')).toBe(`/v1/topics/${first.json.id}`);
  });
});

describe('keywords', () => {
  const asked = async (query: string): Promise<unknown> => {
    let seen: unknown;
    const find = rig.world.keywords.find;
    rig.world.keywords.find = async (scope, wanted) => {
      seen = wanted;
      return find(scope, wanted);
    };
    const reply = await rig.call('GET', `/v1/keywords?${query}`);
    rig.world.keywords.find = find;
    expect(reply.status, reply.text).toBe(200);
    return seen;
  };
  const plain = { limit: 50, beside: 0 };

  test.each<[string, object]>([
    ['channel=app', { ...plain, filter: { channel: ['app'] }, compare: null }],
    ['rank=contrast&channel=app&other=rest', { filter: { channel: ['app'] }, compare: { other: 'rest' } }],
    [
      'rank=contrast&other.channel=web&other.channel=pos&other.metadata.city=a&other.ratingMin=2&metadata.city=b',
      {
        filter: { metadata: { city: ['b'] } },
        compare: { rank: 'contrast', other: { channel: ['web', 'pos'], metadata: { city: ['a'] }, ratingMin: 2 } },
      },
    ],
    [
      'rank=rise&from=2026-05-01&to=2026-05-10',
      { compare: { rank: 'rise', before: { from: '2026-04-21', to: '2026-04-30' } } },
    ],
    [
      'rank=rise&from=2026-05-01&to=2026-05-03T12:00:00Z',
      { compare: { before: { from: '2026-04-28T12:00:00.000Z', to: '2026-05-01T00:00:00.000Z' } } },
    ],
    [
      'rank=rise&from=2026-05-01&to=2026-05-10&beforeFrom=2025-05-01&beforeTo=2025-05-10',
      { compare: { before: { from: '2025-05-01', to: '2025-05-10' } } },
    ],
  ])('%s', async (query, expected) => {
    expect(await asked(query)).toMatchObject(expected);
  });

  test('synonyms are put as a whole, and not over the changes of others', async () => {
    const put = (words: string[], headers = {}) =>
      rig.call('PUT', '/v1/synonyms', { json: { groups: [{ term: ' ＡＰＰ', words }] }, headers });
    const first = await put(['应用', 'Application']);
    expect(first.json).toEqual({ groups: [{ term: 'app', words: ['应用', 'application'] }] });
    const etag = first.headers.get('etag')!;
    expect((await put(['应用'], { 'if-match': etag })).status).toBe(200);
    expectProblem(await put(['软件'], { 'if-match': etag }), 'version_conflict');
    expect((await rig.call('GET', '/v1/synonyms')).json.groups).toEqual([{ term: 'app', words: ['应用'] }]);
    expect((await rig.call('GET', '/v1/synonyms', { key: keys.other })).json).toEqual({ groups: [] });
  });
});

describe('not there and not yours are the same', () => {
  test.each([
    ['GET', () => `/v1/comments/${commentId}`],
    ['GET', () => `/v1/comments/${commentId}/explain`],
    ['DELETE', () => `/v1/comments/${commentId}`],
    ['GET', () => '/v1/issues/issue-1'],
    ['PATCH', () => '/v1/issues/issue-1'],
    ['GET', () => `/v1/jobs/${jobId}`],
    ['GET', () => `/v1/jobs/${jobId}/events`],
    ['DELETE', () => `/v1/jobs/${jobId}`],
    ['GET', () => `/v1/imports/${jobId}/errors`],
    ['GET', () => `/v1/topics/${runId}`],
    ['DELETE', () => `/v1/topics/${runId}`],
    ['GET', () => `/v1/reports/${reportId}`],
    ['GET', () => `/v1/reports/${reportId}.html`],
    ['GET', () => `/v1/reports/${reportId}.xlsx`],
    ['DELETE', () => `/v1/reports/${reportId}`],
    ['DELETE', () => `/v1/report-schedules/${scheduleId}`],
    ['GET', () => `/v1/topic-definitions/${definitionId}`],
    ['PATCH', () => `/v1/topic-definitions/${definitionId}`],
    ['DELETE', () => `/v1/topic-definitions/${definitionId}`],
    ['POST', () => `/v1/topic-definitions/${definitionId}/runs`],
    ['GET', () => `/v1/topics/${uncoveredId}/suggestions`],
    ['POST', () => `/v1/topics/${uncoveredId}/suggestions/0/accept`],
    ['PUT', () => `/v1/topics/${uncoveredId}/suggestions/0/dismissal`],
    ['GET', () => `/v1/topics/${runId}/assignments`],
    ['GET', () => `/v1/topics/${runId}/comparison?with=${uncoveredId}`],
    ['GET', () => `/v1/topics/${runId}/topics/0/comments`],
  ])('%s %s', async (method, path) => {
    const bodies = { accept: { parent: 'channel' }, definitions: { name: 'x' }, issues: { state: 'assigned' } };
    const json = Object.entries(bodies).find(([part]) => path().includes(part))?.[1];
    const options = json && (method === 'PATCH' || path().includes('accept')) ? { json } : {};
    const foreign = await rig.call(method, path(), { key: keys.other, ...options });
    const absent = await rig.call(method, path().replace(/[0-9a-f]{8}-[\w-]+|issue-1/, 'nothing'), {
      key: keys.admin,
      ...options,
    });
    expectProblem(foreign, 'not_found');
    expectProblem(absent, 'not_found');
    const plain = ({ json }: Reply) => ({ ...json, instance: '', requestId: '' });
    expect(plain(foreign)).toEqual(plain(absent));
  });
});

describe('topics', () => {
  test('an order has defaults, and its place is told', async () => {
    const reply = await rig.call('POST', '/v1/topics', { json: {} });
    expect(Object.keys(reply.json)).toEqual(['id', 'jobId']);
    expect(reply.headers.get('location')).toBe(`/v1/topics/${reply.json.id}`);
    const run = (await rig.call('GET', `/v1/topics/${reply.json.id}`)).json;
    expect(run).toMatchObject({ status: 'queued', algorithm: 'lda', k: 'auto', seed: 1, filters: {}, topics: [] });
    expect(run).not.toHaveProperty('findings');
    expect(run).not.toHaveProperty('order');
    for (const path of ['assignments', 'topics/0/comments'])
      expectProblem(await rig.call('GET', `/v1/topics/${reply.json.id}/${path}`), 'state_conflict');
    expectProblem(await rig.call('DELETE', `/v1/topics/${reply.json.id}`), 'state_conflict');
  });

  test('one run per idempotency key', async () => {
    const send = () => rig.call('POST', '/v1/topics', { json: { k: 1 }, headers: { 'idempotency-key': 'topics' } });
    const first = await send();
    expect((await send()).json).toEqual(first.json);
  });

  test('quotes are comments that are there, with their texts', async () => {
    const { topics, identity } = (await rig.call('GET', `/v1/topics/${runId}`)).json;
    expect(topics[0].quotes).toEqual({
      nearest: [{ commentId, externalId: 'r-0', text: '物流太慢了 0' }],
      positive: [],
      negative: [],
    });
    expect(identity.fates.map(({ fate }: { fate: string }) => fate)).toEqual(['kept', 'died']);
  });

  test('the comments of a topic are pages of comments; a topic beyond the last is not there', async () => {
    const first = (await rig.call('GET', `/v1/topics/${runId}/topics/0/comments?limit=3`)).json;
    expect(first.items[0]).toMatchObject({
      probability: 0.75,
      comment: { id: commentId, analysis: { id: commentId } },
    });
    const path = `/v1/topics/${runId}/topics/0/comments?limit=3&cursor=${first.nextCursor}`;
    expect((await rig.call('GET', path)).json.items[0].comment.id).not.toBe(commentId);
    expectProblem(await rig.call('GET', `/v1/topics/${runId}/topics/1/comments`), 'not_found');
    expectProblem(await rig.call('GET', `/v1/topics/${runId}/assignments?cursor=x`), 'invalid_format', '/query/cursor');
  });

  test('a run that is over can be removed', async () => {
    const { id } = (await rig.call('POST', '/v1/topics', { json: { k: 1 } })).json;
    finishTopics(rig.world, id, []);
    expect((await rig.call('DELETE', `/v1/topics/${id}`)).status).toBe(204);
    expectProblem(await rig.call('GET', `/v1/topics/${id}`), 'not_found');
  });
});

describe('changes', () => {
  test('a step outside the life cycle is a conflict', async () => {
    rig.world.issueRecords.get('issue-1')!.state = 'open';
    expectProblem(await rig.call('PATCH', '/v1/issues/issue-1', { json: { state: 'verified' } }), 'state_conflict');
  });

  test('a deleted comment is gone', async () => {
    const { json } = await rig.call('POST', '/v1/comments', { json: { comments: [{ source: 's', text: '再见' }] } });
    const path = `/v1/comments/${json.items[0].id}`;
    const gone = await rig.call('DELETE', path);
    expect([gone.status, gone.text]).toEqual([204, '']);
    expectProblem(await rig.call('GET', path), 'not_found');
    expectProblem(await rig.call('DELETE', path), 'not_found');
  });

  test('a key is shown once, also with an idempotency key, and works until it is revoked', async () => {
    const make = () =>
      rig.call('POST', '/v1/keys', { json: { name: 'x', scopes: ['read'] }, headers: { 'idempotency-key': 'make' } });
    const made = await make();
    expect((await rig.call('GET', '/v1/comments', { key: made.json.key })).status).toBe(200);
    const again = await make();
    expect(again.json).toEqual({ key: null, record: made.json.record });
    expect(JSON.stringify([...rig.world.idempotencyRecords])).not.toContain(made.json.key);
    expect((await rig.call('DELETE', `/v1/keys/${made.json.record.id}`)).status).toBe(204);
  });

  test('a job can be cancelled once', async () => {
    const { json } = await rig.call('POST', '/v1/sample');
    const cancelled = await rig.call('DELETE', `/v1/jobs/${json.id}`);
    expect(cancelled.json.state).toBe('cancelled');
    expectProblem(await rig.call('DELETE', `/v1/jobs/${json.id}`), 'state_conflict');
  });

  test('one sample job per idempotency key', async () => {
    const headers = { 'idempotency-key': 'sample' };
    const first = await rig.call('POST', '/v1/sample', { headers });
    const again = await rig.call('POST', '/v1/sample', { headers });
    expect(again.json.id).toBe(first.json.id);
    expect(first.headers.get('location')).toBe(`/v1/jobs/${first.json.id}`);
  });
});

test('the taxonomy has an ETag', async () => {
  const first = await rig.call('GET', '/v1/taxonomy?id=cx');
  const etag = first.headers.get('etag')!;
  const again = await rig.call('GET', '/v1/taxonomy?id=cx', { headers: { 'if-none-match': `"x", W/${etag}` } });
  expect([again.status, again.text]).toEqual([304, '']);
  expectProblem(await rig.call('GET', '/v1/taxonomy?id=nope'), 'unknown_taxonomy', '/query/id');
});

describe('GET /v1/exports', () => {
  test('is an attachment with a name of ours', async () => {
    const reply = await rig.call('GET', '/v1/exports?format=csv&channel=app');
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(reply.headers.get('content-disposition')).toMatch(/^attachment; filename="huiyin-comments-[\d-]+\.csv"$/);
    expect(reply.headers.get('x-content-type-options')).toBe('nosniff');
    expect(reply.text.split('\r\n').length).toBeGreaterThan(5);
  });

  test('a failing query is a problem, a break in the middle cuts the connection', async () => {
    const { stream } = rig.world.comments;
    rig.world.comments.stream = async function* () {
      if (Date.now() > 0) throw new Error('SELECT broke');
      yield* [];
    };
    expectProblem(await rig.call('GET', '/v1/exports?format=csv'), 'internal');
    rig.world.comments.stream = async function* (scope, filter) {
      for await (const row of stream(scope, filter)) {
        yield row;
        await new Promise((resolve) => setTimeout(resolve, 5));
        throw new Error('SELECT broke');
      }
    };
    await expect(rig.call('GET', '/v1/exports?format=ndjson')).rejects.toThrow();
    rig.world.comments.stream = stream;
    expectProblem(await rig.call('GET', '/v1/exports?format=docx'), 'unknown_value', '/query/format');
  });
});

test('GET /v1/jobs/:id/events sends every change and ends with the job', async () => {
  const { json: job } = await rig.call('POST', '/v1/sample');
  const response = await fetch(`${rig.url}/v1/jobs/${job.id}/events`, {
    headers: { authorization: `Bearer ${keys.read}` },
  });
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = (await reader.read()).value!;
  changeJob(rig.world, job.id, { state: 'succeeded', progress: { done: 2, total: 2 } });
  for (let next = await reader.read(); !next.done; next = await reader.read()) text += next.value;
  const events = text.split('\n\n').filter(Boolean);
  expect(events).toHaveLength(2);
  expect(JSON.parse(events[1]!.split('\ndata: ')[1]!).state).toBe('succeeded');
  expect(events[0]).toMatch(/^event: job\ndata: /);
});

describe('reports', () => {
  test('are files to be kept, never pages of this origin, and the same each time', async () => {
    for (const format of ['html', 'md', 'docx', 'xlsx']) {
      const path = `/v1/reports/${reportId}.${format}`;
      const first = await rig.call('GET', path);
      const disposition = `attachment; filename="huiyin-report-2026-05-01-2026-05-31.${format}"`;
      expect(first.headers.get('content-disposition')).toBe(disposition);
      expect(first.headers.get('cache-control')).toBe('no-store');
      expect((await rig.call('GET', path)).text).toBe(first.text);
    }
  });

  test('have no files and cannot be deleted until they are made', async () => {
    const { id } = (await rig.call('POST', '/v1/reports', { json: { period: 'week', title: 'later' } })).json;
    const head = (await rig.call('GET', `/v1/reports/${id}`)).json;
    expect(head).toMatchObject({ status: 'queued', document: null, title: 'later', comments: null });
    expect((await rig.call('GET', `/v1/reports/${id}.html`)).status).toBe(404);
    expect((await rig.call('DELETE', `/v1/reports/${id}`)).json.code).toBe('state_conflict');
    expect((await rig.call('GET', `/v1/reports/${reportId}.pdf`)).status).toBe(404);
  });

  test('say when there is nothing to compare them with', async () => {
    const { status, json } = await rig.call('POST', '/v1/reports', { json: { period: 'week', compareWith: 'x' } });
    expect([status, json.code]).toEqual([409, 'state_conflict']);
  });
});

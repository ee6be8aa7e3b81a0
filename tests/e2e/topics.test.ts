/** Topics over HTTP on the real service, with the sample: start, progress, result, erasure, another run, cancelling. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { topicRunSchema } from '../../src/http/schemas/topics.ts';
import { eventually } from '../rig/eventually.ts';
import { adminKey, type RunningService, startService, temporaryFolder } from '../rig/service.ts';

const folder = temporaryFolder('topics');
let service: RunningService;
beforeAll(async () => {
  service = await startService(folder.path);
  const { body } = await service.call('POST', '/v1/sample');
  await events(body.id);
  for (let pending = 1; pending > 0; ) {
    pending = (await get('/v1/stats/summary')).pending;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
});
afterAll(async () => {
  await service.stop();
  folder.remove();
});

async function get(path: string): Promise<any> {
  const { status, body } = await service.call('GET', path);
  expect(status, `${path}: ${JSON.stringify(body).slice(0, 300)}`).toBe(200);
  return body;
}

/** The events of a job until it ends. */
async function events(jobId: string): Promise<any[]> {
  const headers = { authorization: `Bearer ${adminKey}` };
  const text = await (await fetch(`${service.url}/v1/jobs/${jobId}/events`, { headers })).text();
  return [...text.matchAll(/^event: job\ndata: (.*)$/gm)].map(([, data]) => JSON.parse(data!));
}

async function start(order: object): Promise<{ id: string; jobId: string }> {
  const { status, body } = await service.call('POST', '/v1/topics', order);
  expect(status, JSON.stringify(body)).toBe(202);
  return body;
}

async function assignmentsOf(id: string): Promise<any[]> {
  const items: any[] = [];
  for (let cursor = ''; ; ) {
    const page = await get(`/v1/topics/${id}/assignments?limit=200${cursor}`);
    items.push(...page.items);
    if (page.nextCursor === null) return items;
    cursor = `&cursor=${page.nextCursor}`;
  }
}

/** Jaccard. */
function overlap(a: string[], b: string[]): number {
  const both = a.filter((item) => b.includes(item)).length;
  return both / (a.length + b.length - both);
}

const order = { algorithm: 'lda', k: 6, seed: 3, filters: { state: ['analysed'] } };
let first: any;

it('a run goes from its start to topics, with progress', async () => {
  const { id, jobId } = await start(order);
  const seen = await events(jobId);
  expect(seen.at(-1)).toMatchObject({ kind: 'topics', state: 'succeeded', result: { run: id, topics: 6 } });
  const done = seen.map(({ progress }) => progress.done);
  expect(done).toEqual(done.toSorted((a, b) => a - b));
  first = await get(`/v1/topics/${id}`);
  expect(topicRunSchema.parse(first)).toEqual(first);
  expect(first).toMatchObject({ id, jobId, status: 'succeeded', ...order, comments: 432, identity: null });
  const { topics } = first;
  expect(topics.map(({ n }: any) => n)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(topics.reduce((sum: number, { share }: any) => sum + share.value, 0)).toBeCloseTo(1);
  for (const { words, quotes } of topics) {
    expect(words.length).toBe(20);
    expect(quotes.nearest.length).toBe(3);
  }
  const assignments = await assignmentsOf(id);
  expect(assignments.length).toBe(432);
  const sizes = topics.map(({ n }: any) => assignments.filter(({ topic }) => topic === n).length);
  expect(sizes).toEqual(topics.map(({ share }: any) => Math.round(share.value * 432)));
  const { items } = await get(`/v1/topics/${id}/topics/2/comments?limit=200`);
  expect(items.length).toBe(Math.min(200, sizes[2]));
  expect(items[0]).toMatchObject({ comment: { state: 'analysed' } });
  expect((await get('/v1/topics')).items).toMatchObject([{ id, status: 'succeeded', k: 6 }]);
});

it('an erased comment leaves the run', async () => {
  const [{ commentId, text }] = first.topics[0].quotes.nearest;
  expect((await service.call('DELETE', `/v1/comments/${commentId}`)).status).toBe(204);
  const run = JSON.stringify(await get(`/v1/topics/${first.id}`));
  expect(run).not.toContain(commentId);
  expect(run).not.toContain(JSON.stringify(text).slice(1, -1));
  const assignments = await assignmentsOf(first.id);
  expect(assignments.length).toBe(431);
  expect(assignments.map((item) => item.commentId)).not.toContain(commentId);
  const { comments, topics } = await get(`/v1/topics/${first.id}`);
  expect(comments).toBe(431);
  expect(topics.map(({ share }: any) => share.n)).toEqual([431, 431, 431, 431, 431, 431]);
  const sentiments = topics.flatMap(({ sentiment }: any) => Object.values(sentiment));
  expect(sentiments.reduce((sum: number, count: any) => sum + count, 0)).toBe(431);
});

it('a comment that comes later gets its topic, and leaves again', async () => {
  const quote = first.topics[1].quotes.nearest[0];
  const comments = [{ source: 'later', externalId: 'late', text: quote.text }];
  const { body } = await service.call('POST', '/v1/comments?wait=true', { comments });
  const { id } = body.items[0];
  const topicOf = async () => (await assignmentsOf(first.id)).find(({ externalId }) => externalId === 'late')?.topic;
  await eventually(async () => expect(await topicOf()).toBe(1));
  expect((await get(`/v1/topics/${first.id}`)).topics[0].share.n).toBe(432);
  expect((await service.call('DELETE', `/v1/comments/${id}`)).status).toBe(204);
  expect((await get(`/v1/topics/${first.id}`)).topics[0].share.n).toBe(431);
});

it('the same order again says what became of the topics', async () => {
  const { id, jobId } = await start(order);
  await events(jobId);
  const { identity, comments, topics } = await get(`/v1/topics/${id}`);
  expect(comments).toBe(431);
  expect(identity.previous).toBe(first.id);
  const of = (end: 'before' | 'after', ...fates: string[]) =>
    identity.fates.filter(({ fate }: any) => fates.includes(fate)).map((fate: any) => fate[end]);
  expect(of('before', 'kept', 'died', 'merged').sort()).toEqual([0, 1, 2, 3, 4, 5]);
  expect(of('after', 'kept', 'born', 'split').sort()).toEqual([0, 1, 2, 3, 4, 5]);

  // What is said of a topic that was kept follows from what the two runs show.
  const members = async (run: string, topic: number) =>
    (await assignmentsOf(run)).filter((item) => item.topic === topic).map(({ commentId }) => commentId);
  const terms = ({ words }: any) => words.map(({ term }: any) => term);
  const kept = identity.fates.filter(({ fate }: any) => fate === 'kept');
  for (const { before, after, similarity } of kept) {
    const ofWords = overlap(terms(first.topics[before]), terms(topics[after]));
    const ofMembers = overlap(await members(first.id, before), await members(id, after));
    expect(similarity).toBeCloseTo((ofWords + ofMembers) / 2, 9);
  }

  // Asked for by another address, the answer is the same; backwards, what was born has died.
  expect(await get(`/v1/topics/${id}/comparison?with=${first.id}`)).toEqual(identity);
  const back = (await get(`/v1/topics/${first.id}/comparison?with=${id}`)).fates;
  const keptPairs = (fates: any[]) => fates.filter(({ fate }) => fate === 'kept').length;
  expect(keptPairs(back)).toBe(kept.length);

  // Over the same comments it is the same run.
  const last = await start(order);
  await events(last.jobId);
  const unchanged = await get(`/v1/topics/${last.id}`);
  expect(unchanged.topics).toEqual(topics);
  const same = [0, 1, 2, 3, 4, 5].map((n) => ({ fate: 'kept', before: n, after: n, similarity: 1 }));
  expect(unchanged.identity).toEqual({ previous: id, fates: same });
});

it('a run that is cancelled has no topics and can be removed', async () => {
  const { id, jobId } = await start({ algorithm: 'lda', k: 200 });
  for (let done = 0; done < 32; done = (await get(`/v1/jobs/${jobId}`)).progress.done)
    await new Promise((resolve) => setTimeout(resolve, 10));
  expect((await service.call('DELETE', `/v1/topics/${id}`)).body.code).toBe('state_conflict');
  expect((await service.call('DELETE', `/v1/jobs/${jobId}`)).status).toBe(202);
  expect(await get(`/v1/topics/${id}`)).toMatchObject({ status: 'cancelled', topics: [] });
  expect((await service.call('DELETE', `/v1/topics/${id}`)).status).toBe(204);
  expect((await service.call('GET', `/v1/topics/${id}`)).status).toBe(404);
});

it('too few comments are told at once', async () => {
  const { status, body } = await service.call('POST', '/v1/topics', { k: 3, filters: { channel: ['nowhere'] } });
  expect([status, body.code, body.errors[0].pointer]).toEqual([422, 'out_of_range', '/filters']);
});

it('uncovered comments suggest leaves, and one is accepted as a draft', async () => {
  const coverage = (await get('/v1/stats/coverage?by=month')).items;
  const uncovered = coverage.reduce((sum: number, { covered }: any) => sum + covered.n - covered.value * covered.n, 0);
  const { id, jobId } = await start({ k: 2, filters: { covered: false } });
  await events(jobId);
  const run = await get(`/v1/topics/${id}`);
  expect(run).toMatchObject({ status: 'succeeded', filters: { covered: false } });
  expect(run.comments).toBe(Math.round(uncovered));
  const { items } = await get(`/v1/topics/${id}/suggestions`);
  for (const { n, cues, draftId } of items) {
    expect(draftId).toBeNull();
    expect(cues.length).toBeGreaterThan(0);
    const accepted = await service.call('POST', `/v1/topics/${id}/suggestions/${n}/accept`, { parent: 'service' });
    expect(accepted.status, JSON.stringify(accepted.body)).toBe(201);
    expect(accepted.body).toMatchObject({
      taxonomy: 'cx',
      content: { cues, code: expect.stringMatching(/^service\./) },
    });
  }
});

it('a definition runs, and its second run follows the first', async () => {
  const definition = { name: 'all', algorithm: 'kmeans', k: 3, words: ['noun'], cadence: 'weekly' };
  const { status, body } = await service.call('POST', '/v1/topic-definitions', definition);
  expect(status, JSON.stringify(body)).toBe(201);
  expect(new Date(body.nextRunAt).getUTCDay()).toBe(1);
  const runs: any[] = [];
  for (const _ of [1, 2]) {
    const started = (await service.call('POST', `/v1/topic-definitions/${body.id}/runs`)).body;
    await events(started.jobId);
    runs.push(await get(`/v1/topics/${started.id}`));
  }
  expect(runs[0]).toMatchObject({ definitionId: body.id, words: ['noun'], identity: null });
  expect(runs[1].identity.previous).toBe(runs[0].id);
  expect((await get(`/v1/topics?definition=${body.id}`)).items.map(({ id }: any) => id)).toEqual([
    runs[1].id,
    runs[0].id,
  ]);
});

it('keywords of complaints stand out from the rest', async () => {
  const { items, comments, otherComments } = await get(
    '/v1/keywords?rank=contrast&sentiment=negative&sentiment=very_negative&other=rest&beside=3',
  );
  expect(comments + otherComments).toBe(431);
  expect(items.length).toBeGreaterThan(10);
  const more = items.filter(({ z }: any) => z > 0);
  for (const { share, otherShare } of more.slice(0, 3)) expect(share.value).toBeGreaterThan(otherShare.value);
});

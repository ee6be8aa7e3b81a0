/** Learning on the real service: decisions, a training, promotion, what the next comments are read with, rollback, another workspace. */
import { existsSync, readdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isGold } from '../../src/feedback/learning/example.ts';
import { modelChangesSchema, modelSchema } from '../../src/http/schemas/models.ts';
import { huiyin } from '../cli/huiyin.ts';
import { adminKey, type RunningService, startService, temporaryFolder } from '../rig/service.ts';

const folder = temporaryFolder('models');
let service: RunningService;
let decided: string[];
beforeAll(async () => {
  service = await startService(folder.path);
  await service.call('PATCH', '/v1/workspace', { trainAfter: 0 });
  const words = ['平水', '横摇'];
  const comments = Array.from({ length: 160 }, (_, i) => ({
    source: 'ferry',
    externalId: `f-${i}`,
    text: `第${i}班${words[i % 2]}，船票在码头买的`,
    rating: i % 2 === 0 ? 5 : 1,
  }));
  const { body } = await service.call('POST', '/v1/comments', { comments });
  const ids = body.items.map(({ id }: { id: string }) => id);
  decided = balanced(
    ids.filter((_: string, i: number) => i % 2 === 0),
    ids.filter((_: string, i: number) => i % 2 === 1),
  );
  await analysed();
  for (const [i, commentId] of decided.entries()) {
    const item = await service.call('POST', '/v1/reviews', { commentId });
    await service.call('POST', `/v1/reviews/${item.body.id}/claim`, {});
    const fix = { sentiment: i % 2 === 0 ? 'positive' : 'negative' };
    expect((await service.call('POST', `/v1/reviews/${item.body.id}/fix`, fix)).status).toBe(200);
  }
});
afterAll(async () => {
  await service.stop();
  folder.remove();
});

/** 40 of each in turn, as many of them gold of the one as of the other: which are gold follows from ids, which are random. */
function balanced(...words: [string[], string[]]): string[] {
  const gold = Math.min(8, ...words.map((ids) => ids.filter(isGold).length));
  const [first, second] = words.map((ids) => [
    ...ids.filter(isGold).slice(0, gold),
    ...ids.filter((id) => !isGold(id)).slice(0, 40 - gold),
  ]);
  return first!.flatMap((id, i) => [id, second![i]!]);
}

async function analysed(): Promise<void> {
  for (let pending = 1; pending > 0; ) {
    pending = (await get('/v1/stats/summary')).pending;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function get(path: string): Promise<any> {
  const { status, body } = await service.call('GET', path);
  expect(status, `${path}: ${JSON.stringify(body).slice(0, 300)}`).toBe(200);
  return body;
}

async function ended(jobId: string): Promise<any> {
  const headers = { authorization: `Bearer ${adminKey}` };
  await (await fetch(`${service.url}/v1/jobs/${jobId}/events`, { headers })).text();
  return get(`/v1/jobs/${jobId}`);
}

const scoreOf = async (text: string): Promise<{ score: number; model: string }> => {
  const { body } = await service.call('POST', '/v1/analyze', { comments: [{ text }] });
  const [{ sentiment, versions }] = body.results;
  return { score: sentiment.score, model: versions.model };
};
async function decidedValues(): Promise<unknown[]> {
  const all = await Promise.all(decided.map((id) => get(`/v1/comments/${id}`)));
  return all.map(({ analysis: { sentiment } }) => [sentiment.label, sentiment.score]);
}

const probe = '第9班横摇，船票在码头买的';
let shipped: { score: number; model: string };

it('trains, and changes nothing until it is promoted', async () => {
  shipped = await scoreOf(probe);
  const { status, body } = await service.call('POST', '/v1/models/train', { promote: false });
  expect(status).toBe(202);
  const job = await ended(body.id);
  expect(job).toMatchObject({ kind: 'train', state: 'succeeded', progress: { done: 100, total: 100 } });
  expect(job.result).toMatchObject({ model: '1', promoted: false, texts: 80 });
  const gold = decided.filter(isGold).length;
  expect(job.result.examples).toBe(80 - gold);
  expect(job.result.gold.challenger.n).toBe(gold);
  const model = await get('/v1/models/1');
  expect(modelSchema.parse(model)).toEqual(model);
  expect(model).toMatchObject({ state: 'challenger', jobId: body.id });
  expect(await scoreOf(probe)).toEqual(shipped);
});

it('tells what would change', async () => {
  const changes = await get('/v1/models/1/changes');
  expect(modelChangesSchema.parse(changes)).toEqual(changes);
  expect(changes.comments).toBe(160);
  expect(changes.changed).toBeGreaterThan(0);
  expect(changes.moves.reduce((sum: number, { comments }: any) => sum + comments, 0)).toBe(changes.changed);
  expect(changes.examples[0].text).toContain('船票');
});

it('promoted, it reads the next comments, explains itself, and says so', async () => {
  const promoted = await service.call('POST', '/v1/models/1/promote', { reanalyse: false });
  expect(promoted.body).toEqual({ active: '1', reanalysis: null });
  const now = await scoreOf(probe);
  expect(now.score).toBeLessThan(shipped.score);
  expect(now.score).toBeLessThan((await scoreOf(probe.replace('横摇', '平水'))).score - 0.2);
  expect(now.model).toMatch(/ workspace@1\+[0-9a-f]{8}$/);
  const { body } = await service.call('POST', '/v1/comments?wait=true', {
    comments: [{ source: 'ferry', externalId: 'next', text: probe }],
  });
  const [{ id, analysis }] = body.items.map((item: any) => item.comment ?? item);
  expect(analysis.sentiment.score).toBe(now.score);
  expect(analysis.versions.model).toBe(now.model);
  const { terms, sum } = await get(`/v1/comments/${id}/explain`);
  expect(terms.map(({ rule }: any) => rule)).toContain('adapted');
  expect(terms.reduce((total: number, { weight }: any) => total + weight, 0)).toBeCloseTo(sum, 6);
});

it('a re-analysis comes with the promotion, with progress, and keeps what people decided', async () => {
  const before = await decidedValues();
  const { body } = await service.call('POST', '/v1/models/1/promote', { reanalyse: true });
  expect(body).toMatchObject({ active: '1', reanalysis: { kind: 'reanalyse' } });
  const job = await ended(body.reanalysis.id);
  expect(job).toMatchObject({ state: 'succeeded', progress: { done: 161, total: 161 }, result: { comments: 161 } });
  expect(await decidedValues()).toEqual(before);
  const { items } = await get('/v1/comments?limit=200');
  for (const { id, analysis, review } of items) {
    expect(analysis.versions.model).toContain(' workspace@1+');
    if (decided.includes(id)) expect(review).not.toBeNull();
  }
});

it('a model that is damaged is refused, and the one in force stays', async () => {
  const { body } = await service.call('POST', '/v1/models/train', { promote: false });
  expect((await ended(body.id)).result.model).toBe('2');
  const [workspaceId] = readdirSync(join(folder.path, 'models'));
  const weights = join(folder.path, 'models', workspaceId!, 'sentiment', '2', 'ngrams.bin');
  expect(existsSync(weights)).toBe(true);
  truncateSync(weights, 1000);
  const refused = await service.call('POST', '/v1/models/2/promote');
  expect(refused).toMatchObject({ status: 422, body: { code: 'file_unreadable' } });
  expect((await get('/v1/workspace')).model).toBe(1);
  expect((await scoreOf(probe)).model).toContain(' workspace@1+');
});

it('the command line trains', async () => {
  const { out, code } = await huiyin(['train', '--url', service.url, '--key', adminKey, '--by-hand']);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ model: '3', promoted: false });
});

it('rolled back, it is as before', async () => {
  await service.call('PATCH', '/v1/workspace', { reanalyseAfterPromotion: true });
  const rolledBack = await service.call('POST', '/v1/models/1/rollback');
  expect(rolledBack.body).toMatchObject({ active: null, reanalysis: { kind: 'reanalyse' } });
  expect(await ended(rolledBack.body.reanalysis.id)).toMatchObject({ state: 'succeeded' });
  expect(await scoreOf(probe)).toEqual(shipped);
  const { status, body } = await service.call('POST', '/v1/models/1/rollback');
  expect({ status, code: body.code }).toEqual({ status: 409, code: 'state_conflict' });
  const { items, training } = await get('/v1/models');
  expect(training).toMatchObject({ after: 0, restHours: 24, everyDays: 0, decisions: 0, jobId: null });
  expect(items.map(({ id, state }: any) => `${id} ${state}`)).toEqual(['3 challenger', '2 challenger', '1 retired']);
});

it('without a decision there is nothing to learn', async () => {
  const empty = temporaryFolder('nothing');
  const own = await startService(empty.path);
  const { body } = await own.call('POST', '/v1/models/train', {});
  let job = body;
  while (job.state === 'queued' || job.state === 'running') {
    job = (await own.call('GET', `/v1/jobs/${body.id}`)).body;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(job).toMatchObject({ state: 'failed', problem: { code: 'out_of_range' } });
  await own.stop();
  empty.remove();
});

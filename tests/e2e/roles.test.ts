/** One process that answers and two that work, on PostgreSQL and Redis: what one knows the others learn, and what one leaves another ends. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { eventually } from '../rig/eventually.ts';
import { createDatabase, hasPostgres, type TestDatabase } from '../rig/postgres.ts';
import { hasRedis, type RedisServer, startRedis } from '../rig/redis.ts';
import { adminKey, type RunningService, startService, temporaryFolder } from '../rig/service.ts';

const what = 'the service in several processes';
const servers = (await hasPostgres(what)) && hasRedis(what);
/** A file that takes an import some seconds. */
const manyRows = Number(process.env.ROLE_ROWS ?? 8_000);

describe.runIf(servers)(what, { timeout: 240_000 }, () => {
  const folder = temporaryFolder('roles');
  let database: TestDatabase;
  let redis: RedisServer;
  let api: RunningService;
  const workers: RunningService[] = [];
  const dirOf = (name: string | number) => join(folder.path, String(name));
  const start = (name: string | number, role: string): Promise<RunningService> =>
    startService(dirOf(name), {
      HUIYIN_ROLE: role,
      HUIYIN_WORKERS: '1',
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
    });

  beforeAll(async () => {
    [database, redis] = await Promise.all([createDatabase(), startRedis()]);
    api = await start('api', 'api');
    workers.push(...(await Promise.all([start(0, 'worker'), start(1, 'worker')])));
    await api.call('PATCH', '/v1/workspace', { trainAfter: 0 });
  });
  afterAll(async () => {
    await Promise.all([api, ...workers].map((service) => service?.kill()));
    await redis?.kill();
    await database?.drop();
    folder.remove();
  });

  const get = async (path: string): Promise<any> => {
    const { status, body } = await api.call('GET', path);
    expect(status, `${path}: ${JSON.stringify(body).slice(0, 300)}`).toBe(200);
    return body;
  };
  async function upload(name: string, rows: number, bad = 0): Promise<any> {
    const lines = Array.from({ length: rows }, (_, i) => {
      const text = i < bad ? '' : `第${i}单${i % 2 ? '配送太慢了，包装也破了' : '客服耐心，味道很好'}`;
      return JSON.stringify({ source: name, externalId: `${name}-${i}`, text });
    });
    const form = new FormData();
    form.set('file', new Blob([lines.join('\n')]), `${name}.ndjson`);
    const headers = { authorization: `Bearer ${adminKey}` };
    const response = await fetch(`${api.url}/v1/imports`, { method: 'POST', headers, body: form });
    expect(response.status).toBe(202);
    return response.json();
  }
  /** Everything that a watcher at the API process is told of a job until it ends. */
  async function watched(jobId: string): Promise<any[]> {
    const headers = { authorization: `Bearer ${adminKey}` };
    const stream = await (await fetch(`${api.url}/v1/jobs/${jobId}/events`, { headers })).text();
    return [...stream.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data!));
  }
  /** How far a job was at any time. A run can be over before a watcher looks a second time. */
  async function sharesUntilOver(jobId: string): Promise<Set<number>> {
    const shares = new Set<number>();
    for (;;) {
      const { state, progress } = await get(`/v1/jobs/${jobId}`);
      shares.add(progress.done);
      if (state !== 'queued' && state !== 'running') return shares;
    }
  }
  /** For thousands of comments on a machine that has other work. */
  const patiently = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 200_000, interval: 50 });
  const analysed = () => patiently(async () => expect((await get('/v1/stats/summary')).pending).toBe(0));

  it('parts answering from working', async () => {
    const [worker] = workers;
    for (const path of ['/healthz', '/readyz', '/metrics']) expect((await worker!.call('GET', path)).status).toBe(200);
    for (const path of ['/v1/comments', '/openapi.json', '/'])
      expect((await worker!.call('GET', path)).status).toBe(404);
  });

  it('imports a file that another process received, and shows its progress and its rejected rows', async () => {
    const job = await upload('small', 2500, 3);
    const seen = await watched(job.id);
    expect(seen.at(-1)).toMatchObject({
      state: 'partially_succeeded',
      result: { read: 2500, created: 2497, rejected: 3 },
    });
    expect(seen.length).toBeGreaterThan(1);
    const rejected = await api.call('GET', `/v1/imports/${job.id}/errors`);
    expect(rejected.status).toBe(200);
    expect(rejected.body.trimEnd().split('\n')).toHaveLength(4);
    await analysed();
    expect(await get('/v1/stats/summary')).toMatchObject({ comments: 2497, failed: 0 });
    for (const path of ['/v1/work', '/v1/work/failures']) expect((await get(path)).items).toEqual([]);
  });

  it('waits for analyses that another process makes', async () => {
    const comments = [{ source: 'wait', externalId: 'w1', text: '物流太慢了' }];
    const { status, body } = await api.call('POST', '/v1/comments?wait=true', { comments });
    expect(status).toBe(200);
    expect(body.items[0].analysis.sentiment.label).toMatch(/negative/);
  });

  it('makes a topic run whose progress is watched from here', async () => {
    const { body: sample } = await api.call('POST', '/v1/sample');
    await watched(sample.id);
    await analysed();
    const order = { algorithm: 'lda', k: 'auto', seed: 1, filters: { source: ['sample'] } };
    const { status, body } = await api.call('POST', '/v1/topics', order);
    expect(status).toBe(202);
    const [shares, seen] = await Promise.all([sharesUntilOver(body.jobId), watched(body.jobId)]);
    expect(seen.at(-1)).toMatchObject({ kind: 'topics', state: 'succeeded' });
    expect(shares.size).toBeGreaterThan(2);
    expect((await get(`/v1/topics/${body.id}`)).topics.length).toBeGreaterThan(0);
  });

  it('reads with a promoted model in every process, within five seconds', async () => {
    const comments = Array.from({ length: 40 }, (_, i) => ({
      source: 'ferry',
      externalId: `f-${i}`,
      text: `第${i}班${i % 2 ? '横摇' : '平水'}，船票在码头买的`,
    }));
    const { body } = await api.call('POST', '/v1/comments', { comments });
    await analysed();
    for (const [i, { id: commentId }] of body.items.entries()) {
      const item = await api.call('POST', '/v1/reviews', { commentId });
      await api.call('POST', `/v1/reviews/${item.body.id}/claim`, {});
      const fix = { sentiment: i % 2 ? 'negative' : 'positive' };
      expect((await api.call('POST', `/v1/reviews/${item.body.id}/fix`, fix)).status).toBe(200);
    }
    const training = await api.call('POST', '/v1/models/train', { promote: false });
    expect((await watched(training.body.id)).at(-1)).toMatchObject({ state: 'succeeded', result: { model: '1' } });
    const promoted = await api.call('POST', '/v1/models/1/promote', {});
    expect(promoted.status, JSON.stringify(promoted.body)).toBe(200);

    const since = performance.now();
    const answer = await api.call('POST', '/v1/analyze', { comments: [{ text: '第9班横摇，船票在码头买的' }] });
    expect(answer.body.results[0].versions.model).toMatch(/workspace@1\+/);
    // What is posted is read in order of posting, by whichever worker is free.
    let sent = 0;
    const modelsOf = (worker: number) => {
      const models = join(dirOf(worker), 'models');
      return existsSync(models) ? readdirSync(models).flatMap((id) => readdirSync(join(models, id, 'sentiment'))) : [];
    };
    await patiently(async () => {
      const more = Array.from({ length: 50 }, () => ({ source: 'after', externalId: `a-${sent++}`, text: '横摇' }));
      const { body: read } = await api.call('POST', '/v1/comments?wait=true', { comments: more });
      for (const { analysis } of read.items) expect(analysis.versions.model).toMatch(/workspace@1\+/);
      expect([modelsOf(0), modelsOf(1)]).toEqual([['1'], ['1']]);
    });
    // No claim that others begin at once, only that they never go on with what was before.
    console.log(`all processes read with the promoted model after ${Math.round(performance.now() - since)} ms`);
  });

  it('stops a job that was called off from another process', async () => {
    const job = await upload('cancelled', manyRows);
    const runner = await runnerOf(job.id);
    expect((await api.call('DELETE', `/v1/jobs/${job.id}`)).status).toBe(202);
    expect((await watched(job.id)).at(-1).state).toBe('cancelled');
    await eventually(() => expect(spoolOf(runner)).not.toContain(job.id));
  });

  it('ends a job once whose process was killed', async () => {
    const before = (await get('/v1/stats/summary')).comments;
    const job = await upload('killed', manyRows);
    const runner = await runnerOf(job.id);
    await eventually(async () => expect((await get(`/v1/jobs/${job.id}`)).progress.done).toBeGreaterThan(0));
    await workers[runner]!.kill();
    expect((await get(`/v1/jobs/${job.id}`)).state).toBe('running');
    const last = (await watched(job.id)).at(-1);
    expect(last).toMatchObject({ state: 'succeeded', result: { read: manyRows, created: manyRows, unchanged: 0 } });
    workers[runner] = await start(runner, 'worker');
    await analysed();
    expect(await get('/v1/stats/summary')).toMatchObject({ comments: before + manyRows, failed: 0 });
    const [counts] = await database.query<any>('select count(*) as n, count(distinct comment_id) as d from analysis');
    expect(Number(counts.n)).toBe(before + manyRows);
    expect(Number(counts.d)).toBe(before + manyRows);
  });

  it('takes comments while Redis is away', async () => {
    await redis.kill();
    const comments = [{ source: 'away', externalId: 'x', text: '味道不错' }];
    const { status, body } = await api.call('POST', '/v1/comments?wait=true', { comments });
    expect(status).toBe(200);
    expect(body.items[0].analysis).toBeTruthy();
    for (const service of [api, ...workers]) expect((await service.call('GET', '/readyz')).status).toBe(200);
    await redis.start();
  });

  it('stops in good order and leaves nothing held', async () => {
    const codes = await Promise.all([...workers, api].map((service) => service.stop()));
    expect(codes).toEqual([0, 0, 0]);
    expect(await database.query('select * from duty')).toEqual([]);
    expect(await database.query("select id from job where state = 'running'")).toEqual([]);
  });

  const spoolOf = (worker: number): string[] =>
    readdirSync(dirOf(worker))
      .filter((name) => name.startsWith('spool-'))
      .flatMap((name) => readdirSync(join(dirOf(worker), name)));
  /** The worker that has the upload of this import. */
  const runnerOf = (jobId: string): Promise<number> =>
    eventually(() => {
      const runner = [0, 1].find((worker) => spoolOf(worker).includes(jobId));
      expect(runner).toBeDefined();
      return runner!;
    });
});

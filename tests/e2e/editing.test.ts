/** Taxonomy and lexicon are edited on the real service: draft, preview, publish, what comments are read as, the way back. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { previewSchema } from '../../src/http/schemas/editing.ts';
import { adminKey, type RunningService, startService, temporaryFolder } from '../rig/service.ts';

const folder = temporaryFolder('editing');
let service: RunningService;
const texts = [
  '船舱里全是柴油味，熏得头晕',
  '柴油味太重了',
  '物流太慢了，等了五天',
  '客服态度很好',
  '排队等了两个小时',
];
beforeAll(async () => {
  service = await startService(folder.path);
  const comments = texts.map((text, i) => ({ source: 'ferry', externalId: `f-${i}`, text }));
  expect((await service.call('POST', '/v1/comments?wait=true', { comments })).status).toBe(200);
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

async function ended(jobId: string): Promise<any> {
  const headers = { authorization: `Bearer ${adminKey}` };
  await (await fetch(`${service.url}/v1/jobs/${jobId}/events`, { headers })).text();
  return get(`/v1/jobs/${jobId}`);
}

const names = (name: string) => ({ 'zh-CN': name, 'zh-TW': name, en: name });
const smell = {
  code: 'product.cabin.smell',
  names: names('气味'),
  description: { 'zh-CN': '船舱里的气味', en: 'smell in the cabin' },
  department: '船务部',
  slaHours: 24,
  firstResponseHours: 4,
  aspects: ['气味|味道'],
  opinions: { negative: ['柴油味'], positive: [] },
  examples: ['柴油味太重'],
};

/** What is stored, but for what the analyses take from their neighbours. */
async function stored(): Promise<string> {
  const { items } = await get('/v1/comments?limit=200');
  return JSON.stringify(items.map(({ id, analysis }: any) => [id, analysis]));
}
const codesOf = async (text: string): Promise<string[]> => {
  const { body } = await service.call('POST', '/v1/analyze', { comments: [{ text }] });
  return body.results[0].issues.map(({ code }: any) => code);
};

let shipped: string;
let draftTag: string;

it('a draft changes nothing; the preview tells what would', async () => {
  shipped = await stored();
  const before = await service.call('GET', '/v1/taxonomy/draft');
  expect(before.body).toMatchObject({ exists: false, base: { version: 0 }, changes: [] });
  const operations = [{ op: 'add', leaf: smell, groups: { 'product.cabin': names('船舱') } }];
  const edited = await service.call(
    'POST',
    '/v1/taxonomy/draft/operations',
    { operations },
    {
      'if-match': before.headers.get('etag')!,
    },
  );
  expect(edited.body).toMatchObject({ exists: true, changes: [{ change: 'added', code: smell.code }] });
  draftTag = edited.headers.get('etag')!;
  const { body: queued } = await service.call('POST', '/v1/taxonomy/preview', {});
  const job = await ended(queued.id);
  expect(job).toMatchObject({ kind: 'preview', state: 'succeeded' });
  expect(previewSchema.parse(job.result)).toEqual(job.result);
  expect(job.result).toMatchObject({ comments: 5 });
  expect(job.result.leaves.find(({ code }: any) => code === smell.code)).toMatchObject({
    gained: { comments: 2 },
    lost: { comments: 0 },
    kept: 0,
  });
  expect(await stored()).toBe(shipped);
  expect(await codesOf(texts[1]!)).not.toContain(smell.code);
});

it('published, it counts at once, and the job reads the others again', async () => {
  const stale = await service.call('POST', '/v1/taxonomy/publish', {}, { 'if-match': '"draft-0"' });
  expect(stale).toMatchObject({ status: 412, body: { code: 'version_conflict' } });
  const { status, body } = await service.call(
    'POST',
    '/v1/taxonomy/publish',
    { note: '船舱' },
    { 'if-match': draftTag },
  );
  expect(status, JSON.stringify(body)).toBe(200);
  expect(body).toMatchObject({ version: 1, job: { kind: 'reanalyse' } });
  expect(await codesOf(texts[1]!)).toContain(smell.code);
  expect(await ended(body.job.id)).toMatchObject({ state: 'succeeded', result: { comments: 5 } });
  const { items } = await get(`/v1/issues?label=product.cabin`);
  expect(items).toHaveLength(2);
  expect(items[0]).toMatchObject({ department: '船务部', slaHours: 24, path: ['产品', '船舱', '气味'] });
  expect((await get('/v1/comments')).items[0].analysis.versions.taxonomy).toBe(body.key);
  expect((await get('/v1/taxonomy/versions')).items).toMatchObject([{ version: 1, state: 'active', note: '船舱' }]);
  expect((await get('/v1/workspace')).taxonomyVersion).toBe(1);
});

it('rolled back, comments are read to the byte as before', async () => {
  const { body } = await service.call('POST', '/v1/taxonomy/rollback', { version: 0 });
  expect(body).toMatchObject({ version: 0, job: { kind: 'reanalyse' } });
  await ended(body.job.id);
  expect(await stored()).toBe(shipped);
  const again = await service.call('POST', '/v1/taxonomy/rollback', { version: 1, backfill: false });
  expect(again.body).toMatchObject({ version: 1, job: null });
  expect(await codesOf(texts[1]!)).toContain(smell.code);
});

it('words: what the preview says is what publishing does, and the way back is to the byte', async () => {
  await service.call('POST', '/v1/taxonomy/rollback', { version: 0, backfill: false });
  const { body: queued } = await service.call('POST', '/v1/reanalyses');
  await ended(queued.id);
  expect(await stored()).toBe(shipped);
  const words = { words: ['全是柴油味'], stopWords: ['客服'], sentiment: [{ word: '柴油味', weight: 3 }] };
  const put = await service.call('PUT', '/v1/lexicon', words);
  expect(put.body).toMatchObject({ exists: true, changes: { sentiment: { added: ['柴油味'] } } });
  const previewed = (await ended((await service.call('POST', '/v1/lexicon/preview')).body.id)).result;
  expect(previewSchema.parse(previewed)).toEqual(previewed);
  expect(previewed).toMatchObject({ kind: 'lexicon', comments: 5 });
  expect(await stored()).toBe(shipped);

  const { body } = await service.call('POST', '/v1/lexicon/publish', {}, { 'if-match': put.headers.get('etag')! });
  expect(body).toMatchObject({ version: 1, key: expect.stringMatching(/^words@[0-9a-f]{12}$/) });
  await ended(body.job.id);
  const [before, after] = [JSON.parse(shipped), JSON.parse(await stored())];
  const rescored = after.filter(([id, { sentiment }]: any) => {
    return before.find(([other]: any) => other === id)[1].sentiment.score !== sentiment.score;
  });
  expect(rescored.map(([id]: any) => id).sort()).toEqual(
    previewed.scores.examples.map(({ commentId }: any) => commentId).sort(),
  );
  for (const [, { versions }] of after) expect(versions.lexicon.endsWith(` ${body.key}`)).toBe(true);
  const { terms } = await get(`/v1/comments/${rescored[0][0]}/explain`);
  expect(terms.some(({ source, text }: any) => source === 'workspace' && text.includes('柴油味'))).toBe(true);

  const back = await service.call('POST', '/v1/lexicon/rollback', { version: 0 });
  await ended(back.body.job.id);
  expect(await stored()).toBe(shipped);
});

it('a process that dies while comments are read again goes on where it was', async () => {
  const comments = Array.from({ length: 900 }, (_, i) => ({
    source: 'bulk',
    externalId: `b-${i}`,
    text: `第${i}班柴油味`,
  }));
  expect((await service.call('POST', '/v1/comments', { comments })).status).toBe(202);
  for (let pending = 1; pending > 0; ) {
    pending = (await get('/v1/stats/summary')).pending;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { body } = await service.call('POST', '/v1/taxonomy/rollback', { version: 1 });
  await service.kill();
  service = await startService(folder.path);
  expect((await get('/v1/workspace')).taxonomyVersion).toBe(1);
  const job = await ended(body.job.id);
  expect(job).toMatchObject({ state: 'succeeded', result: { comments: 905 } });
  for (let cursor = ''; ; ) {
    const page = await get(`/v1/comments?limit=200${cursor}`);
    for (const { analysis } of page.items) expect(analysis.versions.taxonomy).toBe(body.key);
    if (page.nextCursor === null) break;
    cursor = `&cursor=${page.nextCursor}`;
  }
});

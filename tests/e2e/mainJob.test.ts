/** The main job over HTTP on the real service: every step of one comment's life, an import, and a restart. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminKey, type RunningService, startService, temporaryFolder } from '../rig/service.ts';

const folder = temporaryFolder('main-job');
let service: RunningService;
beforeAll(async () => {
  service = await startService(folder.path);
});
afterAll(async () => {
  await service.stop();
  folder.remove();
});

const complaint = '质量太差了，用了两天就坏了，客服还不理人，非常失望';
const praise = '非常满意，质量很好，客服也很耐心，强烈推荐';

async function get(path: string): Promise<any> {
  const { status, body } = await service.call('GET', path);
  expect(status, `${path}: ${JSON.stringify(body).slice(0, 300)}`).toBe(200);
  return body;
}

/** Stores comments and waits for their analyses; answers one item each. */
async function send(comments: object[]): Promise<any[]> {
  const sent = comments.map((comment) => ({ source: 'e2e', ...comment }));
  const { status, body } = await service.call('POST', '/v1/comments?wait=true', { comments: sent });
  expect(status, JSON.stringify(body)).toBe(200);
  return body.items;
}

const summary = () => get('/v1/stats/summary');

/** The events of a job until it ends, over SSE. */
async function events(jobId: string): Promise<any[]> {
  const response = await fetch(`${service.url}/v1/jobs/${jobId}/events`, {
    headers: { authorization: `Bearer ${adminKey}` },
  });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const text = await response.text();
  return [...text.matchAll(/^event: job\ndata: (.*)$/gm)].map(([, data]) => JSON.parse(data!));
}

let id: string;

describe('one comment', () => {
  it('goes in and comes out analysed', async () => {
    const text = `${complaint}。电话13812345678`;
    const [item] = await send([{ externalId: 'first', text, rating: 5, channel: 'app', author: 'who' }]);
    expect(item).toMatchObject({
      status: 'created',
      revision: 1,
      state: 'analysed',
      masked: [{ kind: 'phone' }],
      analysis: {
        language: 'zh-Hans',
        kind: 'complaint',
        conflict: { flagged: true, type: 'high_rating_negative_text' },
      },
    });
    id = item.id;
    const stored = await get(`/v1/comments/${id}`);
    expect(stored.text).toBe(text.replace('13812345678', stored.text.slice(-11)));
    expect(JSON.stringify(stored)).not.toContain('13812345678');
    expect(stored.analysis).toEqual(item.analysis);
    for (const { start, end, text: slice } of stored.analysis.issues.flatMap((issue: any) => issue.evidence)) {
      expect(stored.text.slice(start, end)).toBe(slice);
    }
  });

  it('is judged by the threshold that the workspace shows', async () => {
    const flagged = async () => {
      const comments = [{ text: '物流太慢了，客服也不理人', rating: 5 }];
      const { body } = await service.call('POST', '/v1/analyze', { comments });
      return [body.results[0].conflict.score, body.results[0].conflict.flagged];
    };
    const { conflictThreshold } = (await service.call('GET', '/v1/workspace')).body;
    const [score, before] = await flagged();
    expect(before).toBe(score >= conflictThreshold);
    await service.call('PATCH', '/v1/workspace', { conflictThreshold: 1 });
    expect(await flagged()).toEqual([score, false]);
    await service.call('PATCH', '/v1/workspace', { conflictThreshold });
  });

  it('is explained by terms that add up', async () => {
    const { terms, sum, score } = await get(`/v1/comments/${id}/explain`);
    expect(terms.reduce((total: number, { weight }: any) => total + weight, 0)).toBeCloseTo(sum, 6);
    expect(Math.tanh(sum / 2)).toBeCloseTo(score, 6);
    expect(score).toBeLessThan(0);
  });

  it('sent again it is unchanged, and with a new text a new revision', async () => {
    const again = { externalId: 'second', text: '物流很快' };
    expect(await send([again])).toMatchObject([{ status: 'created', revision: 1 }]);
    expect(await send([again])).toMatchObject([{ status: 'unchanged', revision: 1 }]);
    const [updated] = await send([{ ...again, text: '物流太慢了' }]);
    expect(updated).toMatchObject({ status: 'updated', revision: 2, analysis: { kind: 'complaint' } });
    expect((await summary()).comments).toBe(2);
  });

  it('leaves issues that people work on', async () => {
    const { items } = await get(`/v1/issues?commentId=${id}`);
    const [issue] = items.filter(({ kind }: any) => kind === 'complaint');
    expect(issue).toMatchObject({ commentId: id, state: 'open', overdue: false, assignee: null });
    const open = (await summary()).issues.open;
    const step = async (patch: object) => (await service.call('PATCH', `/v1/issues/${issue.id}`, patch)).body;
    expect(await step({ state: 'assigned', assignee: '李雷' })).toMatchObject({ state: 'assigned', assignee: '李雷' });
    expect(await step({ state: 'verified' })).toMatchObject({ status: 409, code: 'state_conflict' });
    for (const state of ['in_progress', 'waiting_customer', 'in_progress', 'resolved', 'verified']) {
      expect(await step({ state })).toMatchObject({ id: issue.id, state });
    }
    expect((await summary()).issues.open).toBe(open - 1);
    expect(await step({ state: 'reopened', note: '又坏了' })).toMatchObject({ state: 'reopened', note: '又坏了' });
    expect((await summary()).issues.open).toBe(open);
  });

  it('waits for a reviewer, its rating beside its text', async () => {
    const { items } = await get('/v1/reviews?reason=conflict');
    expect(items).toMatchObject([{ commentId: id, state: 'open', conflict: { type: 'high_rating_negative_text' } }]);
    expect((await summary()).conflicts).toEqual({ open: 1 });
  });
});

describe('an author who reads the scale upside down', () => {
  const author = '弄反的人';
  const given = [
    [complaint, 5],
    [praise, 1],
    ['太难吃了，服务也很差，再也不来了', 5],
    ['物流超快，包装精美，很喜欢', 1],
    ['垃圾，千万别买', 5],
  ] as const;
  const typesOf = (analyses: any[]) => analyses.map(({ conflict }) => conflict.type);
  const inverted = Array(5).fill('scale_inverted_suspect');

  it('is suspected in one request, by name only', async () => {
    const analyse = async (more: object) => {
      const comments = given.map(([text, rating]) => ({ text, rating, ...more }));
      return (await service.call('POST', '/v1/analyze', { comments })).body.results;
    };
    const named = await analyse({ author });
    expect(typesOf(named)).toEqual(inverted);
    expect(named[0].conflict.flagged).toBe(true);
    expect(named[0].conflict.reasons[0]).toMatchObject({
      code: 'scale_inverted_suspect',
      'zh-CN': expect.stringContaining('5 条'),
      'zh-TW': expect.stringContaining('5 則'),
      en: expect.stringContaining('5 of 5'),
    });
    const nameless = await analyse({});
    expect(typesOf(nameless)).not.toContain('scale_inverted_suspect');
    const alone = await Promise.all(
      given.map(async ([text, rating], i) => {
        const { body } = await service.call('POST', '/v1/analyze', { comments: [{ id: String(i), text, rating }] });
        return body.results[0];
      }),
    );
    expect(JSON.stringify(alone)).toBe(JSON.stringify(nameless));
  });

  it('is suspected across stored comments, sent one by one, the earlier ones too', async () => {
    for (const [text, rating] of given) await send([{ text, rating, author }]);
    const { items } = await get(`/v1/comments?author=${encodeURIComponent(author)}`);
    expect(typesOf(items.map(({ analysis }: any) => analysis))).toEqual(inverted);
    expect((await get('/v1/comments?conflict=scale_inverted_suspect')).items).toHaveLength(5);
    const reviews = (await get('/v1/reviews?reason=conflict')).items;
    expect(reviews.filter(({ conflict }: any) => conflict.type === 'scale_inverted_suspect')).toHaveLength(5);
    for (const { id: one } of items) expect((await service.call('DELETE', `/v1/comments/${one}`)).status).toBe(204);
  });
});

/** Bytes of a text in GB18030, by turning the decoder round (two-byte characters are enough here). */
function gb18030(text: string): Uint8Array {
  const decoder = new TextDecoder('gb18030');
  const bytes = new Map<string, number[]>();
  for (let first = 0x81; first <= 0xfe; first++) {
    for (let second = 0x40; second <= 0xfe; second++) {
      if (second !== 0x7f) bytes.set(decoder.decode(Uint8Array.of(first, second)), [first, second]);
    }
  }
  return Uint8Array.from([...text].flatMap((char) => (char < '\x80' ? [char.charCodeAt(0)] : bytes.get(char)!)));
}

describe('files', () => {
  it('a CSV in GB18030 comes in with progress, and bad rows are told', async () => {
    const before = (await summary()).comments;
    const rows = [
      '编号,评论内容,评分,渠道,评论时间',
      'g1,下单后三天未发货，客服未主动通知,1,网店,2026-02-01',
      'g2,物流很快，包装也很仔细,5,网店,2026-02-02',
      'g3,,3,网店,2026-02-03',
      'g4,味道不错,9,门店,2026-02-04',
      'g5,味道不错，分量也足,4,门店,2026-02-05',
    ];
    const form = new FormData();
    form.set('defaults', '{"source":"file"}');
    form.set('file', new Blob([gb18030(`${rows.join('\r\n')}\r\n`) as BlobPart]), '评论.csv');
    const response = await fetch(`${service.url}/v1/imports`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminKey}` },
      body: form,
    });
    const job: any = await response.json();
    expect(response.status, JSON.stringify(job)).toBe(202);
    const seen = await events(job.id);
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.at(-1)).toMatchObject({
      id: job.id,
      kind: 'import',
      state: 'partially_succeeded',
      result: { format: 'csv', encoding: 'gb18030', read: 5, created: 3, updated: 0, unchanged: 0, rejected: 2 },
    });
    expect(seen.at(-1).result.errors.map(({ row, code }: any) => [row, code])).toEqual([
      [4, 'text_empty'],
      [5, 'rating_outside_scale'],
    ]);
    expect(await get(`/v1/imports/${job.id}/errors`)).toContain('text_empty');
    expect((await summary()).comments).toBe(before + 3);
  });

  it('re-analysis keeps every count', async () => {
    await untilAnalysed();
    const before = await summary();
    const labels = await get('/v1/stats/breakdown?by=label');
    const { status, body: job } = await service.call('POST', '/v1/reanalyses');
    expect(status, JSON.stringify(job)).toBe(202);
    expect((await events(job.id)).at(-1)).toMatchObject({ state: 'succeeded' });
    await untilAnalysed();
    expect(await summary()).toEqual(before);
    expect(await get('/v1/stats/breakdown?by=label')).toEqual(labels);
  });

  it('all comes out as a CSV with a mark of its encoding', async () => {
    const response = await fetch(`${service.url}/v1/exports?format=csv`, {
      headers: { authorization: `Bearer ${adminKey}` },
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const text = new TextDecoder().decode(bytes);
    expect(text).toContain('下单后三天未发货，客服未主动通知');
    expect(text.trimEnd().split('\r\n')).toHaveLength(1 + (await summary()).comments);
  });
});

describe('afterwards', () => {
  it('a restart keeps everything', async () => {
    const state = async () => ({
      summary: await summary(),
      comments: (await get('/v1/comments?limit=200')).items,
      issues: (await get('/v1/issues?limit=200')).items,
      reviews: (await get('/v1/reviews?limit=200')).items,
      keywords: await get('/v1/keywords'),
      jobs: (await get('/v1/jobs')).items,
    });
    const before = await state();
    expect(await service.stop()).toBe(0);
    service = await startService(folder.path);
    expect(await state()).toEqual(before);
  });

  it('what is erased is gone, from the figures too', async () => {
    const before = await summary();
    expect((await service.call('DELETE', `/v1/comments/${id}`)).status).toBe(204);
    for (const path of [`/v1/comments/${id}`, `/v1/comments/${id}/explain`]) {
      expect(await service.call('GET', path)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    }
    expect((await service.call('DELETE', `/v1/comments/${id}`)).status).toBe(404);
    expect((await get(`/v1/issues?commentId=${id}`)).items).toEqual([]);
    expect((await get('/v1/reviews')).items.map(({ commentId }: any) => commentId)).not.toContain(id);
    const after = await summary();
    expect(after.comments).toBe(before.comments - 1);
    expect(after.issues.open).toBeLessThan(before.issues.open);
    expect(after.conflicts.open).toBe(before.conflicts.open - 1);
  });
});

async function untilAnalysed(): Promise<void> {
  for (let pending = 1; pending > 0; pending = (await summary()).pending) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

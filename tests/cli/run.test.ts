import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { huiyin } from './huiyin.ts';

const folder = mkdtempSync(join(tmpdir(), 'huiyin-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('usage', () => {
  test('help, version', async () => {
    expect(await huiyin([])).toMatchObject({ code: 0, out: expect.stringContaining('huiyin analyze') });
    expect(await huiyin(['help', 'import'])).toMatchObject({ code: 0, out: expect.stringContaining('--dry-run') });
    expect(await huiyin(['import', '--help'])).toMatchObject({ code: 0, out: expect.stringContaining('--dry-run') });
    expect(await huiyin(['--version'])).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });

  test.each([
    [['frobnicate'], /no command "frobnicate"/],
    [['__proto__'], /no command/],
    [['import'], /one file/],
    [['import', 'a.csv', '--nope'], /--nope/],
    [['import', 'a.csv', '--scale', '5'], /1-5/],
    [['import', 'a.csv', '--columns', '评论=nonsense'], /HEADER=FIELD/],
    [['import', 'a.csv'], /HUIYIN_KEY/],
    [['topics'], /one file/],
    [['topics', 'a.csv', '--k', 'many'], /whole number/],
    [['topics', 'a.csv', '--algorithm', 'nmf'], /lda or kmeans/],
    [['evaluate'], /--data/],
    [['evaluate', '--data', '.', '--suite', 'x'], /no suite "x"/],
  ])('%j is one line and exit code 2', async (args, message) => {
    const { code, err } = await huiyin(args);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(err.trimEnd().split('\n').length).toBe(1);
  });
});

describe('import', () => {
  const requests: { method: string; url: string; authorization: string | undefined; body: string }[] = [];
  let server: Server;
  let url: string;
  const job = (state: string, more = {}) => ({
    id: 'j1',
    kind: 'import',
    state,
    progress: { done: 1, total: 2 },
    ...more,
  });
  const result = {
    dryRun: false,
    format: 'csv',
    encoding: 'utf-8',
    columns: {},
    read: 2,
    created: 1,
    updated: 0,
    unchanged: 0,
    rejected: 1,
    errors: [],
  };
  let ending: object = job('partially_succeeded', { result });

  async function answer(request: IncomingMessage): Promise<[number, string, string]> {
    const { method = '', url: path = '', headers } = request;
    requests.push({ method, url: path, authorization: headers.authorization, body: await text(request) });
    if (headers.authorization !== 'Bearer k') {
      const problem = { code: 'unauthorized', detail: 'no such key', errors: [] };
      return [401, 'application/problem+json', JSON.stringify(problem)];
    }
    if (path === '/v1/imports') return [202, 'application/json', JSON.stringify(job('queued'))];
    const events = [job('running'), ending].map((event) => `event: job\r\ndata: ${JSON.stringify(event)}\r\n\r\n`);
    return [200, 'text/event-stream', `: hello\n\n${events.join('')}`];
  }

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const [status, type, body] = await answer(request);
      response.writeHead(status, { 'content-type': type }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  const file = join(folder, '评论.csv');
  writeFileSync(file, '内容,分\n很好,5\n');

  test('sends the form, follows the job, prints the balance', async () => {
    const args = ['import', file, '--url', url, '--source', 'shop', '--scale', '0-10', '--columns', '内容=text,分='];
    const { code, out } = await huiyin(args, { HUIYIN_KEY: 'k' });
    expect(code).toBe(3);
    expect(JSON.parse(out)).toEqual(result);
    const { body } = requests.find((request) => request.url === '/v1/imports')!;
    expect(body).toContain('{"source":"shop","ratingScale":{"min":0,"max":10}}');
    expect(body).toContain('{"内容":"text","分":""}');
    expect(body).toContain('filename="评论.csv"');
    expect(body).toContain('很好,5');
  });

  test('a job that fails is an error with its code', async () => {
    ending = job('failed', { problem: { code: 'columns_unmapped', detail: 'no column holds the text' } });
    const { code, err } = await huiyin(['import', file, '--url', url, '--key', 'k']);
    expect(code).toBe(1);
    expect(err).toMatch(/^huiyin: columns_unmapped: no column holds the text\n.*--columns.*--source/);
  });

  test('a refused key, a missing file, and a service that is not there', async () => {
    expect(await huiyin(['import', file, '--url', url, '--key', 'x'])).toMatchObject({
      code: 1,
      err: 'huiyin: unauthorized: no such key\n',
    });
    expect(await huiyin(['import', join(folder, 'none.csv'), '--key', 'k'])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^huiyin: ENOENT: no such file.*\n$/),
    });
    expect(await huiyin(['import', file, '--url', 'http://127.0.0.1:1', '--key', 'k'])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^huiyin: not_ready: no answer from .*\n$/),
    });
  });
});

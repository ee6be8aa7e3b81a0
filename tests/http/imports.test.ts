import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ProblemCode } from '../../src/errors.ts';
import { limits } from '../../src/feedback/limits.ts';
import { eventually } from '../rig/eventually.ts';
import { createWorld, keys } from './fakes.ts';
import { expectProblem, type Rig, startRig } from './harness.ts';

let rig: Rig;
const uploadDir = mkdtempSync(join(tmpdir(), 'huiyin-upload-'));
beforeAll(async () => {
  rig = await startRig(createWorld({ uploadDir }));
});
afterAll(async () => {
  await rig.close();
  rmSync(uploadDir, { recursive: true });
});

type Parts = Record<string, string | [content: string | Uint8Array<ArrayBuffer>, name: string]>;

function form(parts: Parts): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(parts)) {
    if (typeof value === 'string') data.append(name, value);
    else data.append(name, new Blob([value[0]]), value[1]);
  }
  return data;
}
const send = (parts: Parts, headers: Record<string, string> = {}) =>
  rig.call('POST', '/v1/imports', { key: keys.ingest, body: form(parts), headers });
const file: [string, string] = ['评论,评分\r\n物流太慢,1\r\n', '评论 2026.csv'];

test('spools the file under a name of its own and hands it on with the options', async () => {
  const reply = await send({
    file,
    dryRun: 'true',
    columns: '{"评论":"text","评分":"rating","门店":"metadata.store","x":""}',
    defaults: '{"source":"file","ratingScale":{"min":1,"max":10}}',
  });
  expect(reply.status, reply.text).toBe(202);
  expect(reply.headers.get('location')).toBe(`/v1/jobs/${reply.json.id}`);
  const taken = rig.world.imported.at(-1)!;
  expect(taken).toMatchObject({
    name: '评论 2026.csv',
    bytes: Buffer.byteLength(file[0]),
    options: {
      dryRun: true,
      columns: { 评论: 'text', 评分: 'rating', 门店: 'metadata.store', x: '' },
      defaults: { source: 'file', ratingScale: { min: 1, max: 10 } },
    },
  });
  expect(readFileSync(taken.path, 'utf8')).toBe(file[0]);
  expect(taken.path).toMatch(/[0-9a-f]{32}$/);
  rmSync(taken.path);
});

test('previews a file and keeps nothing of it', async () => {
  const preview = (parts: Parts) => rig.call('POST', '/v1/imports/preview', { key: keys.ingest, body: form(parts) });
  const reply = await preview({ file });
  expect(reply.status, reply.text).toBe(200);
  expect(reply.json).toEqual({
    format: 'csv',
    encoding: 'utf-8',
    headers: ['评论', '评分'],
    columns: { 评论: 'text', 评分: 'rating' },
    rows: [{ row: 2, cells: ['物流太慢', '1'] }],
  });
  expectProblem(await preview({}), 'missing_field', '/file');
  expectProblem(await preview({ file, dryRun: 'true' }), 'unknown_field', '/dryRun');
  expectProblem(await preview({ file: ['', 'a.csv'] }), 'file_unreadable');
  expect(readdirSync(uploadDir)).toEqual([]);
});

const refusals: [name: string, parts: Parts, code: ProblemCode, pointer: string | undefined][] = [
  ['no file', { dryRun: 'true' }, 'missing_field', '/file'],
  ['a file elsewhere', { other: file }, 'unknown_field', '/other'],
  ['an unknown field', { file, colour: 'red' }, 'unknown_field', '/colour'],
  ['__proto__', { file, __proto__x: '1' }, 'unknown_field', '/__proto__x'],
  ['a bad flag', { file, dryRun: 'yes' }, 'unknown_value', '/dryRun'],
  ['broken JSON', { file, columns: '{' }, 'invalid_json', '/columns'],
  ['a list for columns', { file, columns: '[]' }, 'wrong_type', '/columns'],
  ['an unknown column', { file, columns: '{"a":"colour"}' }, 'unknown_value', '/columns/a'],
  ['prototype keys', { file, columns: '{"__proto__":"text"}' }, 'forbidden_key', '/columns'],
  ['an unknown default', { file, defaults: '{"text":"x"}' }, 'unknown_field', '/defaults/text'],
  ['a long file name', { file: ['x', `${'a'.repeat(300)}.csv`] }, 'invalid_format', '/file'],
  ['a large field', { file, columns: ' '.repeat(65 * 1024) }, 'out_of_range', '/columns'],
  ['an XLSX beyond its limit', { file: [new Uint8Array(limits.xlsxBytes + 1), 'a.XLSX'] }, 'upload_too_large', '/file'],
];

test.each(refusals)('refuses %s and leaves no file behind', async (_name, parts, code, pointer) => {
  expectProblem(await send(parts), code, pointer);
  expect(readdirSync(uploadDir)).toEqual([]);
});

test('an idempotency key is bound to the content of the file', async () => {
  const headers = { 'idempotency-key': 'file' };
  const first = await send({ file }, headers);
  const again = await send({ file }, headers);
  expect(again.json.id).toBe(first.json.id);
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expectProblem(await send({ file: ['评论\r\n别的\r\n', '评论 2026.csv'] }, headers), 'idempotency_key_reused');
  expect(readdirSync(uploadDir)).toHaveLength(1);
  rmSync(rig.world.imported.at(-1)!.path);
});

test.each([
  ['no boundary', 'multipart/form-data', 'x'],
  [
    'a cut form',
    'multipart/form-data; boundary=b',
    '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc',
  ],
  ['nonsense', 'multipart/form-data; boundary=b', 'nonsense'],
  [
    'a part without a name',
    'multipart/form-data; boundary=b',
    '--b\r\nContent-Disposition: form-data\r\n\r\nabc\r\n--b--\r\n',
  ],
])('refuses a form with %s', async (_name, type, body) => {
  const reply = await rig.call('POST', '/v1/imports', { body, headers: { 'content-type': type } });
  expect(reply.status).toBeGreaterThanOrEqual(400);
  expect(reply.status).toBeLessThan(500);
  expect(reply.headers.get('content-type')).toContain('problem+json');
  await eventually(() => expect(readdirSync(uploadDir)).toEqual([]));
});

test('a connection that breaks in the middle leaves no file and no job', async () => {
  const before = rig.world.imported.length;
  const head = `POST /v1/imports HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${keys.ingest}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n`;
  const form = `${head}--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc`;
  const socket = connect(rig.port, '127.0.0.1');
  socket.write(form);
  await eventually(() => expect(readdirSync(uploadDir)).toHaveLength(1));
  socket.destroy();
  await eventually(() => expect(readdirSync(uploadDir)).toEqual([]));
  expect(rig.world.imported.length).toBe(before);
});

test('rejected rows come as a download', async () => {
  const { json } = await send({ file });
  const reply = await rig.call('GET', `/v1/imports/${json.id}/errors`, { key: keys.read });
  expect(reply.text).toBe('row,error\r\n2,text_empty\r\n');
  expect(reply.headers.get('content-disposition')).toBe(`attachment; filename="huiyin-rejected-${json.id}.csv"`);
  rmSync(rig.world.imported.at(-1)!.path);
});

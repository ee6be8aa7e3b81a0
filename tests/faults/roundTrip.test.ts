import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { parse } from 'csv-parse/sync';
import express from 'express';
import readWorkbook from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formulaSafe } from '../../src/feedback/formula.ts';
import { readAll, spool } from '../files/helpers.ts';
import { say, startReceiver } from '../jobs/webhooks/receiver.ts';
import { eventually } from '../rig/eventually.ts';
import { createDatabase, hasPostgres } from '../rig/postgres.ts';
import { record } from '../rig/record.ts';
import { adminKey, type RunningService, startService, temporaryFolder, untilReady } from '../rig/service.ts';
import { generatedTexts, naughtyTexts } from './naughty.ts';
import { storedComments } from './writers.ts';

const generated = Number(process.env.FAULT_STRINGS ?? 2_000);
const seed = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000);
/** A workbook holds no more. */
const mostRows = 50_000;

const onPostgres = await hasPostgres('D7 on PostgreSQL');

/** What may be refused: nothing that can be seen, half a pair, or NUL. */
const mayBeRefused = (text: string): boolean =>
  /\p{Cs}|\0/u.test(text) || !/[^\p{C}\p{Z}\p{M}\s\u115f\u1160\u3164\uffa0\ufffc\ufffd]/u.test(text);

describe(`D7: naughty and ${generated} generated texts (replay with FAULT_SEED=${seed})`, () => {
  const folder = temporaryFolder('roundtrip');
  const texts = new Map<string, string>();
  const rejected = new Map<string, string>();
  let service: RunningService;
  let receiver: Awaited<ReturnType<typeof startReceiver>>;
  beforeAll(async () => {
    receiver = await startReceiver(say(200));
    service = await startService(folder.path, { HUIYIN_PII: 'keep', HUIYIN_WEBHOOK_PRIVATE: 'allow' });
    await untilReady(service);
  });
  afterAll(async () => {
    await service.stop();
    await receiver.close();
    folder.remove();
  });

  /** Sends texts and notes which of them were taken; `to` is the service, or another one on another database. */
  async function send(name: string, list: string[], to = service, taken = texts, refused = rejected): Promise<void> {
    for (let at = 0; at < list.length; at += 500) {
      const comments = list
        .slice(at, at + 500)
        .map((text, n) => ({ source: 's', externalId: `${name}${at + n}`, text }));
      const { status, body } = await to.call('POST', '/v1/comments', { comments });
      expect([202, 422]).toContain(status);
      for (const [n, { externalId, text }] of comments.entries()) {
        const { status: fate } = body.items[n];
        if (fate === 'rejected') refused.set(externalId, text);
        else taken.set(externalId, text);
      }
    }
  }

  it('come back byte for byte from API, webhook, NDJSON, CSV and XLSX, or are refused', {
    timeout: 600_000 + generated * 20,
  }, async () => {
    const naughty = naughtyTexts();
    expect(naughty.length).toBeGreaterThan(480);
    const hook = { url: receiver.url, events: ['comment.analysed'], content: 'full' };
    const { body: made } = await service.call('POST', '/v1/webhooks', hook);
    await send('n', naughty);
    const hooked = new Map(texts);
    const arrived = () => new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size;
    await eventually(() => expect(arrived()).toBe(hooked.size), 300_000);
    for (const { body } of receiver.received) {
      const { comment } = JSON.parse(body).data;
      expect(comment.text).toBe(hooked.get(comment.externalId));
    }
    await service.call('DELETE', `/v1/webhooks/${made.endpoint.id}`);
    const perService = mostRows - naughty.length;
    await send('g', generatedTexts(Math.min(generated, perService), seed));
    for (const text of rejected.values()) expect(mayBeRefused(text), JSON.stringify(text)).toBe(true);

    const stored = await storedComments(service);
    expect(stored.length).toBe(texts.size);
    for (const { externalId, text } of stored) expect(text).toBe(texts.get(externalId));
    for (const { id, externalId } of stored.slice(0, 50)) {
      expect((await service.call('GET', `/v1/comments/${id}`)).body.text).toBe(texts.get(externalId));
    }

    const csv = await download('csv');
    const rows = parse(csv, { bom: true, columns: true, relax_quotes: false }) as Record<string, string>[];
    expect(rows.length).toBe(texts.size);
    for (const row of rows) expect(row.text).toBe(formulaSafe(texts.get(row.externalId!)!));

    const [header, ...cells] = (await readWorkbook(await download('xlsx'), { trim: false }))[0]!.data;
    const [id, text] = [header!.indexOf('externalId'), header!.indexOf('text')];
    expect(cells.length).toBe(texts.size);
    for (const row of cells) expect(row[text]).toBe(formulaSafe(texts.get(String(row[id]))!));

    const size = `${naughty.length} naughty, ${texts.size + rejected.size - naughty.length} generated`;
    record('D7', `0 altered of ${texts.size} in API, CSV, XLSX, webhook; ${rejected.size} refused (${size})`, { seed });
  });

  it.skipIf(!onPostgres)('are the same on PostgreSQL', { timeout: 300_000 }, async () => {
    const database = await createDatabase();
    const other = temporaryFolder('roundtrip');
    const there = await startService(other.path, { HUIYIN_PII: 'keep', DATABASE_URL: database.url });
    await untilReady(there);
    const list = [...naughtyTexts(), ...generatedTexts(1000, seed + 1)];
    const [here, hereRefused] = [new Map<string, string>(), new Map<string, string>()];
    const [taken, refused] = [new Map<string, string>(), new Map<string, string>()];
    await send('p', list, service, here, hereRefused);
    await send('p', list, there, taken, refused);
    expect([taken, refused]).toEqual([here, hereRefused]);
    const stored = await storedComments(there);
    expect(stored.length).toBe(taken.size);
    for (const { externalId, text } of stored) expect(text).toBe(taken.get(externalId));
    await there.stop();
    other.remove();
    await database.drop();
    record('D7', `${taken.size} texts the same on SQLite and PostgreSQL, the same ${refused.size} refused`);
  });

  it('come in unchanged from a CSV file', async () => {
    const list = naughtyTexts().filter((text) => !mayBeRefused(text) && text !== "'");
    const lines = list.map((text) => `"${text.replaceAll('"', '""')}"`);
    const { all } = await readAll(spool(`"text"\r\n${lines.join('\r\n')}\r\n`));
    const read = all.map(({ comment }) => (comment.ok ? comment.value.text : comment.problems[0]!.code));
    expect(read).toEqual(list);
  });

  const badBytes = ['80', 'bf', 'c0af', 'e0809f', 'edA080', 'f5808080', 'ff', 'c3', 'e4b8', 'f09f98'];
  const bodyOf = (hex: string): Buffer =>
    Buffer.concat([Buffer.from('{"comments":[{"source":"s","text":"ab'), Buffer.from(hex, 'hex'), Buffer.from('"}]}')]);
  const post = (url: string, body: Buffer) =>
    fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
      body: new Uint8Array(body),
    });

  it('bytes that are no UTF-8 are refused', async () => {
    for (const hex of badBytes) {
      const answer = await post(`${service.url}/v1/comments`, bodyOf(hex));
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([400, 'invalid_encoding']);
    }
  });

  it('control: the JSON parser of the framework replaces them without a word', async () => {
    const app = express().use(express.json());
    app.post('/', (request, response) => void response.json(request.body));
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    let replaced = 0;
    for (const hex of badBytes) {
      const answer = await post(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, bodyOf(hex));
      if (answer.status === 200 && (await answer.text()).includes('\ufffd')) replaced++;
    }
    expect(replaced).toBe(badBytes.length);
    server.close();
  });

  async function download(format: string): Promise<Buffer> {
    const response = await fetch(`${service.url}/v1/exports?format=${format}`, {
      headers: { authorization: `Bearer ${adminKey}` },
    });
    expect(response.status).toBe(200);
    return Buffer.from(await response.arrayBuffer());
  }
});

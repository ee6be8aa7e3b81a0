import { describe, expect, test } from 'vitest';
import { limits } from '../../src/feedback/limits.ts';
import { createOpenImport } from '../../src/files/openImport.ts';
import { collect, options, outcomes, readAll, spool } from './helpers.ts';

const lines = (...items: unknown[]): string =>
  items.map((item) => (typeof item === 'string' ? item : JSON.stringify(item))).join('\n');

describe('lines', () => {
  test('a broken line is rejected alone', async () => {
    const file = spool(
      lines(
        { text: '好' },
        '{"text": ',
        '',
        { text: '差', rating: '1' },
        { text: '行', stars: 3 },
        '[1]',
        { rating: 2 },
        { text: '末' },
      ),
      'a.ndjson',
    );
    const stream = await readAll(file);
    expect(stream).toMatchObject({ format: 'ndjson', encoding: 'utf-8', headers: [] });
    expect(outcomes(stream.all)).toEqual([
      '好',
      '2: invalid_json',
      '4: wrong_type',
      '5: unknown_field',
      '6: wrong_type',
      '7: missing_field',
      '末',
    ]);
  });

  test('a line over the limit is rejected and the next is read', async () => {
    const long = JSON.stringify({ text: '长'.repeat(limits.lineBytes / 3) });
    const fits = JSON.stringify({ text: 'x'.repeat(100) }).padEnd(limits.lineBytes, ' ');
    const { all } = await readAll(spool(lines(long, fits, { text: '好' }, `${fits} `), 'a.ndjson'));
    expect(outcomes(all)).toEqual(['1: line_too_large', 'x'.repeat(100), '好', '4: line_too_large']);
  });

  test('all fields arrive', async () => {
    const comment = {
      externalId: '1',
      source: 's',
      text: '好',
      rating: 9,
      ratingScale: { min: 0, max: 10 },
      ratings: { 物流: 1 },
      channel: 'app',
      language: 'zh-CN',
      author: 'a',
      occurredAt: '2026-05-03T00:00:00.000Z',
      metadata: { k: 'v' },
    };
    const { all } = await readAll(spool(`\ufeff${lines(comment)}\r\n`, 'a.ndjson'));
    expect(all[0]!.comment).toEqual({ ok: true, value: { ...comment, masked: [] } });
  });

  test('keys can be renamed and left out; content tells JSON without a name', async () => {
    const file = spool(lines({ id: '7', text: '好', city: '沪', junk: {} }), 'data.txt');
    const { all } = await readAll(file, { columns: { id: 'externalId', city: 'metadata.city', junk: '' } });
    expect(all[0]!.comment).toMatchObject({ ok: true, value: { externalId: '7', metadata: { city: '沪' } } });
  });

  test('all keys that are no fields can be left out', async () => {
    const file = spool(lines({ id: '7', text: '好', junk: {}, more: 1 }), 'a.ndjson');
    const { all } = await readAll(file, { columns: { id: 'externalId', '*': '' } });
    expect(all[0]!.comment).toMatchObject({ ok: true, value: { externalId: '7', text: '好' } });
    await expect(readAll(file, { columns: { '*': 'text' } })).rejects.toMatchObject({ code: 'columns_unmapped' });
  });

  test('wrong shapes are listed with pointers', async () => {
    const bad = { text: 1, ratingScale: { min: 1, high: 2 }, metadata: { 'a/b': 2 }, __x: 1 };
    const { all } = await readAll(spool(lines(bad), 'a.ndjson'));
    expect(all[0]!.comment).toMatchObject({
      ok: false,
      problems: [
        { code: 'wrong_type', pointer: '/text' },
        { code: 'missing_field', pointer: '/ratingScale/max' },
        { code: 'unknown_field', pointer: '/ratingScale/high' },
        { code: 'wrong_type', pointer: '/metadata/a~1b' },
        { code: 'unknown_field', pointer: '/__x' },
      ],
    });
  });

  test('prototype keys do no harm', async () => {
    const { all } = await readAll(spool('{"text":"好","__proto__":{"polluted":1}}\n', 'a.ndjson'));
    expect(outcomes(all)).toEqual(['1: unknown_field']);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  test('the JSON check that is handed in decides first, and personal data is masked', async () => {
    const open = createOpenImport({
      mask: true,
      checkJson: (text) => (text.includes('[[') ? { code: 'too_deep', detail: 'deep' } : null),
    });
    const stream = await open(spool(lines({ text: '打13812345678' }, '[[[]]]'), 'a.ndjson'), options);
    expect(outcomes(await collect(stream.rows))).toEqual(['打***********', '2: too_deep']);
  });
});

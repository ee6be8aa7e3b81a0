import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limits } from '../../src/feedback/limits.ts';
import { openCsv } from '../../src/files/csv.ts';
import { collect, outcomes, readAll, spool } from './helpers.ts';

describe('I5: csv-spectrum', () => {
  const folder = dirname(createRequire(import.meta.url).resolve('csv-spectrum'));
  const names = readdirSync(join(folder, 'csvs')).map((name) => name.replace('.csv', ''));
  test('has 12 files', () => expect(names.length).toBe(12));
  test.each(names)('%s', async (name) => {
    const table = await openCsv(join(folder, 'csvs', `${name}.csv`));
    const rows = (await collect(table.records)).map(({ cells }) =>
      Object.fromEntries(table.headers.map((header, i) => [header, cells[i]])),
    );
    const expected = JSON.parse(readFileSync(join(folder, 'json', `${name}.json`), 'utf8'));
    // This file of the package holds one row where the others hold a list, with a telephone number from elsewhere.
    if (name === 'location_coordinates') {
      expect(rows).toEqual([{ ...expected, 'Contact Phone Number': expect.any(String) }]);
    } else expect(rows).toEqual(expected);
  });
});

describe('rows', () => {
  test('an uneven row is rejected and its neighbours are kept', async () => {
    const { all } = await readAll(spool('text,rating\n好,5\n差\n多,1,x\n行,3\n'));
    expect(outcomes(all)).toEqual(['好', '3: row_invalid', '4: row_invalid', '行']);
    expect(all[2]!.cells).toEqual(['多', '1', 'x']);
  });

  test('blank lines are no rows but count as lines of the spreadsheet', async () => {
    const { all } = await readAll(spool('text\n\n好\n\n\n行'));
    expect(all.map((row) => row.row)).toEqual([3, 6]);
  });

  test('quotes inside a cell are text', async () => {
    const { all } = await readAll(spool('text,rating\n他说"好"就好,5\n"说""很好""",4\n'));
    expect(outcomes(all)).toEqual(['他说"好"就好', '说"很好"']);
  });

  test.each([
    ['semicolons', 'text;rating\n"快;好";5\n', '快;好'],
    ['TAB', 'text\trating\n快,好\t5\n', '快,好'],
    ['commas with semicolons in the text', 'text,rating\n快;好;多,5\n', '快;好;多'],
    ['one column', 'text\n快,好\n', '2: row_invalid'],
  ])('delimiter: %s', async (_name, content, expected) => {
    expect(outcomes((await readAll(spool(content))).all)).toEqual([expected]);
  });

  test('ratings, times and lengths are checked row by row', async () => {
    const rows = [
      ['好', '6', ''],
      ['好', '五星', ''],
      ['好', '★★★★☆', '2026/5/3 14:20'],
      ['好', '4.5分', '2026-02-30'],
      ['', '3', ''],
      ['x'.repeat(20_001), '3', ''],
      ['好', '３', '3/5/2026'],
    ];
    const { all } = await readAll(spool(`评论,评分,时间\n${rows.map((row) => row.join(',')).join('\n')}`));
    expect(outcomes(all)).toEqual([
      '2: rating_outside_scale',
      '3: wrong_type',
      '好',
      '5: invalid_format',
      '6: text_empty',
      '7: text_too_large',
      '8: invalid_format',
    ]);
    expect(all[2]!.comment).toMatchObject({ value: { rating: 4, occurredAt: '2026-05-03T14:20:00.000Z' } });
  });
});

describe('what is refused before the first row', () => {
  test.each([
    ['an open quote', 'text\n好\n"没有结尾\n行\n', 'file_unreadable', /line 3/],
    ['an endless row', `text\n${'长'.repeat(limits.csvRowUnits + 1)}`, 'file_unreadable', /line 2/],
    ['an empty file', '', 'file_unreadable', /empty/],
    ['only blank lines', '\n\n', 'file_unreadable', /header/],
    ['headers that repeat', 'text,a,a\n好,1,2', 'columns_unmapped', /"a" stands in columns 2 and 3/],
    ['no text', 'foo,bar\n1,2', 'columns_unmapped', /no column holds the text/],
    [
      'too many columns for metadata',
      `text,${Array.from({ length: 33 }, (_, i) => `c${i}`)}\n`,
      'columns_unmapped',
      /33/,
    ],
    ['a header that is too long', `text,${'问'.repeat(65)}\n`, 'columns_unmapped', /longer/],
  ])('%s', async (_name, content, code, message) => {
    await expect(readAll(spool(content))).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test.each([
    ['text\n好\n"没有结尾\n行\n', { position: 3, reason: 'unclosed_quote', values: { line: 3 } }],
    [`text\n${'长'.repeat(limits.csvRowUnits + 1)}`, { position: 2, reason: 'row_too_long', values: { line: 2 } }],
    ['', { reason: 'file_empty' }],
    ['\n\n', { reason: 'no_header' }],
    ['text,a,a\n好,1,2', { values: { value: 'a' } }],
  ])('says which and where', async (content, facts) => {
    await expect(readAll(spool(content))).rejects.toMatchObject({ problems: [facts] });
  });

  test('mistakes in the mapping', async () => {
    const file = spool('内容,x\n好,1');
    await expect(readAll(file, { columns: { 没有: 'text' } })).rejects.toMatchObject({ code: 'columns_unmapped' });
    await expect(readAll(file, { columns: { x: 'nonsense' as 'text' } })).rejects.toMatchObject({
      code: 'columns_unmapped',
    });
    await expect(readAll(file, { columns: { x: 'text', 内容: 'text' } })).rejects.toMatchObject({
      code: 'columns_unmapped',
    });
    await expect(readAll(file, { defaults: {} })).rejects.toMatchObject({ message: expect.stringMatching(/source/) });
  });
});

describe('columns', () => {
  test.each([
    [
      '评论内容,评分,渠道,来源,评价时间,用户昵称,评论ID,城市',
      ['text', 'rating', 'channel', 'source', 'occurredAt', 'author', 'externalId', 'metadata.城市'],
    ],
    [
      'Review Text,Stars,Channel,Source,Date,user_id,ID,Order No',
      ['text', 'rating', 'channel', 'source', 'occurredAt', 'author', 'externalId', 'metadata.Order No'],
    ],
    [
      'comment,物流评分,Delivery score,ratings.质量,metadata.店',
      ['text', 'ratings.物流', 'ratings.Delivery', 'ratings.质量', 'metadata.店'],
    ],
    ['评论,内容,订单号,序号', ['text', 'metadata.内容', 'metadata.订单号', 'metadata.序号']],
    ['投诉编号,投诉描述,会员ID,昵称,受理时间', ['externalId', 'text', 'author', 'metadata.昵称', 'occurredAt']],
    ['反馈内容（必填）,满意度(1-5)', ['text', 'rating']],
    ['內容,評分,時間', ['text', 'rating', 'occurredAt']],
    ['text,,', ['text', 'metadata.column 2', 'metadata.column 3']],
  ])('%s', async (header, fields) => {
    const stream = await readAll(spool(`${header}\n`));
    expect(Object.values(stream.columns)).toEqual(fields);
  });

  test('what is told wins, and an empty field leaves a column out', async () => {
    const { all, columns } = await readAll(spool('评论,备注,城市\n一,二,三'), { columns: { 备注: 'text', 城市: '' } });
    expect(columns).toEqual({ 评论: 'metadata.评论', 备注: 'text', 城市: '' });
    expect(all[0]!.comment).toMatchObject({ value: { text: '二', metadata: { 评论: '一' } } });
  });

  test('all columns that are not recognised can be left out', async () => {
    const { columns } = await readAll(spool('评论,备注,城市\n一,二,三'), {
      columns: { 城市: 'metadata.city', '*': '' },
    });
    expect(columns).toEqual({ 评论: 'text', 备注: '', 城市: 'metadata.city' });
  });

  test('prototype keys do no harm', async () => {
    const { all } = await readAll(spool('text,__proto__,constructor\n好,1,2'));
    expect(outcomes(all)).toEqual(['2: forbidden_key forbidden_key']);
    expect(({} as Record<string, unknown>)['1']).toBeUndefined();
  });
});

test('conservation: every row that is not blank comes out once, accepted or rejected', async () => {
  const cell = fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.constantFrom('好', '"', '""', ',', '\n', '\r\n', ';', "'", '5', '=1+1'),
  );
  const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 12 }), async (rows) => {
      const content = `text,rating,x\n${rows.map((row) => row.map(quote).join(',')).join('\n')}`;
      const { all } = await readAll(spool(content));
      const filled = rows.filter((row) => row.some((text) => text.trim() !== ''));
      expect(all.map((row) => row.cells)).toEqual(filled);
      const accepted = all.filter((row) => row.comment.ok).length;
      const rejected = all.filter((row) => !row.comment.ok && row.comment.problems.length > 0).length;
      expect(accepted + rejected).toBe(filled.length);
    }),
    { numRuns: 200 },
  );
});

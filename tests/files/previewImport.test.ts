import { expect, test } from 'vitest';
import { previewImport } from '../../src/files/previewImport.ts';
import { spool } from './helpers.ts';

test('shows the first rows and what each column would feed', async () => {
  const rows = Array.from({ length: 30 }, (_, i) => `服务不错${i},5,朝阳店`);
  const preview = await previewImport(spool(`评论内容,评分,门店\n${rows.join('\n')}\n`));
  expect(preview).toMatchObject({
    format: 'csv',
    encoding: 'utf-8',
    headers: ['评论内容', '评分', '门店'],
    columns: { 评论内容: 'text', 评分: 'rating', 门店: 'metadata.门店' },
  });
  expect(preview.rows.length).toBe(20);
  expect(preview.rows[0]).toEqual({ row: 2, cells: ['服务不错0', '5', '朝阳店'] });
});

test('needs no column that holds the text, and tells uneven rows', async () => {
  const { columns, rows } = await previewImport(spool('甲,乙\n好,1\n差\n'));
  expect(columns).toEqual({ 甲: 'metadata.甲', 乙: 'metadata.乙' });
  expect(rows.map(({ row, problem }) => [row, problem?.code])).toEqual([
    [2, undefined],
    [3, 'row_invalid'],
  ]);
});

test('shows the lines of NDJSON, and recognises encodings', async () => {
  const lines = await previewImport(spool('{"text":"好"}\n\n{"text":"差"}\n', 'a.ndjson'));
  expect(lines).toEqual({
    format: 'ndjson',
    encoding: 'utf-8',
    headers: [],
    columns: {},
    rows: [
      { row: 1, cells: ['{"text":"好"}'] },
      { row: 3, cells: ['{"text":"差"}'] },
    ],
  });
  // 「评论」 and 「好」 in GB18030.
  const gb = await previewImport(spool(Uint8Array.from([0xc6, 0xc0, 0xc2, 0xdb, 0x0a, 0xba, 0xc3, 0x0a])));
  expect([gb.encoding, gb.headers, gb.rows[0]!.cells]).toEqual(['gb18030', ['评论'], ['好']]);
});

test('cuts long cells for show, never within a character', async () => {
  const { rows } = await previewImport(spool(`text\n${'很'.repeat(299)}😀好\n`));
  expect(rows[0]!.cells[0]).toBe(`${'很'.repeat(299)}…`);
});

test('refuses what the import refuses', async () => {
  await expect(previewImport(spool(''))).rejects.toMatchObject({ code: 'file_unreadable' });
  await expect(previewImport(spool(Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0])))).rejects.toMatchObject({
    code: 'file_refused',
  });
});

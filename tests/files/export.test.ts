import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import readWorkbook from 'read-excel-file/node';
import { describe, expect, test } from 'vitest';
import type { Analysis } from '../../src/feedback/analysis.ts';
import { limits } from '../../src/feedback/limits.ts';
import type { CommentWithAnalysis } from '../../src/feedback/read.ts';
import { exportHeaders } from '../../src/files/exportColumns.ts';
import { openExport } from '../../src/files/openExport.ts';

function commentWith(text: string, more: Partial<CommentWithAnalysis['comment']> = {}): CommentWithAnalysis {
  return {
    comment: {
      id: 'c1',
      revision: 1,
      source: 'survey',
      text,
      rating: 5,
      ratingScale: { min: 1, max: 5 },
      masked: [],
      receivedAt: '2026-05-03T00:00:00.000Z',
      occurredAt: '2026-05-03T00:00:00.000Z',
      day: '2026-05-03',
      state: 'analysed',
      ...more,
    },
    analysis: null,
  };
}

async function* list(items: CommentWithAnalysis[]): AsyncGenerator<CommentWithAnalysis> {
  yield* items;
}

async function write(format: 'csv' | 'xlsx' | 'ndjson', items: CommentWithAnalysis[]): Promise<Buffer> {
  const out = new PassThrough();
  const [bytes] = await Promise.all([buffer(out), openExport(format).write(list(items), out)]);
  return bytes;
}

const payloads = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'].flatMap((sign) => [
  sign,
  `${sign}1+1`,
  `${sign}HYPERLINK("http://x.invalid","点我")`,
  `${sign}cmd|' /C calc'!A0`,
  `"${sign}1`,
  `文字",${sign}1`,
]);
const hostile = payloads.map((text) =>
  commentWith(text, { author: text, source: text, channel: text, externalId: text, metadata: { [text]: text } }),
);
const risky = /^[=+\-@\t\r\n\0＝＋－＠]/;

describe('CSV', () => {
  test('has what people decided beside what the machine says', async () => {
    const by = {
      actor: 'key:k',
      reviewer: '小李',
      decisionId: 'd2',
      decidedAt: '2026-05-04T00:00:00.000Z',
      note: '=1',
    };
    const human = { label: 'negative' as const, score: -0.5 };
    const review = {
      sentiment: { human, machine: { label: 'positive' as const, score: 0.6 }, ...by },
      ratingValid: { human: false, machine: null, ...by, decisionId: 'd1', reviewer: 'x' },
    };
    const bytes = await write('csv', [{ ...commentWith('好'), review }, commentWith('无')]);
    const [first, second] = parse(bytes, { bom: true, columns: true }) as Record<string, string>[];
    expect(first).toMatchObject({
      ratingValid: 'false',
      reviewedAt: by.decidedAt,
      reviewer: '小李',
      reviewNote: "'=1",
      machineSentiment: 'positive',
      machineIssues: '',
    });
    expect(second).toMatchObject({ ratingValid: '', reviewedAt: '', reviewer: '', machineSentiment: '' });
  });

  test('begins with a byte order mark and survives a strict reader', async () => {
    const items = [commentWith('第一行\n第二行，"引号"'), commentWith("it's fine; really")];
    const bytes = await write('csv', items);
    expect(bytes.subarray(0, 3).toString('hex')).toBe('efbbbf');
    const rows = parse(bytes, { bom: true, columns: true }) as Record<string, string>[];
    expect(rows.map((row) => row.text)).toEqual(items.map((item) => item.comment.text));
    expect(Object.keys(rows[0]!)).toEqual(exportHeaders);
  });

  test('no cell begins with a sign of a formula', async () => {
    const rows = parse(await write('csv', hostile), { bom: true, from: 2 }) as string[][];
    expect(rows.length).toBe(hostile.length);
    for (const [index, row] of rows.entries()) {
      expect(row.filter((cell) => risky.test(cell))).toEqual([]);
      const text = payloads[index]!;
      expect(row[exportHeaders.indexOf('text')]).toBe(risky.test(text) ? `'${text}` : text);
    }
  });

  test('numbers stay numbers, even below zero', async () => {
    const item = { ...commentWith('差'), analysis: { sentiment: { label: 'negative', score: -0.5 } } as Analysis };
    item.analysis = { ...item.analysis, issues: [], keywords: [], quality: [], conflict: null } as unknown as Analysis;
    const [row] = parse(await write('csv', [item]), { bom: true, columns: true }) as Record<string, string>[];
    expect(row).toMatchObject({ score: '-0.5', rating: '5', sentiment: 'negative' });
  });
});

describe('XLSX', () => {
  test('texts are typed strings, numbers numbers', async () => {
    const items = [...hostile, commentWith('控制\u0001字符_x0041_🙂<&>')];
    const bytes = await write('xlsx', items);
    const [sheet] = await readWorkbook(bytes, { trim: false });
    const rows = sheet!.data.slice(1);
    expect(rows.length).toBe(items.length);
    for (const row of rows) expect(row.filter((cell) => typeof cell === 'string' && risky.test(cell))).toEqual([]);
    const text = exportHeaders.indexOf('text');
    expect(rows.at(-1)![text]).toBe('控制\u0001字符_x0041_🙂<&>');
    expect(rows.at(-1)![exportHeaders.indexOf('rating')]).toBe(5);
  });

  test('words that every object knows are texts like others', async () => {
    const words = ['constructor', '__proto__', 'toString', 'hasOwnProperty'];
    const [sheet] = await readWorkbook(
      await write(
        'xlsx',
        words.map((word) => commentWith(word)),
      ),
    );
    expect(sheet!.data.slice(1).map((row) => row[exportHeaders.indexOf('text')])).toEqual(words);
  });

  test('more rows than it may hold are refused, not cut', async () => {
    const item = commentWith('好');
    const many = Array.from({ length: limits.xlsxExportRows + 1 }, () => item);
    const out = new PassThrough();
    await expect(openExport('xlsx').write(list(many), out)).rejects.toMatchObject({ code: 'out_of_range' });
  });
});

test('NDJSON is exact', async () => {
  const items = hostile;
  const text = (await write('ndjson', items)).toString();
  expect(text.endsWith('\n')).toBe(true);
  expect(
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(items.map(({ comment, analysis }) => ({ ...comment, analysis, review: null })));
});

test('the other side hanging up ends the export', async () => {
  async function* endless(): AsyncGenerator<CommentWithAnalysis> {
    for (;;) yield commentWith('好');
  }
  const out = new PassThrough();
  const writing = openExport('csv').write(endless(), out);
  out.once('data', () => out.destroy());
  await expect(writing).rejects.toThrow();
});

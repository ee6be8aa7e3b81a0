/** Bar I6: 66 formulas through every text of every file that a spreadsheet opens; two readers see words, not results. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { inflateRawSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import readWorkbook from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CommentWithAnalysis } from '../../src/feedback/read.ts';
import { buildReport } from '../../src/feedback/report/build.ts';
import type { ReportDocument } from '../../src/feedback/report/document.ts';
import { openExport } from '../../src/files/openExport.ts';
import { writeReport } from '../../src/files/report/writeReport.ts';
import { readZipDirectory } from '../../src/files/zip.ts';
import { createRejectedFile } from '../../src/jobs/rejected.ts';
import { tinyFacts } from '../feedback/report/facts.ts';

const signs = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
const payloads = signs.flatMap((sign) => [
  `${sign}40+2`,
  `${sign}HYPERLINK("http://x.invalid","点我")`,
  `${sign}cmd|' /C calc'!A0`,
  `${sign}IMPORTXML("http://x.invalid","//a")`,
  `${sign}${sign}40+2`,
  `${sign}"40"+2`,
]);
const risky = /^[=+\-@\t\r\n\0＝＋－＠]/;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'huiyin-formula-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const comments: CommentWithAnalysis[] = payloads.map((text, i) => ({
  comment: {
    id: `c${i}`,
    revision: 1,
    source: text,
    text,
    author: text,
    channel: text,
    externalId: text,
    metadata: { [text]: text },
    rating: 5,
    ratingScale: { min: 1, max: 5 },
    masked: [],
    receivedAt: '2026-05-03T00:00:00.000Z',
    occurredAt: '2026-05-03T00:00:00.000Z',
    day: '2026-05-03',
    state: 'analysed',
  },
  analysis: null,
}));

async function exported(format: 'csv' | 'xlsx'): Promise<Buffer> {
  const out = new PassThrough();
  async function* rows() {
    yield* comments;
  }
  const [bytes] = await Promise.all([buffer(out), openExport(format).write(rows(), out)]);
  return bytes;
}

/** A report whose title, quotes and cells are payloads. */
function hostileReport(): ReportDocument {
  const report = buildReport(tinyFacts());
  const word = (i: number): string => payloads[i % payloads.length]!;
  const quotes = payloads.map((text, i) => ({
    commentId: text,
    text,
    day: '2026-05-03',
    channel: word(i + 1),
    rating: text,
  }));
  const sections = report.sections.map((section) => ({
    ...section,
    blocks: section.blocks.map((block, b) =>
      block.kind === 'table'
        ? {
            ...block,
            title: word(b),
            columns: block.columns.map((column, i) => ({ ...column, name: word(b + i) })),
            rows: block.rows.map((row, r) => row.map((cell, i) => (typeof cell === 'string' ? word(b + r + i) : cell))),
          }
        : block,
    ),
  }));
  return { ...report, title: word(0), sections, quotes };
}

const textsOf = (sheets: { data: unknown[][] }[]): string[] =>
  sheets.flatMap(({ data }) => data.flat()).filter((cell): cell is string => typeof cell === 'string');

/** Formulas are elements of their own in a sheet. */
function formulasIn(file: Uint8Array): number {
  const bytes = Buffer.from(file);
  const sheets = readZipDirectory(bytes).filter(({ name }) => /worksheets\/.*\.xml$/.test(name));
  expect(sheets.length).toBeGreaterThan(0);
  return sheets.reduce((sum, { dataStart, packedBytes, compressed }) => {
    const packed = bytes.subarray(dataStart, dataStart + packedBytes);
    const xml = (compressed ? inflateRawSync(packed) : packed).toString();
    return sum + (xml.match(/<f[ >]/g)?.length ?? 0);
  }, 0);
}

describe('I6 no text of a file begins like a formula', () => {
  test('CSV', async () => {
    const rows = parse(await exported('csv'), { bom: true, from: 2 }) as string[][];
    expect(rows).toHaveLength(payloads.length);
    expect(rows.flat().filter((cell) => risky.test(cell))).toEqual([]);
    for (const payload of payloads) expect(rows.flat()).toContain(`'${payload}`);
  });

  test('XLSX of comments', async () => {
    const bytes = await exported('xlsx');
    const texts = textsOf(await readWorkbook(bytes, { trim: false }));
    expect(texts.filter((text) => risky.test(text))).toEqual([]);
    for (const payload of payloads) expect(texts).toContain(`'${payload}`);
    expect(formulasIn(bytes)).toBe(0);
  });

  test('XLSX of a report: title, cells, quotes', async () => {
    const bytes = await writeReport(hostileReport(), 'xlsx');
    const texts = textsOf(await readWorkbook(Buffer.from(bytes), { trim: false }));
    expect(texts.filter((text) => risky.test(text))).toEqual([]);
    for (const payload of payloads) expect(texts).toContain(`'${payload}`);
    expect(formulasIn(bytes)).toBe(0);
  });

  test('CSV of rejected rows, names of columns included', async () => {
    const path = join(folder, 'rejected.csv');
    const file = createRejectedFile(path, payloads);
    const problems = [{ code: 'text_empty' as const, detail: payloads[0]! }];
    await file.write({ row: 2, comment: { ok: false, problems }, cells: payloads, progress: 1 }, problems);
    await file.close();
    const rows = parse(readFileSync(path), { bom: true }) as string[][];
    expect(rows).toHaveLength(2);
    expect(rows.flat().filter((cell) => risky.test(cell))).toEqual([]);
  });

  test('control: as they came they would', () => {
    expect(payloads.filter((payload) => risky.test(payload))).toHaveLength(66);
  });
});

const soffice = hasOffice();
function hasOffice(): boolean {
  try {
    execFileSync('soffice', ['--version'], { stdio: 'ignore', timeout: 60_000 });
    return true;
  } catch {
    if (process.env.CI === 'true') throw new Error('LibreOffice is missing: I6 was not seen through its eyes');
    console.warn('LibreOffice is missing (apt-get install libreoffice-calc-nogui): I6 is read by our parsers alone.');
    return false;
  }
}

/** A file as LibreOffice shows its first sheet. */
function shown(name: string, bytes: Uint8Array): string[][] {
  writeFileSync(join(folder, name), bytes);
  const profile = `-env:UserInstallation=file://${join(folder, 'profile')}`;
  const out = join(folder, 'out');
  const what = ['--headless', '--convert-to', 'csv:Text - txt - csv (StarCalc):44,34,76,1', '--outdir', out];
  execFileSync('soffice', [profile, ...what, join(folder, name)], { stdio: 'ignore', timeout: 150_000 });
  const text = readFileSync(join(out, name.replace(/\.\w+$/, '.csv')));
  return parse(text, { bom: true, relax_column_count: true, relax_quotes: true }) as string[][];
}

describe.skipIf(!soffice)('I6 LibreOffice shows words', { timeout: 180_000 }, () => {
  test.each(['csv', 'xlsx'] as const)('of the %s', async (format) => {
    const cells = shown(`shown-${format}.${format}`, await exported(format)).flat();
    expect(cells).not.toContain('42');
    expect(cells.filter((cell) => /^'?=40\+2$/.test(cell)).length).toBeGreaterThan(0);
  });

  test('control: the same cells as they came show results', () => {
    const cells = shown('raw.csv', Buffer.from(`a,b\n=40+2,x\n`)).flat();
    expect(cells).toContain('42');
  });
});

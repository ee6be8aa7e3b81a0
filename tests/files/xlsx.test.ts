import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { seeded } from '../faults/ledger.ts';
import { record } from '../rig/record.ts';
import { bombs, goodWorkbook } from './bombs.ts';
import { outcomes, readAll, spool } from './helpers.ts';
import { makeZip, textRows, workbookParts } from './zipMaker.ts';

const mutations = Number(process.env.BOMB_MUTATIONS ?? 100);

/** Answers, when called, how much CPU time has passed and by how much the resident memory has grown at its peak. */
function startMeasuring(): () => { cpuMs: number; mb: number } {
  const memory = (field: string): number =>
    Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync('/proc/self/status', 'utf8'))![1]) / 1024;
  writeFileSync('/proc/self/clear_refs', '5');
  const [cpu, rss] = [process.cpuUsage(), memory('VmRSS')];
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    return { cpuMs: (user + system) / 1000, mb: memory('VmHWM') - rss };
  };
}

const good = [
  ['评论内容', '评分'],
  ['排队太久', '2'],
  ['很好', '5'],
];
describe('a workbook', () => {
  test('is read with its rows as a spreadsheet numbers them', async () => {
    const stream = await readAll(spool(makeZip(workbookParts(textRows(good))), 'a.xlsx'));
    expect(stream).toMatchObject({ format: 'xlsx', encoding: '-', columns: { 评论内容: 'text', 评分: 'rating' } });
    expect(stream.all.map((row) => row.row)).toEqual([2, 3]);
    expect(outcomes(stream.all)).toEqual(['排队太久', '很好']);
  });

  test('formulas give their cached value, dates are ISO, long numbers keep their digits', async () => {
    const xml =
      '<row r="1"><c r="A1" t="inlineStr"><is><t>text</t></is></c><c r="B1" t="inlineStr"><is><t>rating</t></is></c><c r="C1" t="inlineStr"><is><t>date</t></is></c><c r="D1" t="inlineStr"><is><t>id</t></is></c></row>' +
      '<row r="2"><c r="A2" t="str"><f>HYPERLINK("http://x","点我")</f><v>点我</v></c><c r="B2"><f>2+2</f><v>4</v></c><c r="C2" s="1"><v>46145.5</v></c><c r="D2"><v>123456789012345678</v></c></row>';
    const { all } = await readAll(spool(makeZip(workbookParts(xml)), 'a.xlsx'));
    expect(all[0]!.comment).toMatchObject({
      ok: true,
      value: { text: '点我', rating: 4, occurredAt: '2026-05-03T12:00:00.000Z', externalId: '123456789012345678' },
    });
  });

  test('a cell beyond the header rejects its row and keeps the neighbours', async () => {
    const { all } = await readAll(
      spool(makeZip(workbookParts(textRows([['text'], ['good'], ['bad', 'more'], ['fine']]))), 'a.xlsx'),
    );
    expect(outcomes(all)).toEqual(['good', '3: row_invalid', 'fine']);
  });

  test('blank sheets and rows do not count', async () => {
    const rows =
      '<row r="1"><c r="A1" t="inlineStr"><is><t>text</t></is></c></row><row r="4"><c r="A4" t="inlineStr"><is><t>hi</t></is></c></row>';
    const { all } = await readAll(spool(makeZip(workbookParts(rows, '')), 'a.xlsx'));
    expect(all.map((row) => row.row)).toEqual([4]);
  });

  test('a sheet with an error value is read', async () => {
    const rows =
      '<row r="1"><c r="A1" t="inlineStr"><is><t>text</t></is></c><c r="B1" t="inlineStr"><is><t>x</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>hi</t></is></c><c r="B2" t="e"><v>#N/A</v></c></row>';
    const { all } = await readAll(spool(makeZip(workbookParts(rows)), 'a.xlsx'));
    expect(outcomes(all)).toEqual(['hi']);
  });
});

describe('I4: what is refused', () => {
  afterAll(() =>
    record(
      'I4',
      `${bombs.length} bombs, the most: ${most.cpuMs.toFixed(0)} ms of CPU, ${most.mb.toFixed(0)} MB more memory`,
    ),
  );
  const most = { cpuMs: 0, mb: 0 };

  test.each(bombs)('%s', { timeout: 300_000 }, async (_name, make) => {
    const file = spool(make(), 'a.xlsx');
    const before = startMeasuring();
    await expect(readAll(file)).rejects.toMatchObject({ code: 'file_refused' });
    const { cpuMs, mb } = before();
    most.cpuMs = Math.max(most.cpuMs, cpuMs);
    most.mb = Math.max(most.mb, mb);
    expect(cpuMs).toBeLessThan(3000);
    expect(mb).toBeLessThan(150);
  });

  test('control: handed straight to its reader, a bomb takes more memory than that', () => {
    const rows = Array.from({ length: 450_000 }, (_, i) => `<row r="${i + 1}"><c r="A${i + 1}"><v>1</v></c></row>`);
    const file = spool(makeZip(workbookParts(rows.join(''))), 'a.xlsx');
    const reader = createRequire(import.meta.url).resolve('read-excel-file/node');
    const script = `import(${JSON.stringify(pathToFileURL(reader).href)}).then(async ({ default: read }) => {
      const rss = process.memoryUsage.rss();
      await read(${JSON.stringify(file.path)}).catch(() => null);
      console.log((process.resourceUsage().maxRSS * 1024 - rss) / 2 ** 20);
    })`;
    const output = execFileSync(process.execPath, ['--single-threaded-gc', '--input-type=module', '-e', script], {
      encoding: 'utf8',
    });
    expect(Number(output)).toBeGreaterThan(150);
  });

  test(
    'flipping any byte never ends in anything but rows or a refusal',
    async () => {
      const random = seeded(1);
      for (let n = 0; n < mutations; n++) {
        const bytes = Buffer.from(goodWorkbook);
        for (let k = 0; k <= n % 3; k++) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
        const outcome = await readAll(spool(bytes, 'a.xlsx')).then(
          () => 'read',
          (error: { code?: string }) => error.code,
        );
        expect(['read', 'file_refused', 'file_unreadable', 'columns_unmapped']).toContain(outcome);
      }
      record('I4', `${mutations} changed workbooks, each read or refused`);
    },
    60_000 + mutations * 200,
  );
});

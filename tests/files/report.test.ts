import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildReport } from '../../src/feedback/report/build.ts';
import { reportFormats } from '../../src/feedback/report/document.ts';
import { writeReport } from '../../src/files/report/writeReport.ts';
import { readZipDirectory } from '../../src/files/zip.ts';
import { tinyFacts } from '../feedback/report/facts.ts';

const report = buildReport(tinyFacts());

function partOf(file: Uint8Array, name: string): string {
  const bytes = Buffer.from(file);
  const { dataStart, packedBytes, compressed } = readZipDirectory(bytes).find((entry) => entry.name === name)!;
  const packed = bytes.subarray(dataStart, dataStart + packedBytes);
  return (compressed ? inflateRawSync(packed) : packed).toString();
}

test('opened later, every format has the same bytes', async () => {
  const kept = JSON.stringify(report);
  const first = await Promise.all(reportFormats.map((format) => writeReport(report, format)));
  // Archives count in steps of two seconds.
  await new Promise((resolve) => setTimeout(resolve, 2100));
  for (const [i, format] of reportFormats.entries())
    expect(Buffer.compare(await writeReport(JSON.parse(kept), format), first[i]!), format).toBe(0);
});

describe('hostile texts', () => {
  const hostile = '=HYPERLINK("http://x.y")<w:p>&\u0001\uffff\ud800]]>\n@SUM(1)';
  const attacked = buildReport(tinyFacts('zh-CN', (text) => hostile + text));

  test('are text in DOCX, and the XML stays whole', async () => {
    const xml = partOf(await writeReport(attacked, 'docx'), 'word/document.xml');
    expect(xml).toContain('=HYPERLINK(');
    expect(xml).toContain('&lt;w:p&gt;&amp;\ufffd\ufffd\ufffd');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
    expect(xml).not.toMatch(/[\x00-\x08\x0b\x0c\x0e-\x1f\uffff]|w:hyperlink|w:instrText/);
  });

  test('are no formulas in XLSX', async () => {
    const file = await writeReport(attacked, 'xlsx');
    const names = readZipDirectory(Buffer.from(file)).map(({ name }) => name);
    const sheets = names.filter((name) => name.startsWith('xl/worksheets/sheet'));
    expect(sheets).toHaveLength(5);
    for (const name of sheets) expect(partOf(file, name)).not.toMatch(/<f>|<f |<hyperlink/);
    expect(names.map((name) => partOf(file, name)).join('')).toContain('=HYPERLINK(');
  });
});

const hasOffice = spawnSync('soffice', ['--version']).status === 0;
const skips = !hasOffice && !process.env.CI;
if (skips) console.warn('SKIPPED: soffice is not installed, so DOCX and XLSX are not opened with LibreOffice.');

describe.skipIf(skips)('LibreOffice opens', { timeout: 180_000 }, () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'huiyin-report-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function convert(file: Uint8Array, name: string, filter: string): void {
    writeFileSync(join(folder, name), file);
    const profile = `-env:UserInstallation=file://${join(folder, 'profile')}`;
    execFileSync('soffice', [profile, '--headless', '--convert-to', filter, '--outdir', folder, join(folder, name)]);
  }

  test('the DOCX, in Chinese', async () => {
    convert(await writeReport(report, 'docx'), 'a.docx', 'txt:Text (encoded):UTF8');
    const text = readFileSync(join(folder, 'a.txt'), 'utf8');
    expect(text).toContain('客户反馈分析报告（2026-05-01 至 2026-05-31）');
    expect(text).toContain('店员很耐心，讲得清楚。');
    expect(text).toContain('结论与展望');
  });

  test('the XLSX, in Chinese', async () => {
    const all = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1';
    convert(await writeReport(report, 'xlsx'), 'b.xlsx', all);
    expect(readFileSync(join(folder, 'b-引文.csv'), 'utf8')).toContain('店员很耐心，讲得清楚。');
    expect(readFileSync(join(folder, 'b-维度.csv'), 'utf8')).toContain('物流,24,0,24,60%');
  });
});

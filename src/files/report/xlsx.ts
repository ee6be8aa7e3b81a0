import writeWorkbook from 'write-excel-file/node';
import { formulaSafe } from '../../feedback/formula.ts';
import {
  type Cell,
  type Column,
  type ReportDocument,
  reportSheets,
  type Table,
} from '../../feedback/report/document.ts';
import type { ReportTexts } from '../../feedback/report/texts/phrases.ts';
import { reportTexts } from '../../feedback/report/texts/texts.ts';
import { escapeControls } from '../xlsxText.ts';
import { withoutTimes } from './zipTimes.ts';

const formats: Partial<Record<Column['format'], string>> = {
  count: '#,##0',
  percent: '0.0%',
  points: '0.0',
  decimal: '0.00',
  p: '0.000',
};
type Row = (object | null)[];

/**
 * The tables of the report and its quotes as a workbook. Cells are typed, and text that looks like a formula begins with `'`
 * for who saves it as CSV. Same report, same bytes.
 */
export async function reportXlsx(report: ReportDocument): Promise<Uint8Array> {
  const texts = reportTexts[report.language];
  const tables = report.sections.flatMap(({ blocks }) => blocks.filter((block) => block.kind === 'table'));
  const sheets = reportSheets.map((sheet) => {
    const rows = tables.filter((one) => one.sheet === sheet).flatMap((one) => tableRows(one, texts));
    const head = sheet === 'overview' ? [[text(report.title, true)], []] : [];
    return { sheet: texts.sheets[sheet], data: [...head, ...rows], columns: columnWidths(rows) };
  });
  const quotes = { sheet: texts.sheets.quotes, data: quoteRows(report, texts), columns: quoteWidths };
  return withoutTimes(await writeWorkbook([...sheets, quotes]).toBuffer());
}

function tableRows({ title, columns, rows }: Table, texts: ReportTexts): Row[] {
  return [
    [text(title, true)],
    columns.map(({ name }) => text(name, true)),
    ...rows.map((row) => columns.map(({ format }, i) => cellOf(row[i] ?? null, format, texts))),
    [],
  ];
}

function cellOf(cell: Cell, format: Column['format'], texts: ReportTexts): object {
  if (cell === null) return text(texts.smallSample);
  if (typeof cell === 'string') return text(cell);
  // Differences of shares are percentage points, as in the other formats.
  if (format === 'signed') return { type: Number, value: 100 * cell, format: '+0.0;-0.0;0.0' };
  return { type: Number, value: cell, format: formats[format] };
}

function quoteRows({ quotes }: ReportDocument, texts: ReportTexts): Row[] {
  const { day, channel, rating, text: words, comment } = texts.quotes;
  return [
    [day, channel, rating, words, comment].map((name) => text(name, true)),
    ...quotes.map((quote) => [
      text(quote.day),
      text(quote.channel ?? ''),
      text(quote.rating ?? ''),
      { ...text(quote.text ?? texts.erased), wrap: true },
      text(quote.commentId),
    ]),
  ];
}

const quoteWidths = [12, 14, 8, 90, 40].map((width) => ({ width }));

function columnWidths(rows: Row[]): { width: number }[] {
  const most = Math.max(1, ...rows.map((row) => row.length));
  return Array.from({ length: most }, (_, i) => ({ width: i === 0 ? 36 : 14 }));
}

function text(value: string, bold = false): object {
  return { type: String, value: escapeControls(formulaSafe(value)), ...(bold && { fontWeight: 'bold' }) };
}

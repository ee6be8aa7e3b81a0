import type { Problem } from '../errors.ts';
import type { ImportPreview, UploadedFile } from '../feedback/importing.ts';
import { limits } from '../feedback/limits.ts';
import { guessColumns, nameHeaders } from './columns.ts';
import { openCsv } from './csv.ts';
import { decodeFile, detectEncoding } from './encoding.ts';
import { detectFormat } from './format.ts';
import { readLines } from './lines.ts';
import type { Table } from './table.ts';
import { openXlsx } from './xlsx.ts';

const rowsShown = 20;
const cellUnits = 300;

/** The first rows of a file and a guess at its columns, without reading a comment. */
export async function previewImport(file: UploadedFile): Promise<ImportPreview> {
  const format = await detectFormat(file);
  if (format === 'ndjson') return previewLines(file.path);
  const table: Table = format === 'xlsx' ? await openXlsx(file.path) : await openCsv(file.path);
  const headers = nameHeaders(table.headers);
  return {
    format,
    encoding: table.encoding,
    headers,
    columns: Object.fromEntries(guessColumns(headers)),
    rows: await firstRows(table.records),
  };
}

async function previewLines(path: string): Promise<ImportPreview> {
  const encoding = await detectEncoding(path);
  return { format: 'ndjson', encoding, headers: [], columns: {}, rows: await firstRows(linesOf(path, encoding)) };
}

async function* linesOf(path: string, encoding: Awaited<ReturnType<typeof detectEncoding>>) {
  for await (const { number, text } of readLines(decodeFile(path, encoding), limits.lineBytes)) {
    if (text.trim() !== '') yield { row: number, cells: [text] };
  }
}

async function firstRows(
  records: AsyncIterable<{ row: number; cells: string[]; problem?: Problem }>,
): Promise<ImportPreview['rows']> {
  const rows: ImportPreview['rows'] = [];
  for await (const { row, cells, problem } of records) {
    rows.push({ row, cells: cells.map(brief), ...(problem && { problem }) });
    if (rows.length === rowsShown) break;
  }
  return rows;
}

function brief(cell: string): string {
  // Half a character at the cut would be no text.
  return cell.length <= cellUnits ? cell : `${cell.slice(0, cellUnits).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

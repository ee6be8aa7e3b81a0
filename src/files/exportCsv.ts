import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import type { CommentWithAnalysis } from '../feedback/read.ts';
import { type ExportCell, exportCells, exportHeaders } from './exportColumns.ts';

/** RFC 4180 with a byte order mark (spreadsheets take it for UTF-8) and every text in quotes. */
export async function writeCsv(rows: AsyncIterable<CommentWithAnalysis>, out: Writable): Promise<void> {
  const format = stringify({
    bom: true,
    record_delimiter: 'windows',
    quoted_string: true,
    cast: { boolean: (value) => String(value) },
  });
  await pipeline(Readable.from(cells(rows)), format, out);
}

async function* cells(rows: AsyncIterable<CommentWithAnalysis>): AsyncGenerator<ExportCell[]> {
  yield exportHeaders;
  for await (const row of rows) yield exportCells(row);
}

import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { type Info, parse } from 'csv-parse';
import { AppError } from '../errors.ts';
import { scanCsv } from './csvScan.ts';
import { decodeFile, detectEncoding } from './encoding.ts';
import { type Table, type TableRecord, unevenRow } from './table.ts';

/** Opens a CSV file (RFC 4180; comma, semicolon or TAB). Throws `file_unreadable` before the first row. */
export async function openCsv(path: string): Promise<Table> {
  const encoding = await detectEncoding(path);
  const delimiter = await scanCsv(decodeFile(path, encoding));
  const { size } = await stat(path);
  let bytes = 0;
  const text = Readable.from(
    decodeFile(path, encoding, (read) => {
      bytes = read;
    }),
  );
  // A quote inside an unquoted cell is text that customers wrote; uneven rows are told apart below.
  const parser = parse({ delimiter, relax_quotes: true, relax_column_count: true, info: true });
  text.on('error', (error) => parser.destroy(error));
  const records = (text.pipe(parser) as AsyncIterable<{ record: string[]; info: Info }>)[Symbol.asyncIterator]();
  const first = await nextRecord(records);
  if (!first) throw new AppError('file_unreadable', 'The file has no header row.', { reason: 'no_header' });
  return {
    format: 'csv',
    encoding,
    headers: first.cells,
    records: readRecords(records, first, () => (size === 0 ? 1 : bytes / size)),
  };
}

type RecordIterator = AsyncIterator<{ record: string[]; info: Info }>;

/** The next record that is not a blank line. */
async function nextRecord(records: RecordIterator): Promise<{ row: number; cells: string[] } | null> {
  for (;;) {
    const { done, value } = await records.next();
    if (done) return null;
    if (value.record.some((cell: string) => cell.trim() !== ''))
      return { row: value.info.records, cells: value.record };
  }
}

async function* readRecords(
  records: RecordIterator,
  header: { cells: string[] },
  progress: () => number,
): AsyncGenerator<TableRecord> {
  try {
    for (let next = await nextRecord(records); next; next = await nextRecord(records)) {
      const problem = unevenRow(next.cells, header.cells.length);
      yield { ...next, progress: progress(), ...(problem && { problem }) };
    }
  } finally {
    await records.return?.();
  }
}

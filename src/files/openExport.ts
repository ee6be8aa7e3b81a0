import type { Writable } from 'node:stream';
import type { CommentWithAnalysis } from '../feedback/read.ts';
import { writeCsv } from './exportCsv.ts';
import { writeNdjson } from './exportNdjson.ts';
import { writeXlsx } from './exportXlsx.ts';

export interface ExportWriter {
  contentType: string;
  /** Without the dot. */
  extension: string;
  /** Resolves when everything is written to `out`, which it ends. */
  write(rows: AsyncIterable<CommentWithAnalysis>, out: Writable): Promise<void>;
}

export type ExportFormat = 'csv' | 'xlsx' | 'ndjson';

const writers: Record<ExportFormat, ExportWriter> = {
  csv: { contentType: 'text/csv; charset=utf-8', extension: 'csv', write: writeCsv },
  xlsx: {
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    extension: 'xlsx',
    write: writeXlsx,
  },
  ndjson: { contentType: 'application/x-ndjson', extension: 'ndjson', write: writeNdjson },
};

export function openExport(format: ExportFormat): ExportWriter {
  return writers[format];
}

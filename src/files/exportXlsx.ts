import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { AppError } from '../errors.ts';
import { limits } from '../feedback/limits.ts';
import type { CommentWithAnalysis } from '../feedback/read.ts';
import { type ExportCell, exportCells, exportHeaders } from './exportColumns.ts';
import { runInThread } from './thread.ts';

const threadLimits = { deadlineMs: 300_000, heapMegabytes: 768 };
const rowsPerMessage = 200;

/** One sheet of typed cells; text is never a formula. Held in memory, so more than `limits.xlsxExportRows` are refused. */
export async function writeXlsx(rows: AsyncIterable<CommentWithAnalysis>, out: Writable): Promise<void> {
  const [file] = await runInThread<Uint8Array>('exportXlsxWorker', null, threadLimits, inBatches(rows));
  out.end(file);
  await finished(out);
}

async function* inBatches(rows: AsyncIterable<CommentWithAnalysis>): AsyncGenerator<ExportCell[][]> {
  let batch: ExportCell[][] = [exportHeaders];
  let count = 0;
  for await (const row of rows) {
    if (++count > limits.xlsxExportRows) {
      const detail = `XLSX holds up to ${limits.xlsxExportRows} comments; export CSV or NDJSON.`;
      throw new AppError('out_of_range', detail, { reason: 'export_too_large' });
    }
    batch.push(exportCells(row));
    if (batch.length < rowsPerMessage) continue;
    yield batch;
    batch = [];
    // Lets other requests have their turn.
    await new Promise(setImmediate);
  }
  yield batch;
}

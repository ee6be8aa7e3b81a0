import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Problem } from '../errors.ts';
import type { AnalysisOutcome, AnalysisPool, AnalysisTask } from '../feedback/analysed.ts';
import type { ParsedComment } from '../feedback/comment.ts';
import type { ImportOptions, ImportRow } from '../feedback/importing.ts';
import type { ParseOptions } from '../feedback/parse.ts';
import { createOpenImport } from '../files/openImport.ts';
import { scanJson } from '../http/json/scan.ts';
import { readStandardInput } from './standardInput.ts';

const batchSize = 200;

/** The rows of a file, or of standard input for `-`. */
export async function openRows(
  file: string,
  options: ImportOptions,
  parsing: ParseOptions,
): Promise<AsyncIterable<ImportRow>> {
  if (file === '-') return readStandardInput(process.stdin, options, parsing);
  const { size } = await stat(file);
  const stream = await createOpenImport({ ...parsing, checkJson: scanJson })(
    { path: file, name: basename(file), bytes: size },
    options,
  );
  return stream.rows;
}

export interface RowOutcome {
  row: number;
  comment?: ParsedComment;
  outcome?: AnalysisOutcome & { ok: true };
  problems?: Problem[];
}

export async function analyseBatch(batch: ImportRow[], pool: AnalysisPool, taxonomy: string): Promise<RowOutcome[]> {
  const tasks = batch.flatMap(({ row, comment }): AnalysisTask[] =>
    comment.ok ? [{ id: comment.value.externalId ?? `row-${row}`, comment: comment.value, taxonomy }] : [],
  );
  const outcomes = await pool.analyse(tasks);
  let next = 0;
  return batch.map(({ row, comment }) => {
    if (!comment.ok) return { row, problems: comment.problems };
    const outcome = outcomes[next++]!;
    return outcome.ok
      ? { row, comment: comment.value, outcome }
      : { row, problems: [{ code: 'internal', detail: outcome.failure }] };
  });
}

export async function* inBatches(rows: AsyncIterable<ImportRow>): AsyncGenerator<ImportRow[]> {
  let batch: ImportRow[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { requireConfig } from '../config.ts';
import type { Problem } from '../errors.ts';
import type { AnalysisOutcome, AnalysisPool, AnalysisTask } from '../feedback/analysed.ts';
import type { ParsedComment } from '../feedback/comment.ts';
import type { ImportOptions, ImportRow } from '../feedback/importing.ts';
import type { ParseOptions } from '../feedback/parse.ts';
import { createOpenImport } from '../files/openImport.ts';
import { scanJson } from '../http/json/scan.ts';
import { exitCodes } from './exit.ts';
import { oneFile, parsingOf, readColumns, readScale } from './options.ts';
import { createPrinter, type Printer } from './printer.ts';
import { type Progress, showProgress } from './progress.ts';
import { readStandardInput } from './standardInput.ts';
import { loadWiring } from './wiring.ts';

const batchSize = 200;

/** Analyses a file or standard input in this process. */
export async function analyze(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      taxonomy: { type: 'string', default: 'cx' },
      scale: { type: 'string' },
      columns: { type: 'string', multiple: true },
      json: { type: 'boolean', default: false },
    },
  });
  const file = oneFile(positionals, 'analyze');
  const scale = readScale(values.scale);
  const columns = readColumns(values.columns);
  const options: ImportOptions = {
    dryRun: true,
    ...(columns && { columns }),
    defaults: { source: 'cli', ...(scale && { ratingScale: scale }) },
  };
  const config = requireConfig(process.env, availableParallelism());
  const rows = await openRows(file, options, parsingOf(config));
  const { openLocalPool } = await loadWiring('local');
  const pool = await openLocalPool(config);
  try {
    return await analyseRows(rows, pool, values.taxonomy, createPrinter(values.json), showProgress('analysing'));
  } finally {
    await pool.close();
  }
}

async function openRows(
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

async function analyseRows(
  rows: AsyncIterable<ImportRow>,
  pool: AnalysisPool,
  taxonomy: string,
  printer: Printer,
  progress: Progress,
): Promise<number> {
  let done = 0;
  let rejected = 0;
  for await (const batch of inBatches(rows)) {
    const outcomes = await analyseBatch(batch, pool, taxonomy);
    for (const { row, comment, outcome, problems } of outcomes) {
      if (problems) rejected++;
      if (problems) printer.rejected(row, problems);
      else printer.analysed(row, comment!, outcome!);
    }
    done += batch.length;
    progress.update(batch.at(-1)!.progress, done);
  }
  progress.stop();
  printer.end(done, rejected);
  return rejected > 0 ? exitCodes.partly : exitCodes.done;
}

interface RowOutcome {
  row: number;
  comment?: ParsedComment;
  outcome?: AnalysisOutcome & { ok: true };
  problems?: Problem[];
}

async function analyseBatch(batch: ImportRow[], pool: AnalysisPool, taxonomy: string): Promise<RowOutcome[]> {
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

async function* inBatches(rows: AsyncIterable<ImportRow>): AsyncGenerator<ImportRow[]> {
  let batch: ImportRow[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

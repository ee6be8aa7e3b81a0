import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { requireConfig } from '../config.ts';
import type { AnalysisPool } from '../feedback/analysed.ts';
import type { ImportOptions, ImportRow } from '../feedback/importing.ts';
import { exitCodes } from './exit.ts';
import { oneFile, parsingOf, readColumns, readScale } from './options.ts';
import { createPrinter, type Printer } from './printer.ts';
import { type Progress, showProgress } from './progress.ts';
import { analyseBatch, inBatches, openRows } from './rows.ts';
import { loadWiring } from './wiring.ts';

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

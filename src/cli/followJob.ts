import { AppError, type ProblemCode } from '../errors.ts';
import type { ImportResult, Job } from '../feedback/read.ts';
import { type Client, hasEnded } from './client.ts';
import { exitCodes } from './exit.ts';
import { showProgress } from './progress.ts';

/** Follows an import to its end and prints the balance and the first rejected rows. */
export async function followImport(client: Client, job: Job): Promise<number> {
  return report((await followJob(client, job, 'importing')).result as ImportResult);
}

/** Follows a job to its end, and throws why when it did not succeed. */
export async function followJob(client: Client, job: Job, name: string): Promise<Job> {
  const progress = showProgress(name);
  let last = job;
  try {
    for await (const change of client.follow(job)) {
      last = change;
      const { done, total } = change.progress;
      progress.update(hasEnded(change) ? 1 : total ? done / total : 0, done);
    }
  } finally {
    progress.stop();
  }
  if (last.state === 'failed' || last.state === 'cancelled') {
    throw new AppError(
      (last.problem?.code ?? 'internal') as ProblemCode,
      last.problem?.detail ?? `the job ${last.state}`,
    );
  }
  return last;
}

function report(result: ImportResult): number {
  if (!process.stdout.isTTY) process.stdout.write(`${JSON.stringify(result)}\n`);
  else {
    const { dryRun, format, encoding, read, created, updated, unchanged, rejected } = result;
    const lines = [
      `${format}, ${encoding}${dryRun ? ', nothing stored (dry run)' : ''}`,
      ...Object.entries(result.columns).map(([header, field]) => `  ${header} → ${field || '(left out)'}`),
      `${read} read = ${created} created + ${updated} updated + ${unchanged} unchanged + ${rejected} rejected`,
      ...result.errors.map(
        ({ row, column, code, detail }) => `  row ${row}${column ? `, ${column}` : ''}: ${code}: ${detail}`,
      ),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  }
  return result.rejected > 0 ? exitCodes.partly : exitCodes.done;
}

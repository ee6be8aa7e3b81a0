import { AppError, type Problem } from '../errors.ts';
import type { ParsedComment } from '../feedback/comment.ts';
import type { ImportRow, ImportStream } from '../feedback/importing.ts';
import type { ImportResult, IngestOutcome } from '../feedback/read.ts';
import { createRejectedFile, type RejectedFile } from './rejected.ts';
import type { JobRun } from './run.ts';
import type { JobEnd, JobStore } from './store.ts';

const rowsPerStep = 1000;
const errorsShown = 100;
const previewRows = 20;

/** What is known after so many rows; kept with the last step, so that a restart goes on exactly there. */
type Tally = Pick<ImportResult, 'read' | 'created' | 'updated' | 'unchanged' | 'rejected' | 'errors'>;

interface ImportRun extends JobRun {
  store: JobStore;
  stream: ImportStream;
  dryRun: boolean;
  rejectedPath: string;
}

/**
 * Stores the rows in steps of 1,000, each with its tally in one transaction; rejected rows go to a file. Ends with the
 * balance read = created + updated + unchanged + rejected. A dry run reads everything and stores nothing.
 */
export async function runImport(run: ImportRun): Promise<JobEnd | null> {
  const { stream, record, dryRun, rejectedPath, signal } = run;
  const file = dryRun ? null : createRejectedFile(rejectedPath, stream.headers);
  const preview: ParsedComment[] = [];
  let tally = (record.checkpoint as Tally | null) ?? emptyTally();
  const resumeAfter = tally.read;
  let rows: ImportRow[] = [];
  let seen = 0;
  try {
    for await (const row of stream.rows) {
      if (signal.aborted) break;
      seen++;
      await keepRejected(file, row);
      if (dryRun && row.comment.ok && preview.length < previewRows) preview.push(row.comment.value);
      if (seen <= resumeAfter) continue;
      rows.push(row);
      if (rows.length < rowsPerStep) continue;
      tally = await takeRows(run, tally, rows);
      rows = [];
    }
    if (!signal.aborted && rows.length > 0) tally = await takeRows(run, tally, rows);
  } finally {
    await file?.close();
  }
  const { format, encoding, columns } = stream;
  const result: ImportResult = { dryRun, format, encoding, columns, ...tally, ...(dryRun ? { preview } : {}) };
  if (signal.aborted) return abandon(run, result);
  return balanced(result, seen);
}

function emptyTally(): Tally {
  return { read: 0, created: 0, updated: 0, unchanged: 0, rejected: 0, errors: [] };
}

async function keepRejected(file: RejectedFile | null, row: ImportRow): Promise<void> {
  if (!row.comment.ok) await file?.write(row, row.comment.problems);
}

async function takeRows(run: ImportRun, before: Tally, rows: ImportRow[]): Promise<Tally> {
  const comments = rows.flatMap(({ comment }) => (comment.ok ? [comment.value] : []));
  const { scope } = run.record;
  const progress = rows.at(-1)!.progress;
  const step = run.next();
  const stepFor = (tally: Tally) => {
    const total = progress > 0 ? Math.max(tally.read, Math.round(tally.read / progress)) : null;
    return step({ done: tally.read, total }, tally);
  };
  let tally = addRejected(before, rows, run.stream.columns);
  if (comments.length === 0 || run.dryRun) {
    tally = { ...tally, created: tally.created + comments.length };
    await run.store.jobRows.step(scope, stepFor(tally));
  } else {
    const outcomes = await run.store.comments.ingest(scope, comments, {
      step: (outcomes) => stepFor(addOutcomes(tally, outcomes)),
    });
    tally = addOutcomes(tally, outcomes);
  }
  run.changed();
  return tally;
}

function addOutcomes(tally: Tally, outcomes: IngestOutcome[]): Tally {
  const sum = { ...tally };
  for (const { status } of outcomes) sum[status]++;
  return sum;
}

function addRejected(tally: Tally, rows: ImportRow[], columns: Record<string, string>): Tally {
  const errors = [...tally.errors];
  let rejected = tally.rejected;
  for (const { row, comment } of rows) {
    if (comment.ok) continue;
    rejected++;
    for (const problem of comment.problems) {
      if (errors.length < errorsShown) errors.push(toError(row, problem, columns));
    }
  }
  return { ...tally, read: tally.read + rows.length, rejected, errors };
}

function toError(row: number, { code, detail, pointer, reason, values }: Problem, columns: Record<string, string>) {
  const field = pointer?.replace(/^\//, '').replaceAll('/', '.');
  const column = Object.keys(columns).find((header) => columns[header] === field);
  const facts = { ...(reason && { reason }), ...(values && { values }) };
  return { row, ...(column === undefined ? {} : { column }), code, detail, ...facts };
}

/** Cancelled, the rows so far stay and are told; stopping, the job goes on after the restart. */
async function abandon(run: ImportRun, result: ImportResult): Promise<null> {
  if (run.signal.reason === 'cancelled') {
    await run.store.jobRows.leaveResult(run.record.scope, run.record.job.id, result);
  }
  return null;
}

function balanced(result: ImportResult, seen: number): JobEnd {
  const { read, created, updated, unchanged, rejected } = result;
  if (read !== seen || read !== created + updated + unchanged + rejected) {
    throw new AppError('internal', `the import does not balance: ${seen} rows, ${JSON.stringify(result)}`);
  }
  return { state: rejected > 0 ? 'partially_succeeded' : 'succeeded', result };
}

import type { ErasureResult, ErasureSubject } from '../feedback/erasure.ts';
import { breathe } from '../pace.ts';
import type { JobRun } from './run.ts';
import type { JobEnd, JobStore } from './store.ts';

const commentsPerStep = 100;

interface Checkpoint {
  found: number;
  erased: number;
}

/** Erases what an erasure names, everywhere. Run again after a crash it goes on: what is gone is not found again. */
export async function runErasure(
  run: JobRun,
  { erasures, jobRows }: JobStore,
  cleanFiles: (subject: ErasureSubject) => Promise<Pick<ErasureResult, 'rejectedRows' | 'uploads'>>,
): Promise<JobEnd | null> {
  const { scope, input, checkpoint } = run.record;
  const { erasureId } = input as { erasureId: string };
  const subject = await erasures.subject(scope, erasureId);
  if (!subject) return { state: 'failed', problem: { code: 'not_found', detail: 'The erasure is gone, or was done.' } };
  const before = checkpoint as Checkpoint | null;
  const found = before?.found ?? (await erasures.count(scope, subject));
  let erased = before?.erased ?? 0;
  for (let last = commentsPerStep; last > 0; ) {
    if (run.signal.aborted) return null;
    const step = run.next();
    last = await erasures.lot(scope, subject, commentsPerStep, (count) =>
      step({ done: erased + count, total: found }, { found, erased: erased + count }),
    );
    erased += last;
    run.changed();
    await breathe();
  }
  const documents = await erasures.cleanDocuments(scope, subject);
  const files = await cleanFiles(subject);
  const { retrain } = input as { retrain: boolean };
  const training = retrain ? await jobRows.create(scope, 'train', { ratings: false, promote: true }) : null;
  await erasures.finish(scope, erasureId, found, erased);
  const result: ErasureResult = { found, erased, documents, ...files, trainingJobId: training?.id ?? null };
  return { state: 'succeeded', result };
}

import { setTimeout as pause } from 'node:timers/promises';
import type { CommentFilter } from '../feedback/filter.ts';
import type { JobRun } from './run.ts';
import type { JobEnd, JobStore, Position } from './store.ts';

const commentsPerStep = 1000;
const lookEveryMs = 300;

interface Checkpoint {
  total: number;
  queued: number;
  /** Where the next page begins; null when all are queued. */
  after: Position | null;
}

/** Queues every matching comment for another analysis and waits until the last one is through. */
export async function runReanalysis(run: JobRun, store: JobStore, onQueued: () => void): Promise<JobEnd | null> {
  const { scope, input } = run.record;
  const { filter } = input as { filter: CommentFilter };
  const found = run.record.checkpoint as Checkpoint | null;
  let checkpoint = found ?? { total: (await store.stats.summary(scope, filter)).comments, queued: 0, after: null };
  let more = found === null || found.after !== null;
  while (more && !run.signal.aborted) {
    const { ids, next } = await store.comments.ids(scope, filter, checkpoint.after, commentsPerStep);
    checkpoint = { ...checkpoint, queued: checkpoint.queued + ids.length, after: next };
    await store.work.requeue(scope, ids, run.next()({ done: 0, total: checkpoint.total }, checkpoint));
    run.changed();
    onQueued();
    more = next !== null;
  }
  return (await waitUntilDone(run, store, checkpoint))
    ? { state: 'succeeded', result: { comments: checkpoint.queued } }
    : null;
}

async function waitUntilDone(run: JobRun, store: JobStore, checkpoint: Checkpoint): Promise<boolean> {
  const { scope, job } = run.record;
  for (let last = -1; !run.signal.aborted; ) {
    const remaining = await store.work.remaining(scope, job.id);
    if (remaining !== last) {
      const progress = { done: checkpoint.queued - remaining, total: checkpoint.queued };
      await store.jobRows.step(scope, run.next()(progress, checkpoint));
      run.changed();
    }
    if (remaining === 0) return true;
    last = remaining;
    await pause(lookEveryMs, undefined, { signal: run.signal }).catch(() => {});
  }
  if (run.signal.reason === 'cancelled') await store.work.withdraw(scope, job.id);
  return false;
}

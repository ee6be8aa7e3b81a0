import { FailureError } from './client.ts';
import { jobIsOver, watchJob } from './jobEvents.ts';
import type { Job } from './types.ts';

/** Follows a job to its end, and answers it. Throws `FailureError` when it failed, and when it was stopped unless told. */
export async function finishedJob(started: Job, onProgress: (job: Job) => void, mayBeStopped = false): Promise<Job> {
  let job = started;
  const seen = (now: Job) => {
    job = now;
    onProgress(now);
  };
  seen(started);
  if (!jobIsOver(started)) await watchJob(started.id, seen, new AbortController().signal);
  if (job.state === 'failed' || (job.state === 'cancelled' && !mayBeStopped)) throw failureOf(job);
  return job;
}

function failureOf({ kind, problem, state }: Job): FailureError {
  return new FailureError({ kind, code: state, detail: null, ...problem });
}

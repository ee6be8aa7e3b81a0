import i18next from 'i18next';
import { type Failure, failureText } from '../i18n/failures.ts';
import { jobIsOver, watchJob } from './jobEvents.ts';
import type { Job } from './types.ts';

/** A job that failed; the message is a sentence in the language of the page. */
export class JobFailure extends Error {
  readonly failure: Failure;

  constructor(message: string, failure: Failure) {
    super(message);
    this.failure = failure;
  }
}

/** Follows a job to its end, and answers it. Throws `JobFailure` when it failed, and when it was stopped unless told. */
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

function failureOf({ kind, problem, state }: Job): JobFailure {
  const failure = { kind, code: problem?.code ?? state, detail: problem?.detail ?? null };
  return new JobFailure(failureText(failure, i18next.t), failure);
}

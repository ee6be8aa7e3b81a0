import { call } from './client.ts';
import type { Job } from './types.ts';

const pollMs = 500;

/** Follows a job to its end, and answers it. Throws its problem when it failed, and when it was stopped unless told. */
export async function finishedJob(started: Job, onProgress: (job: Job) => void, mayBeStopped = false): Promise<Job> {
  let job = started;
  while (job.state === 'queued' || job.state === 'running') {
    onProgress(job);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
    job = await call<Job>(`/v1/jobs/${encodeURIComponent(job.id)}`);
  }
  if (job.state === 'failed' || (job.state === 'cancelled' && !mayBeStopped))
    throw new Error(job.problem?.detail ?? job.state);
  return job;
}

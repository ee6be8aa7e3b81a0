import { call, ProblemError, send } from './client.ts';
import type { Job } from './types.ts';

const retryMs = 1500;

export const jobIsOver = ({ state }: Job): boolean => state !== 'queued' && state !== 'running';

/**
 * Reads the events of a job until it ends, and hands on each of its states, the last one too. A stream that breaks is
 * opened again. Throws what the service refuses, and when `signal` calls it off.
 */
export async function watchJob(id: string, seen: (job: Job) => void, signal: AbortSignal): Promise<void> {
  const path = `/v1/jobs/${encodeURIComponent(id)}`;
  for (;;) {
    try {
      if (await readEvents(`${path}/events`, seen, signal)) return;
      // The stream ended before the job did, or without telling.
      const job = await call<Job>(path, { signal });
      seen(job);
      if (jobIsOver(job)) return;
    } catch (error) {
      if (signal.aborted || error instanceof ProblemError) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, retryMs));
    signal.throwIfAborted();
  }
}

/** True when the job ended. Not an `EventSource`: that could not send the key of the tab. */
async function readEvents(path: string, seen: (job: Job) => void, signal: AbortSignal): Promise<boolean> {
  const response = await send(path, { signal });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return false;
    const events = (waiting + value).split('\n\n');
    waiting = events.pop()!;
    for (const event of events) {
      const data = /^data: (.*)$/m.exec(event)?.[1];
      if (data === undefined) continue;
      const job = JSON.parse(data) as Job;
      seen(job);
      if (jobIsOver(job)) return true;
    }
  }
}

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { probeOptions, turnsBetween } from '../../tests/faults/eventLoop.ts';
import { adminKey, type RunningService, startService, temporaryFolder, untilReady } from '../../tests/rig/service.ts';
import { shortComments } from './shortComments.ts';

const batchSize = 1000;
const topics = 20;
interface JobAnswer {
  state: string;
  progress: { done: number };
}

/** Share of a run after which the second one is cancelled. */
const cancelAt = 40;

/** A topic run in the compiled service (`npm run build` before), K = 20, over short comments: what it takes and disturbs. */
export async function benchService(dir: string, count: number) {
  const folder = temporaryFolder('bench-topics');
  const probe = join(folder.path, 'turns.txt');
  const service = await startService(folder.path, { LOOP_PROBE: probe, HUIYIN_WORKERS: '2' }, probeOptions);
  const pid = service.child.pid!;
  try {
    await untilReady(service);
    const start = performance.now();
    await ingest(service, dir, count);
    const ingestSeconds = (performance.now() - start) / 1000;
    const figures = await watched(service, pid, probe);
    const cancelSeconds = await cancelled(service);
    return { comments: count, ingestSeconds, ...figures, cancelSeconds };
  } finally {
    await service.stop();
    folder.remove();
  }
}

async function ingest(service: RunningService, dir: string, count: number): Promise<void> {
  let batch: object[] = [];
  let sent = 0;
  const send = async (): Promise<void> => {
    await call(service, 'POST', '/v1/comments', { comments: batch });
    sent += batch.length;
    batch = [];
    if (sent % 50_000 === 0) console.log(`${sent} of ${count} comments sent`);
  };
  for (const comment of shortComments(dir, count)) {
    batch.push(comment);
    if (batch.length === batchSize) await send();
  }
  if (batch.length > 0) await send();
  while ((await call<{ pending: number }>(service, 'GET', '/v1/stats/summary')).pending > 0) await pause(2000);
}

/** One run, with somebody who watches its events and somebody who reads meanwhile. */
async function watched(service: RunningService, pid: number, probe: string) {
  // So that the peak is that of the run, not of the ingest.
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
  const from = Date.now();
  const { id, jobId } = await startRun(service, 1);
  const events = fetch(`${service.url}/v1/jobs/${jobId}/events`, {
    headers: { authorization: `Bearer ${adminKey}` },
  }).then((answer) => answer.text());
  const job = await ended(service, jobId, () => call(service, 'GET', `/v1/comments?limit=50`));
  if (job.state !== 'succeeded') throw new Error(JSON.stringify(job));
  const to = Date.now();
  await events;
  const run = await call<{ comments: number; npmi: number }>(service, 'GET', `/v1/topics/${id}`);
  await pause(1000);
  return {
    runSeconds: (to - from) / 1000,
    peakMegabytes: peakMegabytes(pid),
    worstTurnMs: Math.max(...turnsBetween(probe, from, to)),
    assigned: run.comments,
    npmi: run.npmi,
  };
}

/** Seconds from the order to cancel a run in its midst until it says that it is. */
async function cancelled(service: RunningService): Promise<number> {
  const { jobId } = await startRun(service, 2);
  while ((await call<JobAnswer>(service, 'GET', `/v1/jobs/${jobId}`)).progress.done < cancelAt) await pause(20);
  const start = performance.now();
  await call(service, 'DELETE', `/v1/jobs/${jobId}`);
  const job = await ended(service, jobId, async () => {});
  if (job.state !== 'cancelled') throw new Error(JSON.stringify(job));
  return (performance.now() - start) / 1000;
}

const startRun = (service: RunningService, seed: number): Promise<{ id: string; jobId: string }> =>
  call(service, 'POST', '/v1/topics', { algorithm: 'lda', k: topics, seed, filters: {} });

async function ended(service: RunningService, jobId: string, meanwhile: () => Promise<unknown>): Promise<JobAnswer> {
  for (;;) {
    const job = await call<JobAnswer>(service, 'GET', `/v1/jobs/${jobId}`);
    if (!['queued', 'running'].includes(job.state)) return job;
    await meanwhile();
    await pause(20);
  }
}

async function call<T>(service: RunningService, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await service.call(method, path, body);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body).slice(0, 500)}`);
  return answer.body;
}

function peakMegabytes(pid: number): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Runs queued jobs, so many at a time of each kind, under a lease that other processes respect. */
import { AppError, type ProblemFacts } from '../errors.ts';
import type { Job } from '../feedback/read.ts';
import type { Queue, Subscription } from './queue.ts';
import type { JobKind, JobRun } from './run.ts';
import type { JobEnd, JobRecord, JobStore } from './store.ts';

type Kind = Job['kind'];

/** Kinds of jobs by lane; a lane runs one at a time. Nothing waits for a topic run, which takes minutes. */
const feedback: readonly Kind[] = ['import', 'sample', 'reanalyse'];
const lanes: readonly (readonly Kind[])[] = [
  feedback,
  feedback,
  ['topics'],
  ['train'],
  ['preview'],
  ['quality'],
  ['report'],
  ['backup'],
  ['erase'],
];

/** Milliseconds before a job that broke is tried again. */
const usualPausesMs = [5_000, 30_000, 120_000];
/** Runs that never reported back, without getting on: after these the job is taken to end the process that runs it. */
const lostRuns = 10;
/** Failures that may pass by themselves. */
const passing: readonly string[] = ['internal', 'storage_failed', 'storage_full', 'not_ready', 'overloaded'];

export interface LaneOptions {
  queue: Queue;
  rows: JobStore['jobRows'];
  kinds: Record<Kind, JobKind>;
  changed(jobId: string): void;
  /** It has ended and is not tried again. */
  ended(record: JobRecord, end: JobEnd | null): Promise<void>;
  onError(error: unknown): void;
  /** Hears of every run; `interrupted` goes on elsewhere or later. */
  onEnded?: ((kind: Kind, outcome: string, seconds: number) => void) | undefined;
  everyMs: number;
  /** How long a process may be silent before its jobs are taken over; null: it has the database to itself. */
  leaseMs: number | null;
  pausesMs?: readonly number[];
}

export interface Lanes {
  /** False when the job does not run here. */
  cancel(jobId: string): boolean;
  /** Hands what is running back, to go on from its last step. */
  close(): Promise<void>;
}

/** Wakes who runs jobs of this kind. */
export function ringFor(queue: Queue, kind: Kind): void {
  queue.ring(topicOf(kind));
}

export function startLanes(options: LaneOptions): Lanes {
  const { queue, rows, kinds, changed, ended, onError, onEnded, everyMs, leaseMs, pausesMs = usualPausesMs } = options;
  const running = new Map<string, AbortController>();
  let stopping = false;

  async function lane(ofKinds: readonly Kind[]): Promise<void> {
    while (!stopping) {
      const [record, more] = await rows.queued(ofKinds, 2);
      if (!record || stopping) return;
      const lease = await rows.start(record.scope, record.job.id, leaseMs);
      // Whoever is free takes the next one.
      if (more) ringFor(queue, ofKinds[0]);
      if (lease !== null) await run({ ...record, attempts: record.attempts + 1 }, lease);
    }
  }

  async function run(record: JobRecord, lease: string): Promise<void> {
    const { scope, job } = record;
    const abort = new AbortController();
    if (stopping) abort.abort('stopping');
    running.set(job.id, abort);
    changed(job.id);
    const begun = performance.now();
    let outcome = 'interrupted';
    const heart = leaseMs === null ? null : setInterval(() => void beat(record, lease, abort), leaseMs / 10);
    try {
      const end = await outcomeOf(record, lease, abort.signal);
      if (end === 'later') return;
      outcome = end?.state ?? (abort.signal.reason === 'cancelled' ? 'cancelled' : outcome);
      const { reason } = abort.signal;
      if (end) await rows.end(scope, job.id, end, lease);
      else if (reason === 'stopping') await rows.putBack(scope, job.id, lease, null);
      if (end || reason === 'cancelled') await ended(record, end);
    } finally {
      if (heart) clearInterval(heart);
      onEnded?.(job.kind, outcome, (performance.now() - begun) / 1000);
      running.delete(job.id);
      changed(job.id);
    }
  }

  async function beat({ scope, job }: JobRecord, lease: string, abort: AbortController): Promise<void> {
    try {
      const state = await rows.beat(scope, job.id, lease, leaseMs!);
      if (state !== 'running') abort.abort(state === 'cancelled' ? 'cancelled' : 'lost');
    } catch {
      // What the lease protects is refused when it is over; until then the database may come back.
    }
  }

  /** How it ended, null when it was called off or taken over, or 'later' when it is tried again. */
  async function outcomeOf(record: JobRecord, lease: string, signal: AbortSignal): Promise<JobEnd | null | 'later'> {
    const { job, scope, attempts } = record;
    if (attempts > lostRuns) return failed('internal', 'the job ended its process each time');
    try {
      return await kinds[job.kind](runOf(record, lease, signal));
    } catch (error) {
      const code = error instanceof AppError ? error.code : 'internal';
      if (code === 'state_conflict') return null;
      if (!(error instanceof AppError) || passing.includes(code)) onError(error);
      const pauseMs = passing.includes(code) ? pausesMs[attempts - 1] : undefined;
      if (pauseMs === undefined) {
        return failed(code, error instanceof AppError ? error.message : 'the job broke off', factsOf(error));
      }
      await rows.putBack(scope, job.id, lease, pauseMs);
      return 'later';
    }
  }

  function runOf(record: JobRecord, lease: string, signal: AbortSignal): JobRun {
    const { id } = record.job;
    let number = record.step;
    return {
      record,
      signal,
      next() {
        const taken = ++number;
        return (progress, checkpoint) => ({ jobId: id, number: taken, ...progress, checkpoint, lease });
      },
      changed: () => changed(id),
    };
  }

  async function takeBack(): Promise<void> {
    if (stopping || (await rows.takeBack()) === 0) return;
    for (const ofKinds of lanes) ringFor(queue, ofKinds[0]);
  }

  const subscriptions: Subscription[] = lanes.map((ofKinds) =>
    queue.subscribe(topicOf(ofKinds[0]), () => lane(ofKinds), { everyMs, onError }),
  );
  if (leaseMs !== null)
    subscriptions.push(queue.subscribe('silent processes', takeBack, { everyMs: leaseMs / 6, onError }));
  for (const ofKinds of lanes) ringFor(queue, ofKinds[0]);

  return {
    cancel(jobId) {
      running.get(jobId)?.abort('cancelled');
      return running.has(jobId);
    },
    async close() {
      stopping = true;
      for (const abort of running.values()) abort.abort('stopping');
      await Promise.all(subscriptions.map((subscription) => subscription.close()));
    },
  };
}

/** A failure that may be none the next time, by itself or after a repair. */
export function mayPass(end: JobEnd | null): boolean {
  return end?.state === 'failed' && passing.includes(end.problem?.code ?? '');
}

function topicOf(kind: Kind): string {
  return `job ${lanes.find((ofKinds) => ofKinds.includes(kind))![0]}`;
}

/** What is known beside the code, where one thing is wrong. */
function factsOf(error: unknown): ProblemFacts {
  const [only, ...more] = error instanceof AppError ? error.problems : [];
  if (only === undefined || more.length > 0) return {};
  const { position, reason, values } = only;
  return { ...(position !== undefined && { position }), ...(reason && { reason }), ...(values && { values }) };
}

function failed(code: string, detail: string, facts: ProblemFacts = {}): JobEnd {
  return { state: 'failed', problem: { code, detail, ...facts } };
}

import type { JobEnd, JobRecord, JobStep } from './store.ts';

/** A job while it runs. */
export interface JobRun {
  record: JobRecord;
  /** Aborted with `cancelled` by a user, or with `stopping` when the process ends: then the job goes on after a restart. */
  signal: AbortSignal;
  /** Numbers the next step; what comes back fills it in, as often as its transaction is tried. */
  next(): (progress: { done: number; total: number | null }, checkpoint: unknown) => JobStep;
  /** Tells those who watch. */
  changed(): void;
}

/** Runs one kind of job from its checkpoint on. Null: it was aborted. Expected failures are thrown as `AppError`. */
export type JobKind = (run: JobRun) => Promise<JobEnd | null>;

/** What has failed for good, and another try of it. */

import { AppError } from '../errors.ts';
import type { FailureSource, WorkDepth, WorkFailure } from '../feedback/backgroundWork.ts';
import type { Job, Scope } from '../feedback/read.ts';
import { analysisTopic } from './analysis.ts';
import { mayPass } from './lanes.ts';
import type { Queue } from './queue.ts';
import type { JobRecord } from './store.ts';
import { webhookTopic } from './webhooks/deliver.ts';

export interface BackgroundOptions {
  queue: Queue;
  /** What the store must offer for it. */
  store: {
    backgroundWork: {
      depth(scope: Scope): Promise<WorkDepth[]>;
      failedComments(scope: Scope, limit: number): Promise<WorkFailure[]>;
      failedDeliveries(scope: Scope, limit: number): Promise<WorkFailure[]>;
    };
    jobRows: { failed(scope: Scope, limit: number): Promise<JobRecord[]> };
    work: { replay(scope: Scope, ids: string[]): Promise<number> };
    webhooks: { replay(scope: Scope, webhookId: string, id: string): Promise<boolean> };
  };
  jobs: { replay(scope: Scope, id: string): Promise<Job | null> };
}

/** Of each source, the newest. */
const mostShown = 200;

export function createBackground({ queue, store, jobs }: BackgroundOptions) {
  const { depth, failedComments, failedDeliveries } = store.backgroundWork;

  async function failedJobs(scope: Scope): Promise<WorkFailure[]> {
    return (await store.jobRows.failed(scope, mostShown)).map(({ job: { id, kind, problem, updatedAt } }) => ({
      kind,
      id,
      webhookId: null,
      failedAt: updatedAt,
      reason: problem?.code ?? 'internal',
      detail: problem?.detail ?? null,
      // A file that was at fault is not kept.
      replayable: kind !== 'import' || mayPass({ state: 'failed', problem: problem! }),
    }));
  }

  const failuresOf: Record<FailureSource, (scope: Scope) => Promise<WorkFailure[]>> = {
    comments: (scope) => failedComments(scope, mostShown),
    deliveries: (scope) => failedDeliveries(scope, mostShown),
    jobs: failedJobs,
  };

  async function replayOne(scope: Scope, source: FailureSource, { id, webhookId }: WorkFailure): Promise<boolean> {
    try {
      if (source === 'jobs') return (await jobs.replay(scope, id)) !== null;
      return await store.webhooks.replay(scope, webhookId!, id);
    } catch (error) {
      // Gone or disabled since it was listed.
      if (error instanceof AppError && ['file_unreadable', 'state_conflict'].includes(error.code)) return false;
      throw error;
    }
  }

  return {
    depth,

    /** The newest of each source. */
    async failures(scope: Scope): Promise<WorkFailure[]> {
      const all = await Promise.all(Object.values(failuresOf).map((list) => list(scope)));
      return all.flat();
    },

    /**
     * Tries what has failed once more: one, or all of a source that can be. Answers how many were queued; null when `id` is
     * not among them.
     */
    async replay(scope: Scope, source: FailureSource, id: string | null): Promise<number | null> {
      const found = await failuresOf[source](scope);
      const chosen = found.filter((failure) => failure.replayable && (id === null || failure.id === id));
      if (id !== null && chosen.length === 0) return null;
      if (source === 'comments') {
        const ids = chosen.map(({ id }) => id);
        const queued = ids.length === 0 ? 0 : await store.work.replay(scope, ids);
        queue.ring(analysisTopic);
        return queued;
      }
      let queued = 0;
      for (const failure of chosen) if (await replayOne(scope, source, failure)) queued++;
      if (source === 'deliveries') queue.ring(webhookTopic);
      return queued;
    },
  };
}

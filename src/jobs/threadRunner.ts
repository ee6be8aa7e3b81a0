import { Piscina } from 'piscina';
import type { WorkerRequest, WorkerRunner } from './workerMessages.ts';

/**
 * MiB that a worker's short-lived objects may fill: twice the usual, since an analysis leaves many behind, and those of a
 * chunk outlive a collection.
 */
export const youngGenerationMb = 96;

/** Worker threads by piscina. `file` is the compiled worker, or its source when run through tsx. */
export function createThreadRunner(options: { file: string; workers: number; data: unknown }): WorkerRunner {
  const pool = new Piscina({
    filename: options.file,
    workerData: options.data,
    minThreads: options.workers,
    maxThreads: options.workers,
    resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb },
    ...(options.file.endsWith('.ts') ? { execArgv: ['--import', 'tsx'] } : {}),
  });
  return {
    workers: options.workers,
    run: (request: WorkerRequest, deadlineMs: number) => pool.run(request, { signal: AbortSignal.timeout(deadlineMs) }),
    close: () => pool.close({ force: true }),
  };
}

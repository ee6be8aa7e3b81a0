import { Piscina } from 'piscina';
import type { WorkerRequest, WorkerRunner } from './workerMessages.ts';

/** MiB beyond which a worker is ended, and with it the comment that made it so large; it takes a fifth of that by itself. */
const oldGenerationMb = 1024;

/** Milliseconds after which no worker is taken to come any more: longer than one takes to load. */
const startMs = 300_000;

/** Started when its task is given to a worker. */
interface Clock {
  start(): void;
}
interface Queued {
  [Piscina.queueOptionsSymbol]?: Clock;
}

/**
 * Worker threads by piscina. `file` is the compiled worker, or its source when run through tsx. The deadline of a task
 * begins when a worker has it: one that takes the place of a broken one loads for a while, which is no fault of the tasks.
 */
export function createThreadRunner(options: { file: string; workers: number; data: unknown }): WorkerRunner {
  /** Thread ids. */
  const loaded = new Set<number>();
  const pool = new Piscina({
    filename: options.file,
    workerData: options.data,
    minThreads: options.workers,
    maxThreads: options.workers,
    resourceLimits: { maxOldGenerationSizeMb: oldGenerationMb },
    ...(options.file.endsWith('.ts') ? { execArgv: ['--import', 'tsx'] } : {}),
    loadBalancer(task, workers) {
      const idle = workers.find(({ id, currentUsage }) => currentUsage === 0 && loaded.has(id)) ?? null;
      if (idle) (task as unknown as Queued)[Piscina.queueOptionsSymbol]?.start();
      return idle;
    },
  });
  pool.on('workerCreate', ({ id }: { id: number }) => loaded.add(id));
  pool.on('workerDestroy', ({ id }: { id: number }) => loaded.delete(id));
  // A worker may run out of memory while it is being ended for its deadline. Its task has failed already, and without a
  // listener the service would end with it.
  pool.on('error', () => {});
  return {
    workers: options.workers,
    async run(request: WorkerRequest, deadlineMs: number) {
      const abort = new AbortController();
      const stop = (): void => abort.abort();
      let timer = setTimeout(stop, startMs + deadlineMs);
      const clock: Clock = {
        start() {
          clearTimeout(timer);
          timer = setTimeout(stop, deadlineMs);
        },
      };
      try {
        return await pool.run({ ...request, [Piscina.queueOptionsSymbol]: clock }, { signal: abort.signal });
      } finally {
        clearTimeout(timer);
      }
    },
    close: () => pool.close({ force: true }),
  };
}

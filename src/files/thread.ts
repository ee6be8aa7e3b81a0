import { Worker, type WorkerOptions } from 'node:worker_threads';

const fromSource = import.meta.url.endsWith('.ts');

export interface ThreadLimits {
  deadlineMs: number;
  heapMegabytes: number;
}

/** What a thread posts: parts of its answer, then the end. Parts are small, so that none blocks the main thread. */
type ThreadMessage<Part> = { part: Part } | { end: true };

/** A thread that died, ran out of memory or out of time. */
export class ThreadFailure extends Error {}

/**
 * Runs `src/files/<name>` in a worker thread with a bounded heap and a deadline. It gets `data` at its start, then
 * each item of `feed`, then null; the answer is what it posts, part by part. Throws `ThreadFailure`.
 */
export async function runInThread<Part>(
  name: string,
  data: unknown,
  { deadlineMs, heapMegabytes }: ThreadLimits,
  feed: AsyncIterable<unknown> = nothing(),
): Promise<Part[]> {
  const worker = startThread(new URL(`./${name}.${fromSource ? 'ts' : 'js'}`, import.meta.url), {
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
  });
  const answer = collectParts<Part>(worker, deadlineMs);
  try {
    await Promise.race([answer, feedThread(worker, feed)]);
    return await answer;
  } finally {
    answer.catch(() => {});
    await worker.terminate();
  }
}

async function* nothing(): AsyncGenerator<never> {}

async function feedThread(worker: Worker, feed: AsyncIterable<unknown>): Promise<void> {
  for await (const item of feed) worker.postMessage(item);
  worker.postMessage(null);
}

function collectParts<Part>(worker: Worker, deadlineMs: number): Promise<Part[]> {
  const parts: Part[] = [];
  return new Promise<Part[]>((resolve, reject) => {
    const fail = (reason: string): void => reject(new ThreadFailure(reason));
    const timer = setTimeout(() => fail(`it takes more than ${deadlineMs / 1000} s`), deadlineMs);
    worker.on('message', (message: ThreadMessage<Part>) => {
      if ('part' in message) parts.push(message.part);
      else resolve(parts);
    });
    worker.once('error', (error) => fail(reasonOf(error)));
    worker.once('exit', () => {
      clearTimeout(timer);
      fail('its thread ended without an answer');
    });
  });
}

/** Node 20 does not read TypeScript; only tests and development run from source, and they have tsx. */
function startThread(file: URL, options: WorkerOptions): Worker {
  if (!fromSource) return new Worker(file, options);
  const start = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(file.href)}); });`;
  return new Worker(start, { ...options, eval: true });
}

function reasonOf(error: unknown): string {
  if ((error as { code?: string }).code === 'ERR_WORKER_OUT_OF_MEMORY') return 'it needs too much memory; use CSV';
  return error instanceof Error ? error.message : String(error);
}

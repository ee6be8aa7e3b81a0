import { Worker } from 'node:worker_threads';

/** Node 20 does not read TypeScript; only tests and development run from source, and they have tsx. */
export function startWorker(file: URL, workerData: unknown): Worker {
  if (!file.pathname.endsWith('.ts')) return new Worker(file, { workerData });
  const start = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(file.href)}); });`;
  return new Worker(start, { workerData, eval: true });
}

/** Rejects when the worker breaks or ends; nobody has to wait for it. `ended` says what ended. */
export function whenBroken(worker: Worker, ended: string): Promise<never> {
  const broken = new Promise<never>((_, reject) => {
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error(ended)));
  });
  broken.catch(() => {});
  return broken;
}

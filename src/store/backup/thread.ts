import { Worker } from 'node:worker_threads';
import { AppError, type ProblemCode } from '../../errors.ts';
import type { BackupOrder, MadeBackup } from './make.ts';

export type BackupAnswer =
  | { share: number; made?: undefined; failed?: undefined }
  | { made: MadeBackup; share?: undefined; failed?: undefined }
  | { failed: { code: ProblemCode; message: string }; share?: undefined; made?: undefined };

/** From source (tests, tsx) the thread is TypeScript, which a loader must be registered for. */
function spawn(workerData: BackupOrder): Worker {
  const compiled = !import.meta.url.endsWith('.ts');
  const file = new URL(`./backupThread.${compiled ? 'js' : 'ts'}`, import.meta.url);
  if (compiled) return new Worker(file, { workerData });
  const load = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(file.href)}); })`;
  return new Worker(load, { eval: true, workerData });
}

/** `makeBackup` in a thread. When the signal says so, it is broken off and null is answered. */
export async function makeInThread(
  order: BackupOrder,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<MadeBackup | null> {
  if (signal.aborted) return null;
  const worker = spawn(order);
  const stop = (): void => void worker.terminate();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await new Promise<MadeBackup | null>((resolve, reject) => {
      worker.on('message', ({ share, made, failed }: BackupAnswer) => {
        if (share !== undefined) onProgress(share);
        else if (made) resolve(made);
        else reject(new AppError(failed.code, failed.message));
      });
      worker.once('error', reject);
      worker.once('exit', (code) => {
        if (signal.aborted) resolve(null);
        else reject(new Error(`the thread that makes the backup ended with ${code}`));
      });
    });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { AppError } from '../../errors.ts';

export interface ThreadOptions {
  path: string;
  lockPath: string;
  /** `copier`: copies the log back into the database. */
  role: 'writer' | 'reader' | 'copier';
}

export interface Statement {
  sql: string;
  parameters: readonly unknown[];
}

/** Statements one after the other, up to the first that fails; their results are the answer. Null closes the connection. */
export interface ThreadRequest {
  id: number;
  statements: readonly Statement[] | null;
}

export interface StatementResult {
  rows: unknown[];
  /** Of a statement that answers no rows. */
  changes: number | undefined;
}

export type ThreadAnswer =
  | { id: number; error?: undefined; results: StatementResult[] }
  | { id: number; error: { message: string; code: string } };

/** The main side of one SQLite thread. */
export interface SqliteThread {
  run(statements: readonly Statement[]): Promise<StatementResult[]>;
  close(): Promise<void>;
}

interface Waiter {
  resolve(results: StatementResult[]): void;
  reject(error: Error): void;
}

/** Compiled, the thread is a .js file; from source (tests, tsx) it is TypeScript, which a loader must be registered for. */
function spawn({ path, lockPath, role }: ThreadOptions): Worker {
  const workerData: ThreadOptions = { path, lockPath, role };
  if (!import.meta.url.endsWith('.ts')) {
    return new Worker(new URL('./sqliteThread.js', import.meta.url), { workerData });
  }
  const api = createRequire(import.meta.url)
    .resolve('tsx/esm/api')
    .replace(/\.cjs$/, '.mjs');
  const loader = pathToFileURL(api).href;
  const thread = new URL('./sqliteThread.ts', import.meta.url).href;
  const load = `import(${JSON.stringify(loader)}).then(({ register }) => { register(); return import(${JSON.stringify(thread)}); })`;
  return new Worker(load, { eval: true, workerData, execArgv: [] });
}

/** Starts a thread and resolves once its connection is open. `onBroken` hears of an end nobody asked for. */
export async function startThread(options: ThreadOptions, onBroken: (error: Error) => void): Promise<SqliteThread> {
  const worker = spawn(options);
  const waiting = new Map<number, Waiter>();
  let started = false;
  let closing = false;
  let broken: Error | null = null;
  let last = 0;

  const breakDown = (error: Error) => {
    if (broken || closing) return;
    const what = started ? 'the database thread ended' : 'the database cannot be opened';
    broken = new AppError('storage_failed', `${what}: ${error.message}`, { cause: error });
    for (const waiter of waiting.values()) waiter.reject(broken);
    waiting.clear();
    if (started) onBroken(broken);
  };

  worker.on('message', (answer: ThreadAnswer) => {
    const waiter = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.error) {
      waiter?.reject(storageError(answer.error));
      // After a failed write or fsync nobody knows what is on disk: never try again, start anew and recover.
      if (answer.error.code.startsWith('SQLITE_IOERR')) breakDown(new Error(answer.error.message));
    } else waiter?.resolve(answer.results);
  });
  worker.on('error', breakDown);
  worker.on('exit', (code) => breakDown(new Error(`exit code ${code}`)));

  const run = (statements: readonly Statement[] | null) =>
    new Promise<StatementResult[]>((resolve, reject) => {
      if (broken) return reject(broken);
      if (closing) return reject(new AppError('storage_failed', 'the database is closed'));
      const id = ++last;
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, statements } satisfies ThreadRequest);
    });

  await new Promise<StatementResult[]>((resolve, reject) => waiting.set(0, { resolve, reject }));
  started = true;
  return {
    run,
    async close() {
      if (closing || broken) return;
      await run(null);
      closing = true;
      await worker.terminate();
    },
  };
}

/** Full and failing disks are expected failures with codes of their own; anything else is a bug. */
function storageError({ message, code }: { message: string; code: string }): Error {
  if (code === 'SQLITE_FULL') return new AppError('storage_full', 'the disk is full', { cause: message });
  if (/^SQLITE_(IOERR|CORRUPT|NOTADB|READONLY|CANTOPEN|BUSY)/.test(code)) {
    return new AppError('storage_failed', `the database failed: ${message} (${code})`);
  }
  return Object.assign(new Error(message), { code });
}

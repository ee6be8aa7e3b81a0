import { stat } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { type SqliteThread, startThread, type ThreadOptions } from './thread.ts';

const everyMs = 200;
/** Pages of 4 KiB: for fewer the two syncs of a turn are not worth it. */
const pagesWorthATurn = 1000;

/**
 * Copies SQLite's write-ahead log back into the database while the writer goes on (a passive checkpoint). Left to the
 * writer, which does it when the log is long, all who write would wait for the whole of it; so it has but the last pages to
 * copy. The thread for it starts when there is something to copy for the first time.
 */
export function startLogCopier(
  files: Pick<ThreadOptions, 'path' | 'lockPath'>,
  onBroken: (error: Error) => void,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  let thread: SqliteThread | null = null;

  async function turn(): Promise<void> {
    // The file never gets shorter by itself, so this only says whether it has ever been long.
    if (!thread && (await logBytes(files.path)) < pagesWorthATurn * 4096) return;
    thread ??= await startThread({ ...files, role: 'copier' }, onBroken);
    const [state] = await thread.run([{ sql: 'pragma wal_checkpoint(noop)', parameters: [] }]);
    const { log, checkpointed } = state!.rows[0] as { log: number; checkpointed: number };
    if (log - checkpointed < pagesWorthATurn) return;
    await thread.run([{ sql: 'pragma wal_checkpoint(passive)', parameters: [] }]);
  }

  async function work(): Promise<void> {
    for (;;) {
      await pause(everyMs, undefined, { signal, ref: false }).catch(() => {});
      if (signal.aborted) break;
      // A full disk: the log keeps what it holds. After a failed sync the thread itself tells `onBroken`.
      await turn().catch(() => {});
    }
    await thread?.close();
  }
  const working = work();
  return {
    stop() {
      stopping.abort();
      return working;
    },
  };
}

async function logBytes(path: string): Promise<number> {
  return (await stat(`${path}-wal`).catch(() => null))?.size ?? 0;
}

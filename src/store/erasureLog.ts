/**
 * What was erased, outside of the database: a backup that is restored holds it again, and the next start erases it again.
 * Keyed hashes only.
 */
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../errors.ts';

export interface LoggedErasure {
  workspaceId: string;
  id: string;
  at: string;
  marks: string[];
}

export function createErasureLog(dataDir: string) {
  const path = join(dataDir, 'erasures.ndjson');
  return {
    /** Resolves when it is on disk. */
    async append(entry: LoggedErasure): Promise<void> {
      const handle = await open(path, 'a', 0o600);
      try {
        await handle.appendFile(`${JSON.stringify(entry)}\n`);
        await handle.sync();
      } finally {
        await handle.close();
      }
    },

    /** Throws `storage_failed` for a line that is none, but for a last one that was never finished. */
    async read(): Promise<LoggedErasure[]> {
      const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return '';
        throw error;
      });
      const lines = text.split('\n').slice(0, -1);
      return lines.flatMap((line, i) => {
        const entry = parse(line);
        if (entry === null && i < lines.length - 1)
          throw new AppError('storage_failed', `${path}: line ${i + 1} cannot be read.`);
        return entry ?? [];
      });
    },
  };
}
export type ErasureLog = ReturnType<typeof createErasureLog>;

function parse(line: string): LoggedErasure | null {
  try {
    const { workspaceId, id, at, marks } = JSON.parse(line) as LoggedErasure;
    return { workspaceId, id, at, marks };
  } catch {
    return null;
  }
}

/** The backups that a running service keeps in its data folder. */
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../errors.ts';
import type { Backup, Scope } from '../../feedback/read.ts';
import type { Db } from '../database/schema.ts';
import { outsideWalls } from '../database/wall.ts';
import { backupName, isBackupName } from './make.ts';
import { makeInThread } from './thread.ts';

interface Options {
  dataDir: string;
  databaseUrl: string | null;
  /** Of this program. */
  version: string;
  /** The newest ones that stay. */
  kept: number;
}

export function createBackups(reader: Db, { dataDir, databaseUrl, version, kept }: Options) {
  const folder = join(dataDir, 'backups');

  /** The newest first. */
  async function list(): Promise<Backup[]> {
    const names = (await readdir(folder).catch(() => [])).filter(isBackupName).sort().reverse();
    const backups: Backup[] = [];
    for (const name of names) {
      const found = await stat(join(folder, name)).catch(() => null);
      if (found) backups.push({ name, bytes: found.size, createdAt: found.mtime.toISOString() });
    }
    return backups;
  }

  return {
    /** A backup holds all workspaces, so only the first one, which whoever set the service up has, may have it. */
    async requireOperator({ workspaceId }: Scope): Promise<void> {
      const oldest = reader.selectFrom('workspace').select('id').orderBy('created_at').orderBy('id').limit(1);
      const first = await outsideWalls(() => oldest.executeTakeFirst());
      if (first?.id !== workspaceId) {
        throw new AppError('forbidden', 'Only the first workspace may make backups of all.');
      }
      if (databaseUrl !== null) {
        throw new AppError('state_conflict', 'PostgreSQL is backed up by `huiyin backup` with its DATABASE_URL.');
      }
    },

    list,

    /** Null when there is none of that name. */
    async open(name: string): Promise<{ bytes: number; stream: NodeJS.ReadableStream } | null> {
      if (!isBackupName(name)) return null;
      const path = join(folder, name);
      const found = await stat(path).catch(() => null);
      return found && { bytes: found.size, stream: createReadStream(path, { highWaterMark: 1024 * 1024 }) };
    },

    /** Makes one and removes the oldest beyond `kept`. Null when the signal broke it off. `onProgress`: 0..1. */
    async make(now: number, onProgress: (share: number) => void, signal: AbortSignal): Promise<BackupMade | null> {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      // Of a process that died over one.
      for (const name of await readdir(folder)) {
        if (name.startsWith('.backup-')) await rm(join(folder, name), { recursive: true, force: true });
      }
      const name = backupName(new Date(now));
      const made = await makeInThread({ dataDir, file: join(folder, name), version }, onProgress, signal);
      if (!made) return null;
      for (const old of (await list()).slice(kept)) await rm(join(folder, old.name), { force: true });
      const { bytes, createdAt, migration, counts } = made;
      return { name, bytes, createdAt, migration, counts };
    },
  };
}

export interface BackupMade extends Backup {
  migration: string;
  counts: Record<string, number>;
}

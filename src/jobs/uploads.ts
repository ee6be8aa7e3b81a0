/** Files of imports on their way: what was uploaded, and the rows that were rejected. */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../errors.ts';
import type { ErasureSubject } from '../feedback/erasure.ts';
import type { ImportOptions, UploadedFile } from '../feedback/importing.ts';
import type { Scope } from '../feedback/read.ts';
import { cleanRejected, readRejected, rejectedPath, withoutRows } from './rejected.ts';
import type { JobRecord, SharedFiles } from './store.ts';

export interface ImportInput {
  file: UploadedFile;
  options: ImportOptions;
  /** Name among the shared files; absent: the file is where it was uploaded to. */
  stored?: string;
}

/** Uploads of failed imports are kept so long for another try. */
export const keptUploadMs = 7 * 86_400_000;

interface Folders {
  /** Files of rejected rows go here. */
  dataDir: string;
  uploadDir: string;
}

export type Uploads = ReturnType<typeof createUploads>;

/** `files` null: this process has its folders to itself, and they are the only place. */
export function createUploads({ dataDir, uploadDir }: Folders, files: SharedFiles | null, newName: () => string) {
  const pathOf = (workspaceId: string, jobId: string) => rejectedPath(dataDir, workspaceId, jobId);
  return {
    /** Puts an upload where whoever runs the import finds it. */
    async take(scope: Scope, file: UploadedFile, options: ImportOptions): Promise<ImportInput> {
      if (!files) return { file, options };
      const stored = newName();
      await files.put(scope, 'upload', stored, createReadStream(file.path));
      await rm(file.path, { force: true });
      return { file: { ...file, path: '' }, options, stored };
    },

    /** The upload as a file of this process. Throws `file_unreadable` when it is gone. */
    async open({ scope, job, input }: JobRecord): Promise<UploadedFile> {
      const { file, stored } = input as ImportInput;
      if (!files || stored === undefined) return file;
      const found = await files.read(scope, 'upload', stored);
      if (!found) throw gone();
      const path = join(uploadDir, job.id);
      await pipeline(Readable.from(found), createWriteStream(path, { mode: 0o600 }));
      return { ...file, path };
    },

    /** False when there is nothing left to import again. */
    async isThere({ scope, input }: JobRecord): Promise<boolean> {
      const { file, stored } = input as ImportInput;
      if (files && stored !== undefined) return (await files.list(scope, 'upload', stored)).length > 0;
      return (await stat(file.path).catch(() => null)) !== null;
    },

    /** Nothing of it is needed any more in this process. */
    async leave({ job, input }: JobRecord): Promise<void> {
      if ((input as ImportInput).stored !== undefined) await rm(join(uploadDir, job.id), { force: true });
    },

    /** Nobody needs it any more. */
    async discard({ scope, input }: Pick<JobRecord, 'scope' | 'input'>): Promise<void> {
      const { file, stored } = input as ImportInput;
      if (files && stored !== undefined) await files.remove(scope, 'upload', stored);
      else await rm(file.path, { force: true });
    },

    rejectedPath: ({ scope, job }: JobRecord): string => pathOf(scope.workspaceId, job.id),

    /** The rows that were rejected so far are found by every process. */
    async shareRejected({ scope, job }: JobRecord): Promise<void> {
      if (!files) return;
      const path = pathOf(scope.workspaceId, job.id);
      const rows = await readRejected(path);
      if (rows) await files.put(scope, 'rejected', job.id, rows as unknown as AsyncIterable<Uint8Array>);
      await rm(path, { force: true });
    },

    /**
     * Takes a subject out of the rejected rows of the workspace, and removes what failed imports have kept: it may hold the
     * subject, too. Answers how many rows, and how many uploads.
     */
    async clean(scope: Scope, subject: ErasureSubject, failed: readonly JobRecord[]) {
      const kept = failed.filter((record) => record.scope.workspaceId === scope.workspaceId);
      let removed = 0;
      for (const record of kept) {
        if (!(await this.isThere(record))) continue;
        await this.discard(record);
        removed++;
      }
      let rejectedRows = await cleanRejected(dataDir, scope.workspaceId, subject);
      for (const { name } of (await files?.list(scope, 'rejected', '')) ?? []) {
        const stored = await files!.read(scope, 'rejected', name);
        const cleaned = stored && withoutRows(await buffer(stored), subject);
        if (!cleaned) continue;
        rejectedRows += cleaned.removed;
        await files!.put(scope, 'rejected', name, Readable.from([cleaned.bytes]));
      }
      return { rejectedRows, uploads: removed };
    },

    async rejected(scope: Scope, jobId: string): Promise<NodeJS.ReadableStream | null> {
      if (!files) return readRejected(pathOf(scope.workspaceId, jobId));
      const found = await files.read(scope, 'rejected', jobId);
      return found && Readable.from(found);
    },

    /** A process that dies in the middle of an upload leaves its file behind. `wanted`: jobs that need theirs. */
    async tidy(wanted: readonly JobRecord[]): Promise<void> {
      await mkdir(uploadDir, { recursive: true });
      const kept = new Set(wanted.map(({ input }) => basename((input as ImportInput).file.path)));
      for (const name of await readdir(uploadDir))
        if (!kept.has(name)) await rm(join(uploadDir, name), { force: true, recursive: true });
    },
  };
}

export function gone(): AppError {
  return new AppError('file_unreadable', 'The file of this import is gone.', { reason: 'file_gone' });
}

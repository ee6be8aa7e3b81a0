/** The rejected rows of an import as a CSV file that a spreadsheet opens safely. */
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import type { Problem } from '../errors.ts';
import type { ErasureSubject } from '../feedback/erasure.ts';
import { formulaSafe } from '../feedback/formula.ts';
import type { ImportRow } from '../feedback/importing.ts';

const byteOrderMark = '\uFEFF';
export interface RejectedFile {
  write(row: ImportRow, problems: Problem[]): Promise<void>;
  /** Resolves when it is on disk. */
  close(): Promise<void>;
}

/** A file of rejected rows without those in which a cell names the subject; null when there are none. */
export function withoutRows(file: Buffer, { author, externalIds = [] }: ErasureSubject) {
  const names = new Set([...(author === undefined ? [] : [author]), ...externalIds].map(formulaSafe));
  const rows = parse(file, { bom: true, relax_column_count: true }) as string[][];
  const kept = rows.filter((row, i) => i === 0 || !row.some((cell) => names.has(cell)));
  if (kept.length === rows.length) return null;
  return { bytes: Buffer.from(byteOrderMark + stringify(kept)), removed: rows.length - kept.length };
}

/** The same for all files of the workspace in this folder; answers how many rows are gone. */
export async function cleanRejected(dataDir: string, workspaceId: string, subject: ErasureSubject): Promise<number> {
  const folder = join(dataDir, 'rejected');
  const files = (await readdir(folder).catch(() => [])).filter((name) => name.startsWith(`${workspaceId}-`));
  let removed = 0;
  for (const name of files) {
    const path = join(folder, name);
    const cleaned = withoutRows(await readFile(path), subject);
    if (!cleaned) continue;
    removed += cleaned.removed;
    await writeFile(`${path}.new`, cleaned.bytes, { mode: 0o600 });
    await rename(`${path}.new`, path);
  }
  return removed;
}

/** The ids are our own, never a name that a client chose. */
export function rejectedPath(dataDir: string, workspaceId: string, jobId: string): string {
  return join(dataDir, 'rejected', `${workspaceId}-${jobId}.csv`);
}

/** Begins the file anew; it appears with its first row. */
export function createRejectedFile(path: string, headers: string[]): RejectedFile {
  let handle: FileHandle | null = null;
  const line = (cells: string[]) => stringify([cells.map(formulaSafe)]);

  async function begin(): Promise<FileHandle> {
    await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
    const file = await open(path, 'w', 0o600);
    await file.write(byteOrderMark + line(['row', 'code', 'detail', ...headers]));
    return file;
  }

  return {
    async write({ row, cells }, problems) {
      handle ??= await begin();
      const codes = problems.map(({ code }) => code).join(' ');
      const details = problems.map(({ detail }) => detail).join('; ');
      await handle.write(line([String(row), codes, details, ...cells]));
    },
    async close() {
      await handle?.sync();
      await handle?.close();
    },
  };
}

export async function readRejected(path: string): Promise<NodeJS.ReadableStream | null> {
  const found = await stat(path).catch(() => null);
  return found ? createReadStream(path) : null;
}

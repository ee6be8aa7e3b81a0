import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { ImportOptions, ImportRow, ImportStream, UploadedFile } from '../../src/feedback/importing.ts';
import { createOpenImport } from '../../src/files/openImport.ts';

const folder = mkdtempSync(join(tmpdir(), 'huiyin-files-'));
let count = 0;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Puts bytes where an upload would be. */
export function spool(content: string | Uint8Array, name = 'comments.csv'): UploadedFile {
  const path = join(folder, `${count++}`);
  writeFileSync(path, content);
  return { path, name, bytes: Buffer.byteLength(content) };
}

const openImport = createOpenImport({ mask: false });

export const options: ImportOptions = { dryRun: false, defaults: { source: 'test' } };

export async function readAll(
  file: UploadedFile,
  more: Partial<ImportOptions> = {},
): Promise<ImportStream & { all: ImportRow[] }> {
  const stream = await openImport(file, { ...options, ...more });
  const all: ImportRow[] = [];
  for await (const row of stream.rows) all.push(row);
  return { ...stream, all };
}

/** Texts of accepted rows, and `row: codes` of rejected ones. */
export function outcomes(rows: ImportRow[]): string[] {
  return rows.map(({ row, comment }) =>
    comment.ok ? comment.value.text : `${row}: ${comment.problems.map((p) => p.code).join(' ')}`,
  );
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Files that every process must find: in the database, in parts, for as long as processes may be on several machines. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Scope } from '../feedback/read.ts';
import { type Clock, iso } from './clock.ts';
import { inWorkspaces } from './database/inWorkspaces.ts';
import type { Db, Trx } from './database/schema.ts';
import { deletePast } from './deletePast.ts';
import { newId } from './ids.ts';

/** Of a workspace: uploads that wait for their import, rejected rows, files of models. */
export type FileKind = 'upload' | 'rejected' | 'model';

export interface StoredFile {
  name: string;
  /** SHA-256 in hex. */
  hash: string;
  bytes: number;
}

const partBytes = 1024 * 1024;
const dayMs = 86_400_000;
/** An upload that no import has taken by then has lost its request, or its import has failed and nobody asked for more. */
const uploadDays = 7;

export function createStoredFiles(writer: Db, reader: Db, clock: Clock) {
  const find = ({ workspaceId }: Scope, kind: FileKind, name: string) =>
    reader
      .selectFrom('stored_file')
      .selectAll()
      .where('workspace_id', '=', workspaceId)
      .where('kind', '=', kind)
      .where('name', '=', name)
      .executeTakeFirst();

  return {
    /** Stores a file in place of one of the same name; it is there when all of it is. */
    async put(scope: Scope, kind: FileKind, name: string, source: AsyncIterable<Uint8Array>): Promise<void> {
      const content = newId(clock());
      const hash = createHash('sha256');
      let bytes = 0;
      let number = 0;
      for await (const part of inParts(source)) {
        hash.update(part);
        bytes += part.length;
        const at = number++;
        await inWorkspaces(writer, [], (trx) => insertPart(trx, scope, content, at, part));
      }
      const file = { name, hash: hash.digest('hex'), bytes };
      await inWorkspaces(writer, [scope.workspaceId], (trx) => insertFile(trx, scope, kind, file, content, clock()));
    },

    /** Its bytes in order, or null when there is none. */
    async read(scope: Scope, kind: FileKind, name: string): Promise<AsyncIterable<Uint8Array> | null> {
      const file = await find(scope, kind, name);
      return file ? readParts(reader, scope, file.content) : null;
    },

    /** Those whose name begins with `prefix`, by name. */
    async list({ workspaceId }: Scope, kind: FileKind, prefix: string): Promise<StoredFile[]> {
      return reader
        .selectFrom('stored_file')
        .select(['name', 'hash', 'bytes'])
        .where('workspace_id', '=', workspaceId)
        .where('kind', '=', kind)
        .where('name', '>=', prefix)
        .where('name', '<', `${prefix}\uffff`)
        .orderBy('name')
        .execute();
    },

    async remove({ workspaceId }: Scope, kind: FileKind, name: string): Promise<void> {
      await inWorkspaces(writer, [workspaceId], (trx) => removeFile(trx, workspaceId, kind, name));
    },
  };
}

/** Stores small files together with what else the transaction does. */
export async function putTogether(
  trx: Trx,
  scope: Scope,
  kind: FileKind,
  files: readonly { name: string; content: Uint8Array }[],
  now: number,
): Promise<void> {
  for (const { name, content: bytes } of files) {
    const content = newId(now);
    for (let at = 0, number = 0; at < bytes.length; at += partBytes, number++)
      await insertPart(trx, scope, content, number, bytes.subarray(at, at + partBytes));
    const hash = createHash('sha256').update(bytes).digest('hex');
    await insertFile(trx, scope, kind, { name, hash, bytes: bytes.length }, content, now);
  }
}

/** Parts of files that were never finished, and uploads that nobody waits for any more. */
export async function sweepStoredFiles(writer: Db, now: number): Promise<void> {
  const longAgo = newId(now - dayMs).slice(0, 10);
  const unfinished = sql`content < ${longAgo} and not exists (
    select 1 from stored_file f where f.workspace_id = stored_part.workspace_id and f.content = stored_part.content)`;
  await deletePast(writer, 'stored_part', ['workspace_id', 'content', 'number'], unfinished);
  const unwanted = sql`kind = 'upload' and created_at < ${iso(now - uploadDays * dayMs)}`;
  await deletePast(writer, 'stored_file', ['workspace_id', 'kind', 'name'], unwanted);
}

async function insertPart(
  trx: Trx,
  { workspaceId }: Scope,
  content: string,
  number: number,
  part: Uint8Array,
): Promise<void> {
  await trx.insertInto('stored_part').values({ workspace_id: workspaceId, content, number, part }).execute();
}

async function insertFile(
  trx: Trx,
  { workspaceId }: Scope,
  kind: FileKind,
  file: StoredFile,
  content: string,
  now: number,
): Promise<void> {
  await removeFile(trx, workspaceId, kind, file.name);
  await trx
    .insertInto('stored_file')
    .values({ workspace_id: workspaceId, kind, ...file, content, created_at: iso(now) })
    .execute();
}

async function removeFile(trx: Trx, workspaceId: string, kind: FileKind, name: string): Promise<void> {
  const row = await trx
    .deleteFrom('stored_file')
    .where('workspace_id', '=', workspaceId)
    .where('kind', '=', kind)
    .where('name', '=', name)
    .returning('content')
    .executeTakeFirst();
  if (!row) return;
  await trx
    .deleteFrom('stored_part')
    .where('workspace_id', '=', workspaceId)
    .where('content', '=', row.content)
    .execute();
}

async function* readParts(reader: Db, { workspaceId }: Scope, content: string): AsyncGenerator<Uint8Array> {
  for (let number = 0; ; number++) {
    const row = await reader
      .selectFrom('stored_part')
      .select('part')
      .where('workspace_id', '=', workspaceId)
      .where('content', '=', content)
      .where('number', '=', number)
      .executeTakeFirst();
    if (!row) return;
    yield row.part;
  }
}

async function* inParts(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length; ) {
      const taken = chunk.subarray(at, at + partBytes - bytes);
      waiting.push(taken);
      bytes += taken.length;
      at += taken.length;
      if (bytes < partBytes) continue;
      yield Buffer.concat(waiting);
      waiting = [];
      bytes = 0;
    }
  }
  if (bytes > 0) yield Buffer.concat(waiting);
}

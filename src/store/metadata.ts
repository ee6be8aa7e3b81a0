/** Metadata of comments by key and value, as filters look them up. Law: the same as in `comment.metadata`. */
import { sql } from 'kysely';
import type { Trx } from './database/schema.ts';
import { jsonRows, mapEntries } from './database/sql.ts';
import type { CommentKey } from './rollups.ts';

const metadataOf = (keys: readonly CommentKey[]) => sql`select c.workspace_id, entry.key, entry.value, c.id
  from ${jsonRows(['workspace_id', 'id'], keys)} as r cross join comment c cross join ${mapEntries(sql.ref('c.metadata'))}
  where c.workspace_id = r.workspace_id and c.id = r.id`;

export async function addMetadata(trx: Trx, keys: readonly CommentKey[]): Promise<void> {
  if (keys.length === 0) return;
  await sql`insert into comment_metadata (workspace_id, key, value, comment_id) ${metadataOf(keys)}`.execute(trx);
}

/** Before the comments change or go: their own metadata say which rows are theirs. */
export async function clearMetadata(trx: Trx, keys: readonly CommentKey[]): Promise<void> {
  await sql`delete from comment_metadata
    where (workspace_id, key, value, comment_id) in (${metadataOf(keys)})`.execute(trx);
}

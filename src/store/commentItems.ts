/** Comments with their analyses, read a few at a time: those of two hundred long comments are eighty megabytes of JSON. */
import { sql } from 'kysely';
import type { Analysis } from '../feedback/analysis.ts';
import type { CommentWithAnalysis } from '../feedback/read.ts';
import { breathe } from '../pace.ts';
import { type CommentRow, commentColumns, toComment } from './commentRows.ts';
import type { Db } from './database/schema.ts';
import { byteLength, jsonList } from './database/sql.ts';
import { withBody } from './rollups.ts';

/** A comment that is to be read, and the size of its analysis. */
export interface Listed {
  id: string;
  bytes: number | null;
}

/** For queries over `withBody`: what `readItems` wants to know beforehand. */
export const listedColumns = sql`c.id, ${byteLength(sql`b.body`)} as bytes`;

/** From here on no further comment is read together with those before it. */
const groupBytes = 1024 * 1024;

/** In the order of `listed`; what was deleted in the meantime is left out. */
export async function* readItems(
  reader: Db,
  workspaceId: string,
  listed: Listed[],
): AsyncGenerator<CommentWithAnalysis> {
  for (const ids of inGroups(listed)) {
    const { rows } = await sql<CommentRow & { body: string | null }>`
      select ${commentColumns}, b.body from comment c ${withBody}
      where c.workspace_id = ${workspaceId} and c.id in ${jsonList(ids)}`.execute(reader);
    const byId = new Map(rows.map((row) => [row.id, row]));
    for (const id of ids) {
      const row = byId.get(id);
      if (!row) continue;
      yield { comment: toComment(row), analysis: row.body === null ? null : (JSON.parse(row.body) as Analysis) };
      await breathe();
    }
  }
}

function inGroups(listed: Listed[]): string[][] {
  const groups: string[][] = [];
  let size = groupBytes;
  for (const { id, bytes } of listed) {
    if (size >= groupBytes) {
      groups.push([]);
      size = 0;
    }
    groups.at(-1)!.push(id);
    size += bytes ?? 0;
  }
  return groups;
}

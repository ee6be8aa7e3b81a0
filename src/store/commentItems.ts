/** Comments with their analyses, read a few at a time: those of two hundred long comments are eighty megabytes of JSON. */
import { sql } from 'kysely';
import type { Analysis } from '../feedback/analysis.ts';
import type { CommentWithAnalysis } from '../feedback/read.ts';
import { breathe, breatheBehind } from '../pace.ts';
import type { Slots } from '../slots.ts';
import { type CommentRow, commentColumns, toComment, toParsed } from './commentRows.ts';
import type { Db } from './database/schema.ts';
import { byteLength, jsonList } from './database/sql.ts';
import { type Active, activeDecisions, reviewed } from './decisions.ts';
import { type CommentKey, withBody } from './rollups.ts';

/** A comment that is to be read, and the size of its analysis. */
export interface Listed {
  id: string;
  bytes: number | null;
}

/** For queries over `withBody`: what `readItems` wants to know beforehand. */
export const listedColumns = sql`c.id, ${byteLength(sql`b.body`)} as bytes`;

/** From here on no further comment is read together with those before it. */
const groupBytes = 1024 * 1024;
/** Of a stream: reading a group is one piece of work. */
const streamedBytes = 128 * 1024;

/**
 * In the order of `listed`; what was deleted in the meantime is left out. `blind`: as the machine has it, without what
 * people decided. `turn`: waited for before comments are read, and the sign of a stream, which goes on in between.
 */
export async function* readItems(
  reader: Db,
  workspaceId: string,
  listed: Listed[],
  { blind = false, turn }: { blind?: boolean; turn?: Slots } = {},
): AsyncGenerator<CommentWithAnalysis> {
  const pause = turn ? breatheBehind : breathe;
  for (const ids of inGroups(listed, turn ? streamedBytes : groupBytes)) {
    const read = sql<ReadRow>`select ${commentColumns}, b.body, a.decided from comment c ${withBody}
      where c.workspace_id = ${workspaceId} and c.id in ${jsonList(ids)}`;
    const { rows } = await (turn ? turn(() => read.execute(reader)) : read.execute(reader));
    const byId = new Map(rows.map((row) => [row.id, row]));
    const keys = rows.filter(({ decided }) => decided === 1 && !blind).map(({ id }): CommentKey => [workspaceId, id]);
    const decisions = await activeDecisions(reader, keys, (id) => toParsed(byId.get(id)!));
    for (const id of ids) {
      const row = byId.get(id);
      if (!row) continue;
      yield toItem(row, decisions.get(id));
      await pause();
    }
  }
}

type ReadRow = CommentRow & { body: string | null; decided: number | null };

function toItem(row: ReadRow, active: Active | undefined): CommentWithAnalysis {
  const comment = toComment(row);
  if (row.body === null) return { comment, analysis: null, review: null };
  const machine = JSON.parse(row.body) as Analysis;
  return active ? { comment, ...reviewed(machine, active) } : { comment, analysis: machine, review: null };
}

function inGroups(listed: Listed[], most: number): string[][] {
  const groups: string[][] = [];
  let size = most;
  for (const { id, bytes } of listed) {
    if (size >= most) {
      groups.push([]);
      size = 0;
    }
    groups.at(-1)!.push(id);
    size += bytes ?? 0;
  }
  return groups;
}

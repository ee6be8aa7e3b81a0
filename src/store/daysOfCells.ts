/**
 * Days on which there are comments of a filter, from the roll-ups. A list by channel or source reads these alone: one that is
 * rare or empty would be looked for among all comments of the workspace.
 */
import { sql } from 'kysely';
import type { CommentFilter } from '../feedback/filter.ts';
import { iso } from './clock.ts';
import { asksCellsOnly, cellConditions } from './counts.ts';
import type { Position } from './cursors.ts';
import type { Db } from './database/schema.ts';
import type { Condition } from './filters.ts';

export interface Days {
  /** Over `comment c`. */
  within: Condition;
  /** Where earlier days begin; null when there are none. */
  next: Position | null;
}

const dayMs = 86_400_000;
/** As many stretches of time are read with one statement. */
const mostDays = 50;

/** True where the days are worth asking for. */
export function asksRareCells(filter: CommentFilter): boolean {
  return (filter.channel !== undefined || filter.source !== undefined) && asksCellsOnly(filter);
}

/** The latest days that have `wanted` comments after the position, or up to fifty of them; null where there are none. */
export async function daysOfCells(
  reader: Db,
  workspaceId: string,
  filter: CommentFilter,
  { after, wanted }: { after: Position | null; wanted: number },
): Promise<Days | null> {
  const upTo = after === null ? null : (after[0] as string).slice(0, 10);
  const { rows } = await sql<{ day: string; comments: number }>`
    select day, sum(comments) as comments from rollup
    where workspace_id = ${workspaceId} and leaf = '' and ${cellConditions(filter)}
      ${upTo === null ? sql`` : sql`and day <= ${upTo}`}
    group by day order by day desc limit ${mostDays}`.execute(reader);
  if (rows.length === 0) return null;
  let taken = 0;
  for (let found = 0; taken < rows.length && found < wanted; taken++)
    // Of the day of the position nobody knows how many are left.
    if (rows[taken]!.day !== upTo) found += rows[taken]!.comments;
  const days = rows.slice(0, taken).map(({ day }) => day);
  const within = sql.join(
    stretches(days).map(([from, to]) => between(from, to)),
    sql` or `,
  );
  const more = taken < rows.length || rows.length === mostDays;
  return { within: sql`(${within})`, next: more ? [startOf(days.at(-1)!), ''] : null };
}

const startOf = (day: string): string => iso(Date.parse(day));

const between = (from: string, to: string) =>
  sql`(c.occurred_at >= ${startOf(from)} and c.occurred_at < ${iso(Date.parse(to) + dayMs)})`;

/** Days that follow each other are one stretch. `days` descend. */
function stretches(days: readonly string[]): [from: string, to: string][] {
  const all: [string, string][] = [];
  for (const day of days) {
    const last = all.at(-1);
    if (last && Date.parse(last[0]) - Date.parse(day) === dayMs) last[0] = day;
    else all.push([day, day]);
  }
  return all;
}

/** Ratings counted by the database: what comes back has one row a group, scale and rating, however many comments there are. */
import { type RawBuilder, sql } from 'kysely';
import { AppError } from '../../errors.ts';
import type { CommentFilter } from '../../feedback/filter.ts';
import type { Scope } from '../../feedback/read.ts';
import type { RatingCount } from '../../feedback/statistics/counts.ts';
import type { GroupKey } from '../../feedback/statistics/groups.ts';
import { asksCellsOnly, inCells } from '../counts.ts';
import type { Db } from '../database/schema.ts';
import { mapEntries, mapValue } from '../database/sql.ts';
import { conditionsOf, type SearchTerms } from '../filters.ts';
import { periodOf } from '../periods.ts';
import { withAnalysis } from '../rollups.ts';

/** Rows that are held at most. */
const mostRows = 50_000;

interface Row {
  k0?: string;
  k1?: string;
  k2?: string;
  scale_min: number;
  scale_max: number;
  rating: number;
  n: number;
}

export async function countRatings(
  reader: Db,
  searchTerms: SearchTerms,
  scope: Scope,
  filter: CommentFilter,
  keys: readonly GroupKey[],
): Promise<RatingCount[]> {
  const query = isNarrow(filter, keys)
    ? fromIndex(scope, filter, keys)
    : fromRows(await conditionsOf(scope.workspaceId, filter, searchTerms, 'all'), keys);
  const { rows } = await sql<Row>`${query} limit ${mostRows + 1}`.execute(reader);
  if (rows.length > mostRows) {
    throw new AppError('out_of_range', 'There are too many groups: choose fewer comments, or another dimension.', {
      reason: 'too_many_groups',
    });
  }
  const counts = rows.map(({ k0, k1, k2, scale_min: min, scale_max: max, rating, n }) => {
    const given = [k0, k1, k2].slice(0, keys.length) as string[];
    const named = given.map((key, i) => (keys[i] === 'week' ? periodOf(key, 'week') : key));
    return { keys: named, scale: { min, max }, rating, n };
  });
  return keys.includes('week') ? merged(counts) : counts;
}

/** Days of one week become one. */
function merged(counts: RatingCount[]): RatingCount[] {
  const found = new Map<string, RatingCount>();
  for (const count of counts) {
    const key = JSON.stringify([count.keys, count.scale.min, count.scale.max, count.rating]);
    const same = found.get(key);
    if (same) same.n += count.n;
    else found.set(key, count);
  }
  return [...found.values()];
}

const inIndex: readonly GroupKey[] = ['channel', 'day', 'week', 'month'];

/** What the index of ratings answers by itself. */
function isNarrow(filter: CommentFilter, keys: readonly GroupKey[]): boolean {
  return asksCellsOnly(filter) && filter.source === undefined && keys.every((key) => inIndex.includes(key));
}

const indexed = sql.raw('comment as c');

function fromIndex({ workspaceId }: Scope, filter: CommentFilter, keys: readonly GroupKey[]): RawBuilder<unknown> {
  return sql`select ${columnsOf(keys)} from ${indexed}
    where c.workspace_id = ${workspaceId} and c.rating is not null and ${inCells(filter)}
      and c.id not in (select a.comment_id from analysis a where a.workspace_id = ${workspaceId} and a.rating_valid = 0)
    group by ${groupsOf(keys)}`;
}

function fromRows(where: RawBuilder<unknown>, keys: readonly GroupKey[]): RawBuilder<unknown> {
  const joins = [
    ...(keys.includes('dimension') ? [sql`cross join ${mapEntries(sql.ref('c.ratings'))}`] : []),
    ...(keys.includes('label') ? [withLeaves] : []),
  ];
  const rated = keys.includes('dimension')
    ? sql`c.ratings is not null`
    : sql`c.rating is not null and coalesce(a.rating_valid, 1) = 1`;
  return sql`select ${columnsOf(keys)} from comment c ${withAnalysis} ${sql.join(joins, sql` `)}
    where ${where} and ${rated} ${keys.includes('label') ? sql`and ${ofLeaves}` : sql``} group by ${groupsOf(keys)}`;
}

function columnsOf(keys: readonly GroupKey[]): RawBuilder<unknown> {
  const rating = keys.includes('dimension') ? sql`entry.value` : sql`c.rating`;
  const names = keys.map((key, i) => sql`${columnOf(key)} as ${sql.id(`k${i}`)}`);
  return sql.join([...names, sql`c.scale_min, c.scale_max, ${rating} as rating, count(*) as n`]);
}

function groupsOf(keys: readonly GroupKey[]): RawBuilder<unknown> {
  return sql.raw(Array.from({ length: keys.length + 3 }, (_, i) => i + 1).join(', '));
}

/**
 * Each leaf of a comment once, as `l.code`; `ofLeaves` goes into the conditions. Comments come first: the other way round each
 * leaf would read the comments of all. The ids are put together with nothing, so that no index is walked by them.
 */
export const withLeaves = sql`cross join issue l`;
export const ofLeaves = sql`l.workspace_id = c.workspace_id and l.comment_id = c.id and l.withdrawn = 0
  and not exists (select 1 from issue d where d.workspace_id = l.workspace_id and d.comment_id = l.comment_id
    and d.code = l.code and d.withdrawn = 0 and d.id || '' < l.id || '')`;

const columns = {
  channel: sql`coalesce(c.channel, '')`,
  source: sql`c.source`,
  language: sql`coalesce(a.language, c.state)`,
  day: sql`c.day`,
  week: sql`c.day`,
  month: sql`substr(c.day, 1, 7) || '-01'`,
  label: sql`l.code`,
  dimension: sql`entry.key`,
};

export function columnOf(key: GroupKey): RawBuilder<unknown> {
  if (key in columns) return columns[key as keyof typeof columns];
  return sql`coalesce(${mapValue(sql.ref('c.metadata'), key.slice('metadata.'.length))}, '')`;
}

import { type RawBuilder, sql } from 'kysely';
import type { CoverageDimension, CoverageRow } from '../feedback/coverage.ts';
import type { CommentFilter } from '../feedback/filter.ts';
import type { Scope } from '../feedback/read.ts';
import { wilson } from '../text/maths/wilson.ts';
import { canUseRollups, inCells } from './counts.ts';
import type { Db } from './database/schema.ts';
import { jsonList } from './database/sql.ts';
import { conditionsOf, type SearchTerms } from './filters.ts';
import { periodOf } from './periods.ts';
import { withAnalysis } from './rollups.ts';

/** How much of a day tells its period apart: weeks are put together afterwards. */
const dayUnits = { channel: 0, day: 10, week: 10, month: 7, channel_month: 7 } satisfies Record<
  CoverageDimension,
  number
>;

interface Row {
  channel: string;
  day: string;
  comments: number;
  covered: number;
}

/** How many of the analysed comments at least one leaf covers, by channel and period; keys ascending. */
export async function coverage(
  reader: Db,
  searchTerms: SearchTerms,
  scope: Scope,
  filter: CommentFilter,
  by: CoverageDimension,
): Promise<CoverageRow[]> {
  const channel = by.startsWith('channel');
  const query = canUseRollups(filter, 'day')
    ? fromRollups(scope, filter, by, channel)
    : fromRows(await conditionsOf(scope.workspaceId, filter, searchTerms, 'all'), by, channel);
  const { rows } = await sql<Row>`${query}`.execute(reader);
  const groups = new Map<string, Row>();
  for (const row of rows) {
    const period = by === 'channel' ? '' : by === 'week' ? periodOf(row.day, 'week') : row.day.padEnd(10, '-01');
    const group = groups.get(JSON.stringify([row.channel, period])) ?? { ...row, day: period, comments: 0, covered: 0 };
    group.comments += row.comments;
    group.covered += row.covered;
    groups.set(JSON.stringify([row.channel, period]), group);
  }
  const order = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);
  return [...groups.values()]
    .sort((a, b) => order(a.channel, b.channel) || order(a.day, b.day))
    .map((row) => ({
      ...(channel && { channel: row.channel }),
      ...(row.day !== '' && { period: row.day }),
      covered: wilson(row.covered, row.comments),
    }));
}

function keys(by: CoverageDimension, channel: boolean, ofChannel: RawBuilder<unknown>, ofDay: RawBuilder<unknown>) {
  return sql`${channel ? ofChannel : sql`''`} as channel, substr(${ofDay}, 1, ${sql.lit(dayUnits[by])}) as day`;
}

function fromRollups({ workspaceId }: Scope, filter: CommentFilter, by: CoverageDimension, channel: boolean) {
  return sql`select ${keys(by, channel, sql`channel`, sql`day`)}, sum(comments) as comments, sum(covered) as covered
    from rollup where workspace_id = ${workspaceId} and leaf = '' and label not in ('pending', 'failed')
      and ${inCells(filter)} ${filter.sentiment ? sql`and label in ${jsonList(filter.sentiment)}` : sql``}
    group by 1, 2`;
}

function fromRows(where: RawBuilder<unknown>, by: CoverageDimension, channel: boolean) {
  return sql`select ${keys(by, channel, sql`coalesce(c.channel, '')`, sql`c.day`)}, count(*) as comments,
      sum(case when a.issue_count > 0 then 1 else 0 end) as covered
    from comment c ${withAnalysis} where ${where} and a.comment_id is not null group by 1, 2`;
}

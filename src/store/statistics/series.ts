import { type RawBuilder, sql } from 'kysely';
import { AppError } from '../../errors.ts';
import type { CommentFilter } from '../../feedback/filter.ts';
import type { Scope } from '../../feedback/read.ts';
import type { SeriesCount } from '../../feedback/statistics/facts.ts';
import type { GroupKey } from '../../feedback/statistics/groups.ts';
import { millionths } from '../commentRows.ts';
import { asksCellsOnly, inCells } from '../counts.ts';
import type { Db } from '../database/schema.ts';
import { packedRows } from '../database/sql.ts';
import { conditionsOf, type SearchTerms } from '../filters.ts';
import { withAnalysis } from '../rollups.ts';
import { columnOf, ofLeaves, withLeaves } from './ratings.ts';

const mostRows = 100_000;

/** Valid ratings by day and group: their number, and the sum of their positions 0..1. Throws `out_of_range` beyond what is held. */
export async function ratingSeries(
  reader: Db,
  searchTerms: SearchTerms,
  scope: Scope,
  filter: CommentFilter,
  by: GroupKey | null,
): Promise<SeriesCount[]> {
  const rolled = by === null || by === 'channel' || by === 'label';
  const query =
    rolled && asksCellsOnly(filter)
      ? fromRollups(scope, filter, by)
      : fromRows(await conditionsOf(scope.workspaceId, filter, searchTerms, 'all'), by);
  const packed = packedRows(['key', 'day', 'n', 'total'], sql`${query} limit ${mostRows + 1}`);
  const { rows } = await packed.execute(reader);
  const found = JSON.parse(rows[0]!.packed) as [string, string, number, number][];
  if (found.length > mostRows)
    throw new AppError(
      'out_of_range',
      'There are too many days and groups: choose a shorter period, or fewer comments.',
      { reason: 'too_many_groups' },
    );
  return found.map(([key, day, n, total]) => ({ key, day, n, positions: total / millionths }));
}

function fromRollups({ workspaceId }: Scope, filter: CommentFilter, by: GroupKey | null): RawBuilder<unknown> {
  const key = by === 'label' ? sql`leaf` : by === 'channel' ? sql`channel` : sql`''`;
  return sql`select ${key} as key, day, sum(rated) as n, sum(position_sum) as total from rollup
    where workspace_id = ${workspaceId} and ${by === 'label' ? sql`leaf <> ''` : sql`leaf = ''`}
      and ${inCells(filter)} group by 1, 2 having sum(rated) > 0`;
}

function fromRows(where: RawBuilder<unknown>, by: GroupKey | null): RawBuilder<unknown> {
  return sql`select ${by === null ? sql`''` : columnOf(by)} as key, c.day, count(*) as n, sum(c.position) as total
    from comment c ${withAnalysis} ${by === 'label' ? withLeaves : sql``}
    where ${where} and c.rating is not null and coalesce(a.rating_valid, 1) = 1
      ${by === 'label' ? sql`and ${ofLeaves}` : sql``} group by 1, 2`;
}

/** Comments by leaf and a dimension, from the roll-ups where the filter allows it, else from the rows. */
import { type RawBuilder, sql } from 'kysely';
import { AppError } from '../../errors.ts';
import type { CommentFilter } from '../../feedback/filter.ts';
import type { Scope } from '../../feedback/read.ts';
import type { LeafCount } from '../../feedback/statistics/facts.ts';
import type { GroupKey } from '../../feedback/statistics/groups.ts';
import { millionths } from '../commentRows.ts';
import { asksCellsOnly, inCells } from '../counts.ts';
import type { Db } from '../database/schema.ts';
import { packedRows } from '../database/sql.ts';
import { type Condition, conditionsOf, type SearchTerms } from '../filters.ts';
import { periodOf } from '../periods.ts';
import { labelOfComment, labelOfLeaf, withAnalysis } from '../rollups.ts';
import { columnOf } from './ratings.ts';

const mostRows = 100_000;

/** `leaf: false`: whole comments, under the code ''. */
export async function countLeaves(
  reader: Db,
  searchTerms: SearchTerms,
  scope: Scope,
  filter: CommentFilter,
  { by, leaf }: { by: GroupKey | null; leaf: boolean },
): Promise<LeafCount[]> {
  const query =
    inRollups(by) && asksCellsOnly(filter)
      ? fromRollups(scope, filter, by, leaf)
      : fromRows(await conditionsOf(scope.workspaceId, filter, searchTerms, 'all'), by, leaf);
  const columns = ['code', 'key', 'comments', 'negative', 'positive', 'rated', 'ten'];
  const { rows } = await packedRows(columns, sql`${query} limit ${mostRows + 1}`).execute(reader);
  const counts = (JSON.parse(rows[0]!.packed) as [string, string, ...number[]][]).map(toCount);
  if (counts.length > mostRows)
    throw new AppError('out_of_range', 'There are too many groups: choose fewer comments, or another dimension.', {
      reason: 'too_many_groups',
    });
  return by === 'week' ? byWeek(counts) : counts;
}

function toCount([code, key, comments, negative, positive, rated, ten]: [string, string, ...number[]]): LeafCount {
  return {
    code,
    key,
    comments: comments!,
    negative: negative!,
    positive: positive!,
    rated: rated!,
    tenPoints: ten! / millionths,
  };
}

function byWeek(counts: LeafCount[]): LeafCount[] {
  const weeks = new Map<string, LeafCount>();
  for (const count of counts) {
    const week = periodOf(count.key, 'week');
    const id = `${week} ${count.code}`;
    const found = weeks.get(id);
    if (!found) weeks.set(id, { ...count, key: week });
    else
      for (const name of ['comments', 'negative', 'positive', 'rated', 'tenPoints'] as const)
        found[name] += count[name];
  }
  return [...weeks.values()];
}

const rollupColumns: Partial<Record<GroupKey, RawBuilder<unknown>>> = {
  channel: sql`channel`,
  day: sql`day`,
  week: sql`day`,
  month: sql`substr(day, 1, 7) || '-01'`,
};

function inRollups(by: GroupKey | null): boolean {
  return by === null || rollupColumns[by] !== undefined;
}

const sentimentSums = (label: RawBuilder<unknown>, n: RawBuilder<unknown>) => sql`
  sum(case when ${label} in ('negative', 'very_negative') then ${n} else 0 end) as negative,
  sum(case when ${label} in ('positive', 'very_positive') then ${n} else 0 end) as positive`;

function fromRollups({ workspaceId }: Scope, filter: CommentFilter, by: GroupKey | null, leaf: boolean) {
  return sql`select leaf as code, ${by === null ? sql`''` : rollupColumns[by]!} as key, sum(comments) as comments,
      ${sentimentSums(sql`label`, sql`comments`)}, sum(rated) as rated, sum(ten_point_sum) as ten
    from rollup where workspace_id = ${workspaceId} and ${leaf ? sql`leaf <> ''` : sql`leaf = ''`}
      and label not in ('pending', 'failed') and ${inCells(filter)}
    group by 1, 2`;
}

const valid = sql`coalesce(a.rating_valid, 1) = 1`;

function fromRows(where: Condition, by: GroupKey | null, leaf: boolean) {
  const key = by === null ? sql`''` : columnOf(by);
  const label = leaf ? sql`l.label` : labelOfComment;
  const sums = sql`count(*) as comments, ${sentimentSums(label, sql`1`)},
    count(case when ${valid} then c.rating end) as rated,
    sum(case when ${valid} then coalesce(c.ten_point, 0) else 0 end) as ten`;
  if (!leaf)
    return sql`select '' as code, ${key} as key, ${sums} from comment c ${withAnalysis}
      where ${where} and a.comment_id is not null group by 1, 2`;
  return sql`select l.code as code, ${key} as key, ${sums}
    from (select i.workspace_id, i.comment_id, i.code, ${labelOfLeaf} as label
        from comment c ${withAnalysis} cross join issue i
        where ${where} and i.workspace_id = c.workspace_id and i.comment_id = c.id and i.withdrawn = 0
        group by i.workspace_id, i.comment_id, i.code) as l
      cross join comment c ${withAnalysis}
    where c.workspace_id = l.workspace_id and c.id = l.comment_id group by 1, 2`;
}

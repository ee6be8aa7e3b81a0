/** Counts of comments by key and sentiment label, from the roll-ups where the filter allows it, else from the rows. */
import { type RawBuilder, sql } from 'kysely';
import type { CommentFilter } from '../feedback/filter.ts';
import type { BreakdownDimension, Scope } from '../feedback/read.ts';
import type { Db } from './database/schema.ts';
import { jsonList } from './database/sql.ts';
import { type Condition, conditionsOf, endOf, type SearchTerms, startOf } from './filters.ts';
import { labelOfComment, labelOfLeaf, measures, withAnalysis } from './rollups.ts';

export interface Counts {
  comments: number;
  /** Of the sentiment scores, in millionths; so are the other sums. */
  score_sum: number;
  rated: number;
  position_sum: number;
  ten_point_sum: number;
  csat: number;
  nps_rated: number;
  promoters: number;
  detractors: number;
  covered: number;
}

const zero: Counts = {
  comments: 0,
  score_sum: 0,
  rated: 0,
  position_sum: 0,
  ten_point_sum: 0,
  csat: 0,
  nps_rated: 0,
  promoters: 0,
  detractors: 0,
  covered: 0,
};
const names = Object.keys(zero) as (keyof Counts)[];

export function sumCounts(rows: readonly Counts[]): Counts {
  const sum = { ...zero };
  for (const row of rows) for (const name of names) sum[name] += row[name];
  return sum;
}

export type CountKey = BreakdownDimension | 'day' | 'none';

export async function countsOf(
  reader: Db,
  scope: Scope,
  filter: CommentFilter,
  by: CountKey,
  searchTerms: SearchTerms,
): Promise<(Counts & { key: string; label: string })[]> {
  const query = canUseRollups(filter, by)
    ? fromRollups(scope, filter, by)
    : fromRows(await conditionsOf(scope.workspaceId, filter, searchTerms, 'all'), by);
  const { rows } = await sql<Counts & { key: string; label: string }>`${query}`.execute(reader);
  return rows;
}

const rollupKeys: Partial<Record<CountKey, string>> = {
  none: `''`,
  day: 'day',
  channel: 'channel',
  source: 'source',
  sentiment: 'label',
  label: 'leaf',
};

/** The roll-ups know cells, leaves and sentiment; on leaves, the sentiment is that of the leaf. */
export function canUseRollups({ sentiment, ...filter }: CommentFilter, by: CountKey): boolean {
  return rollupKeys[by] !== undefined && (sentiment === undefined || by !== 'label') && asksCellsOnly(filter);
}

/** True when the filter asks for nothing but whole cells: days, channels and sources. */
export function asksCellsOnly(filter: CommentFilter): boolean {
  const { channel: _, source: __, quality = 'with', from = '', to = '', ...others } = filter;
  const wholeDays = [from, to].every((day) => day === '' || /^\d{4}-\d{2}-\d{2}$/.test(day));
  return wholeDays && quality === 'with' && Object.keys(others).length === 0;
}

/**
 * The part of a filter that rows with a cell of their own can answer; `source` is their column of that name. The day is
 * always named: without it the planner does not see that the index which begins with it is the one to use.
 */
export function inCells(filter: CommentFilter, source = 'source'): Condition {
  return sql`(day >= '' and ${cellConditions(filter, source)})`;
}

/** The same of rows that are read anyway. */
export function cellConditions(filter: CommentFilter, source = 'source'): Condition {
  const all = [
    ...(filter.channel ? [oneOf('channel', filter.channel)] : []),
    ...(filter.source ? [oneOf(source, filter.source)] : []),
    ...(filter.from === undefined ? [] : [sql`day >= ${startOf(filter.from).slice(0, 10)}`]),
    ...(filter.to === undefined ? [] : [sql`day < ${endOf(filter.to).slice(0, 10)}`]),
  ];
  return all.length === 0 ? sql`1 = 1` : sql`${sql.join(all, sql` and `)}`;
}

/** A single value is compared, a list is looked up: over a million rows it tells. */
function oneOf(column: string, values: readonly string[]): RawBuilder<unknown> {
  return values.length === 1 ? sql`${sql.ref(column)} = ${values[0]}` : sql`${sql.ref(column)} in ${jsonList(values)}`;
}

function fromRollups({ workspaceId }: Scope, filter: CommentFilter, by: CountKey): RawBuilder<unknown> {
  const conditions = [
    sql`workspace_id = ${workspaceId}`,
    by === 'label' ? sql`leaf <> ''` : sql`leaf = ''`,
    inCells(filter),
    ...(filter.sentiment ? [sql`label in ${jsonList(filter.sentiment)}`] : []),
  ];
  const sums = sql.join(names.map((name) => sql`sum(${sql.ref(name)}) as ${sql.ref(name)}`));
  const rows = sql`select ${sql.raw(rollupKeys[by]!)} as key, label, ${sums} from rollup
    where ${sql.join(conditions, sql` and `)} group by ${by === 'none' ? sql`label` : sql`1, label`}`;
  if (by !== 'label') return rows;
  // Rows are many, leaves are few: which one is in force is looked up once for each.
  return sql`select ${leafInForce(sql`${workspaceId}`, sql`r.key`)} as key, label, ${sums}
    from (${rows}) as r group by 1, label`;
}

/** The leaf that a code stands for now: its heir, where it was merged into another. */
function leafInForce(workspaceId: RawBuilder<unknown>, code: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`coalesce((select p.leaf from leaf_place p where p.workspace_id = ${workspaceId} and p.code = ${code}), ${code})`;
}

const rowKeys: Record<Exclude<CountKey, 'label'>, RawBuilder<unknown>> = {
  none: sql`''`,
  day: sql`c.day`,
  channel: sql`coalesce(c.channel, '')`,
  source: sql`c.source`,
  language: sql`coalesce(a.language, c.state)`,
  sentiment: labelOfComment,
  kind: sql`coalesce(a.kind, c.state)`,
  escalation: sql`coalesce(a.escalation, c.state)`,
  conflict: sql`case when a.comment_id is null then c.state when a.conflict_flagged = 0 then 'none'
    else coalesce(a.conflict_type, 'none') end`,
};

function fromRows(where: Condition, by: CountKey): RawBuilder<unknown> {
  if (by === 'label') return leavesFromRows(where);
  const key = rowKeys[by];
  return sql`select ${key} as key, ${labelOfComment} as label, ${measures}
    from comment c ${withAnalysis} where ${where} group by 1, 2`;
}

function leavesFromRows(where: Condition): RawBuilder<unknown> {
  return sql`select l.code as key, l.label, ${measures}
    from (select i.workspace_id, i.comment_id, ${leafInForce(sql`i.workspace_id`, sql`i.code`)} as code,
        ${labelOfLeaf} as label
        from comment c ${withAnalysis} join issue i
          on i.workspace_id = c.workspace_id and i.comment_id = c.id and i.withdrawn = 0
        where ${where} group by 1, 2, 3) as l
      join comment c on c.workspace_id = l.workspace_id and c.id = l.comment_id ${withAnalysis}
    group by 1, 2`;
}

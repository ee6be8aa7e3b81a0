/**
 * Counts per workspace × day × channel × source × leaf × sentiment label, so that a dashboard never counts comments one by one.
 * Law: the roll-up equals a recount of the rows. Every change of comments subtracts what they contributed, changes
 * them, and adds what they contribute then, all in one transaction.
 */
import { type RawBuilder, sql } from 'kysely';
import type { Trx } from './database/schema.ts';
import { jsonRows } from './database/sql.ts';

/** [workspace, comment] */
export type CommentKey = readonly [string, string];

/** A rating that a reviewer found not to say what the customer thinks counts nowhere. */
const valid = sql`coalesce(a.rating_valid, 1) = 1`;
const ofRating = (column: string) => sql`sum(case when ${valid} then coalesce(${sql.ref(column)}, 0) else 0 end)`;

/** What a set of comments adds up to, over `comment c left join analysis a`. Sums are whole millionths. */
export const measures = sql`count(*) as comments, sum(coalesce(a.score, 0)) as score_sum,
  count(case when ${valid} then c.rating end) as rated, ${ofRating('c.position')} as position_sum,
  ${ofRating('c.ten_point')} as ten_point_sum, ${ofRating('c.csat')} as csat,
  count(case when ${valid} then c.nps end) as nps_rated,
  sum(case when c.nps = 1 and ${valid} then 1 else 0 end) as promoters,
  sum(case when c.nps = -1 and ${valid} then 1 else 0 end) as detractors,
  sum(case when a.issue_count > 0 then 1 else 0 end) as covered`;

/** Its sentiment, or `pending` or `failed` while there is none. */
export const labelOfComment = sql`coalesce(a.label, c.state)`;

/** Several issues of one comment under one leaf count once: mixed when they disagree, else the strongest. */
export const labelOfLeaf = sql`case
  when count(*) > count(i.label_rank) or (min(i.label_rank) < 0 and max(i.label_rank) > 0) then 'mixed'
  when max(i.label_rank) = 2 then 'very_positive' when max(i.label_rank) = 1 then 'positive'
  when min(i.label_rank) = -2 then 'very_negative' when min(i.label_rank) = -1 then 'negative'
  else 'neutral' end`;

export const withAnalysis = sql`left join analysis a on a.workspace_id = c.workspace_id and a.comment_id = c.id`;

/** Adds the analysis as it is answered, `b.body`. */
export const withBody = sql`${withAnalysis}
  left join analysis_body b on b.workspace_id = c.workspace_id and b.comment_id = c.id`;

const columns = [
  'comments',
  'score_sum',
  'rated',
  'position_sum',
  'ten_point_sum',
  'csat',
  'nps_rated',
  'promoters',
  'detractors',
  'covered',
];

export async function subtractFromRollups(trx: Trx, keys: readonly CommentKey[]): Promise<void> {
  if (keys.length > 0) await contribute(trx, keys, -1);
}

export async function addToRollups(trx: Trx, keys: readonly CommentKey[]): Promise<void> {
  if (keys.length > 0) await contribute(trx, keys, 1);
  await sql`delete from rollup where comments = 0`.execute(trx);
}

async function contribute(trx: Trx, keys: readonly CommentKey[], sign: 1 | -1): Promise<void> {
  const signed = sql.join(columns.map((name) => sql`${sql.lit(sign)} * ${sql.ref(name)}`));
  const sums = sql.join(
    columns.map((name) => sql`${sql.ref(name)} = rollup.${sql.ref(name)} + excluded.${sql.ref(name)}`),
  );
  await sql`insert into rollup (workspace_id, day, channel, source, leaf, label, ${sql.join(columns.map((name) => sql.ref(name)))})
    select workspace_id, day, channel, source, leaf, label, ${signed}
    from (${wholes(keys)} union all ${leaves(keys)}) as counted where true
    on conflict (workspace_id, leaf, day, channel, source, label) do update set ${sums}`.execute(trx);
}

function wholes(keys: readonly CommentKey[]): RawBuilder<unknown> {
  return sql`select c.workspace_id, c.day, coalesce(c.channel, '') as channel, c.source, '' as leaf,
      ${labelOfComment} as label, ${measures}
    from ${jsonRows(['workspace_id', 'id'], keys)} as r cross join comment c ${withAnalysis}
    where c.workspace_id = r.workspace_id and c.id = r.id
    group by c.workspace_id, c.day, coalesce(c.channel, ''), c.source, ${labelOfComment}`;
}

function leaves(keys: readonly CommentKey[]): RawBuilder<unknown> {
  return sql`select c.workspace_id, c.day, coalesce(c.channel, '') as channel, c.source, l.code as leaf, l.label, ${measures}
    from (select i.workspace_id, i.comment_id, i.code, ${labelOfLeaf} as label
        from ${jsonRows(['workspace_id', 'id'], keys)} as r cross join issue i
        where i.workspace_id = r.workspace_id and i.comment_id = r.id and i.withdrawn = 0
        group by i.workspace_id, i.comment_id, i.code) as l
      cross join comment c ${withAnalysis}
    where c.workspace_id = l.workspace_id and c.id = l.comment_id
    group by c.workspace_id, c.day, coalesce(c.channel, ''), c.source, l.code, l.label`;
}

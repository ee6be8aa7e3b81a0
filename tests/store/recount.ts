import type { TestDatabase } from '../rig/postgres.ts';

const measures = `count(*)::int as comments, sum(coalesce(a.score, 0))::int as score_sum,
  (count(c.rating) filter (where a.rating_valid is distinct from 0))::int as rated,
  coalesce(sum(c.position) filter (where a.rating_valid is distinct from 0), 0)::int as position_sum,
  coalesce(sum(c.csat) filter (where a.rating_valid is distinct from 0), 0)::int as csat,
  (count(*) filter (where a.issue_count > 0))::int as covered`;
const leaf = `case when min(label_rank) < 0 and max(label_rank) > 0 then 'mixed'
  when max(label_rank) > 0 then 'positive' when min(label_rank) < 0 then 'negative' else 'neutral' end`;

/** The roll-ups of a workspace as they are kept, and recounted from the rows by a statement apart from the store's own. */
export async function recountOnPostgres(database: TestDatabase, id: string) {
  return {
    kept: await database.query(
      `select day, channel, source, leaf, label, comments::int, score_sum::int, rated::int, position_sum::int,
            csat::int, covered::int
          from rollup where workspace_id = $1 order by day, channel, source, leaf, label`,
      [id],
    ),
    recounted: await database.query(
      `select * from (
          select c.day, coalesce(c.channel, '') as channel, c.source, '' as leaf, coalesce(a.label, c.state) as label, ${measures}
          from comment c left join analysis a on a.comment_id = c.id where c.workspace_id = $1 group by 1, 2, 3, 4, 5
          union all
          select c.day, coalesce(c.channel, ''), c.source, l.code, l.label, ${measures}
          from (select comment_id, code, ${leaf} as label from issue
            where workspace_id = $1 and withdrawn = 0 group by 1, 2) l
          join comment c on c.id = l.comment_id left join analysis a on a.comment_id = c.id group by 1, 2, 3, 4, 5) r
          order by day, channel, source, leaf, label`,
      [id],
    ),
  };
}

import { type QueryExecutorProvider, sql } from 'kysely';
import { clustered } from '../database/sql.ts';

/**
 * A cell is a day, a channel and a source. Roll-ups know the source too; keywords and issues know the cell of their comment,
 * so that what filters by cells ask for is read from one index. `issue.source` was taken: there it is `comment_source`.
 */
export async function up(db: QueryExecutorProvider): Promise<void> {
  for (const statement of [...cellsOfIssues, ...cellsOfKeywords, ...sourceOfRollups, ...indexes])
    await statement.execute(db);
}

const unfinished = sql`needs_action = 1 and state not in ('resolved', 'verified')`;

const cellsOfIssues = [
  sql`alter table issue add column comment_source text not null default ''`,
  sql`update issue set comment_source = c.source from comment c
    where c.workspace_id = issue.workspace_id and c.id = issue.comment_id`,
  sql`drop index issue_unfinished`,
  sql`create index issue_unfinished on issue (workspace_id, day, channel, comment_source, due_at, waiting_since)
    where ${unfinished}`,
];

const cellsOfKeywords = [
  ...['day', 'channel', 'source'].map(
    (name) => sql`alter table keyword add column ${sql.ref(name)} text not null default ''`,
  ),
  sql`update keyword set day = c.day, channel = coalesce(c.channel, ''), source = c.source from comment c
    where c.workspace_id = keyword.workspace_id and c.id = keyword.comment_id`,
  sql`create index keyword_term on keyword (workspace_id, term, day, channel, source, weight, polarity)`,
];

const valid = sql`coalesce(a.rating_valid, 1) = 1`;
const measures = sql`count(*), sum(coalesce(a.score, 0)), count(case when ${valid} then c.rating end),
  sum(case when ${valid} then coalesce(c.position, 0) else 0 end),
  sum(case when ${valid} then coalesce(c.ten_point, 0) else 0 end),
  sum(case when ${valid} then coalesce(c.csat, 0) else 0 end), count(case when ${valid} then c.nps end),
  sum(case when c.nps = 1 and ${valid} then 1 else 0 end), sum(case when c.nps = -1 and ${valid} then 1 else 0 end),
  sum(case when a.issue_count > 0 then 1 else 0 end)`;
const columns = sql`workspace_id, day, channel, source, leaf, label, comments, score_sum, rated, position_sum,
  ten_point_sum, csat, nps_rated, promoters, detractors, covered`;
const withAnalysis = sql`left join analysis a on a.workspace_id = c.workspace_id and a.comment_id = c.id`;

const sourceOfRollups = [
  sql`drop table rollup`,
  sql`create table rollup (
    workspace_id text not null, day text not null, channel text not null, source text not null, leaf text not null,
    label text not null, comments bigint not null, score_sum bigint not null, rated bigint not null,
    position_sum bigint not null, ten_point_sum bigint not null, csat bigint not null, nps_rated bigint not null,
    promoters bigint not null, detractors bigint not null, covered bigint not null,
    primary key (workspace_id, leaf, day, channel, source, label),
    foreign key (workspace_id) references workspace (id) on delete cascade) ${clustered}`,
  sql`create index rollup_empty on rollup (workspace_id) where comments = 0`,
  sql`insert into rollup (${columns})
    select c.workspace_id, c.day, coalesce(c.channel, ''), c.source, '', coalesce(a.label, c.state), ${measures}
    from comment c ${withAnalysis}
    group by c.workspace_id, c.day, coalesce(c.channel, ''), c.source, coalesce(a.label, c.state)`,
  sql`insert into rollup (${columns})
    select c.workspace_id, c.day, coalesce(c.channel, ''), c.source, l.code, l.label, ${measures}
    from (select workspace_id, comment_id, code, case
            when count(*) > count(label_rank) or (min(label_rank) < 0 and max(label_rank) > 0) then 'mixed'
            when max(label_rank) = 2 then 'very_positive' when max(label_rank) = 1 then 'positive'
            when min(label_rank) = -2 then 'very_negative' when min(label_rank) = -1 then 'negative'
            else 'neutral' end as label
        from issue where withdrawn = 0 group by workspace_id, comment_id, code) as l
      join comment c on c.workspace_id = l.workspace_id and c.id = l.comment_id ${withAnalysis}
    group by c.workspace_id, c.day, coalesce(c.channel, ''), c.source, l.code, l.label`,
];

// issue_overdue: the latest overdue ones. Nothing that is withdrawn is unfinished; named, it makes the index the narrower one.
const indexes = [
  sql`create index issue_overdue on issue (workspace_id, withdrawn, created_at, id, due_at, waiting_since)
    where ${unfinished}`,
  sql`create index review_item_escalated on review_item (workspace_id)
    where escalated_department is not null or escalated_reviewer is not null`,
];

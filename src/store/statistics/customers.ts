/** Customers: the authors of comments. Grouped by the database; what comes back are groups and a few names of each. */
import { type RawBuilder, sql } from 'kysely';
import type { CommentFilter } from '../../feedback/filter.ts';
import type { Scope } from '../../feedback/read.ts';
import type { LifeCycleCount } from '../../feedback/statistics/facts.ts';
import type { CustomerCount, CustomerHistory, LifeStage } from '../../feedback/statistics/segments.ts';
import { millionths } from '../commentRows.ts';
import type { Db } from '../database/schema.ts';
import { mapValue, numberOf } from '../database/sql.ts';
import { conditionsOf, type SearchTerms } from '../filters.ts';
import { overdueAt } from '../issues.ts';
import { withAnalysis } from '../rollups.ts';

/** Names of each group, so many that they fit into the address of a request. */
const shownAuthors = 20;
const mostWarnings = 200;

const valid = sql`coalesce(a.rating_valid, 1) = 1`;

/** `amountKey`: of the metadata. */
function customers(where: RawBuilder<unknown>, amountKey: string): RawBuilder<unknown> {
  return sql`select c.author, max(c.day) as last_day, min(c.day) as first_day, count(*) as n,
      sum(coalesce(${numberOf(mapValue(sql.ref('c.metadata'), amountKey))}, 0)) as amount,
      count(case when ${valid} then c.rating end) as rated,
      sum(case when ${valid} then coalesce(c.csat, 0) else 0 end) as satisfied,
      sum(case when ${valid} then coalesce(c.position, 0) else 0 end) as positions
    from comment c ${withAnalysis} where ${where} and c.author is not null group by c.author`;
}

interface SegmentRow {
  recent: number;
  frequent: number;
  spending: number;
  author: string;
  customers: number;
  comments: number;
  rated: number;
  satisfied: number;
  positions: number;
}

/**
 * Recent: the last comment is not older than that of the customer in the middle. Frequent and spending: not below the mean,
 * and more than one comment, or more than nothing.
 */
export async function customerSegments(
  reader: Db,
  searchTerms: SearchTerms,
  { workspaceId }: Scope,
  filter: CommentFilter,
  amountKey: string,
): Promise<CustomerCount[]> {
  const where = await conditionsOf(workspaceId, filter, searchTerms, 'all');
  const { rows } = await sql<SegmentRow>`
    with customer as materialized (${customers(where, amountKey)}),
    middle as (select last_day from customer order by last_day
      limit 1 offset (select count(*) / 2 from customer)),
    bound as (select avg(n) as n, avg(amount) as amount from customer),
    judged as (select customer.*, case when last_day >= (select last_day from middle) then 1 else 0 end as recent,
        case when customer.n > 1 and customer.n >= bound.n then 1 else 0 end as frequent,
        case when customer.amount > 0 and customer.amount >= bound.amount then 1 else 0 end as spending
      from customer cross join bound),
    ranked as (select recent, frequent, spending, author, row_number() over (
          partition by recent, frequent, spending order by n desc, author) as place,
        count(*) over w as customers, sum(n) over w as comments, sum(rated) over w as rated,
        sum(satisfied) over w as satisfied, sum(positions) over w as positions
      from judged window w as (partition by recent, frequent, spending))
    select * from ranked where place <= ${shownAuthors} order by recent, frequent, spending, place`.execute(reader);
  const groups = new Map<string, CustomerCount>();
  for (const { recent, frequent, spending, author, ...row } of rows) {
    const key = `${recent}${frequent}${spending}`;
    const group = groups.get(key) ?? {
      recent: recent === 1,
      frequent: frequent === 1,
      spending: spending === 1,
      customers: row.customers,
      comments: row.comments,
      rated: row.rated,
      satisfied: row.satisfied,
      positions: row.positions / millionths,
      authors: [],
    };
    group.authors.push(author);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** `since`: first days that still count as new, as not silent, as not lost. */
export async function lifeCycle(
  reader: Db,
  searchTerms: SearchTerms,
  { workspaceId }: Scope,
  filter: CommentFilter,
  since: { new: string; silent: string; lost: string },
): Promise<LifeCycleCount[]> {
  const where = await conditionsOf(workspaceId, filter, searchTerms, 'all');
  const { rows } = await sql<{ stage: LifeStage; author: string; customers: number }>`
    with customer as materialized (select c.author, max(c.day) as last_day, min(c.day) as first_day
      from comment c ${withAnalysis} where ${where} and c.author is not null group by c.author),
    staged as (select author, last_day, case when last_day < ${since.lost} then 'lost' when last_day < ${since.silent} then 'silent'
        when first_day >= ${since.new} then 'new' else 'active' end as stage from customer),
    ranked as (select stage, author, count(*) over (partition by stage) as customers,
        row_number() over (partition by stage order by last_day desc, author) as place from staged)
    select stage, author, customers from ranked where place <= ${shownAuthors} order by stage, place`.execute(reader);
  const stages = new Map<LifeStage, LifeCycleCount>();
  for (const { stage, author, customers: n } of rows) {
    const found = stages.get(stage) ?? { stage, customers: n, authors: [] };
    found.authors.push(author);
    stages.set(stage, found);
  }
  return [...stages.values()];
}

interface HistoryRow {
  author: string;
  comments: number;
  first_day: string;
  last_day: string;
  threats: number;
  last_position: number | null;
  earlier_position: number | null;
  last_negative: number;
  overdue: number;
  candidates: number;
}

/** Customers who may leave, those with the most signs first; `candidates` counts them all. `silentSince`: a day. */
export async function customersAtRisk(
  reader: Db,
  searchTerms: SearchTerms,
  { workspaceId }: Scope,
  filter: CommentFilter,
  { now, silentSince }: { now: string; silentSince: string },
): Promise<{ candidates: number; customers: CustomerHistory[] }> {
  const where = await conditionsOf(workspaceId, filter, searchTerms, 'all');
  const { rows } = await sql<HistoryRow>`
    with said as materialized (select c.author, c.day, case when ${valid} then c.position end as position, a.label,
        a.escalation, row_number() over (partition by c.author order by c.occurred_at desc, c.id desc) as place
      from comment c ${withAnalysis} where ${where} and c.author is not null and a.comment_id is not null),
    waiting as materialized (select c.author, count(*) as overdue from comment c
      where c.workspace_id = ${workspaceId} and c.author is not null and c.id in (
        select comment_id from issue where workspace_id = ${workspaceId} and ${overdueAt(now)}) group by c.author),
    history as (select author, count(*) as comments, min(day) as first_day, max(day) as last_day,
        sum(case when escalation = 'churn' then 1 else 0 end) as threats,
        max(case when place = 1 then position end) as last_position,
        avg(case when place > 1 then position end) as earlier_position,
        sum(case when place <= 2 and label in ('negative', 'very_negative') then 1 else 0 end) as last_negative
      from said group by author),
    signs as (select history.*, coalesce(waiting.overdue, 0) as overdue,
        case when threats > 0 then 2 else 0 end + case when last_negative >= 2 then 1 else 0 end
        + case when earlier_position - last_position >= ${0.375 * millionths} then 1 else 0 end
        + case when waiting.overdue > 0 then 1 else 0 end
        + case when comments >= 3 and last_day < ${silentSince} then 1 else 0 end as sign
      from history left join waiting on waiting.author = history.author)
    select signs.*, count(*) over () as candidates from signs where sign > 0
    order by sign desc, last_day desc, author limit ${mostWarnings}`.execute(reader);
  return {
    candidates: rows[0]?.candidates ?? 0,
    customers: rows.map((row) => ({
      author: row.author,
      comments: row.comments,
      firstDay: row.first_day,
      lastDay: row.last_day,
      threats: row.threats,
      lastPosition: row.last_position === null ? null : row.last_position / millionths,
      earlierPosition: row.earlier_position === null ? null : row.earlier_position / millionths,
      lastNegative: row.last_negative,
      overdue: row.overdue,
    })),
  };
}

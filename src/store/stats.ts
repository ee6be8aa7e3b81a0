import { sql } from 'kysely';
import { sentimentLabels } from '../feedback/analysis.ts';
import type { CoverageDimension, CoverageRow } from '../feedback/coverage.ts';
import type { CommentFilter } from '../feedback/filter.ts';
import type { BreakdownDimension, BreakdownRow, Scope, Share, StatsSummary, TrendPoint } from '../feedback/read.ts';
import { shareDifference, wilson } from '../text/maths/wilson.ts';
import { type Clock, iso } from './clock.ts';
import { millionths } from './commentRows.ts';
import { asksCellsOnly, type Counts, countsOf, inCells, sumCounts } from './counts.ts';
import { coverage } from './coverage.ts';
import { either } from './database/either.ts';
import type { Db } from './database/schema.ts';
import { asksMembershipsOnly, type Condition, conditionsOf, membersOf, type SearchTerms } from './filters.ts';
import { pastDue, unfinished } from './issues.ts';
import { leafNames } from './leafNames.ts';
import { periodOf } from './periods.ts';
import { withAnalysis } from './rollups.ts';

/** A count of comments under a key (a day, a leaf, a channel) and a sentiment label. */
type KeyedCounts = Counts & { key: string; label: string };

export function createStats(reader: Db, clock: Clock, searchTerms: SearchTerms) {
  const whereOf = (scope: Scope, filter: CommentFilter) => conditionsOf(scope.workspaceId, filter, searchTerms, 'all');

  return {
    async summary(scope: Scope, filter: CommentFilter): Promise<StatsSummary> {
      const rows = await countsOf(reader, scope, filter, 'none', searchTerms);
      const open = await openWork(reader, scope, filter, await whereOf(scope, filter), iso(clock()));
      return summarise(rows, open);
    },

    async trend(scope: Scope, filter: CommentFilter, interval: 'day' | 'week' | 'month'): Promise<TrendPoint[]> {
      const rows = await countsOf(reader, scope, filter, 'day', searchTerms);
      const periods = groupBy(rows, ({ key }) => periodOf(key, interval));
      return [...periods]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([period, counts]) => ({ period, ...bands(counts), ...means(counts) }));
    },

    /** Shares of analysed comments that at least one leaf covers. */
    coverage: (scope: Scope, filter: CommentFilter, by: CoverageDimension): Promise<CoverageRow[]> =>
      coverage(reader, searchTerms, scope, filter, by),

    /** Rows by number of comments; their shares are of the comments that the filter leaves. */
    async breakdown(scope: Scope, filter: CommentFilter, by: BreakdownDimension): Promise<BreakdownRow[]> {
      const rows = await countsOf(reader, scope, filter, by, searchTerms);
      const all = by === 'label' ? await countsOf(reader, scope, filter, 'none', searchTerms) : rows;
      const total = sumCounts(all).comments;
      const names =
        by === 'label'
          ? await leafNames(
              reader,
              scope,
              rows.map(({ key }) => key),
            )
          : null;
      return [...groupBy(rows, ({ key }) => key)]
        .map(([key, counts]): BreakdownRow => {
          const { meanScore: _, ...mean } = means(counts);
          const { comments, ...rest } = bands(counts);
          return { key, name: names?.get(key) ?? key, comments, share: wilson(comments, total), ...rest, ...mean };
        })
        .sort((a, b) => b.comments - a.comments || (a.key < b.key ? -1 : 1));
    },
  };
}

interface OpenWork {
  conflicts: number;
  issues: number;
  overdue: number;
  alerts: number;
}

/**
 * SQLite gathers the comments once. PostgreSQL knows how many there are only where they are part of the query: of a set it
 * expects two hundred, and looks each up by itself, which for a third of a million comments took four times as long.
 */
const matchingOnce = either<unknown>(
  () => sql`materialized`,
  () => sql`not materialized`,
);

async function openWork(
  reader: Db,
  { workspaceId }: Scope,
  filter: CommentFilter,
  where: Condition,
  now: string,
): Promise<OpenWork> {
  const byComment = sql`comment_id in (select comment_id from matching)`;
  const cells = asksCellsOnly(filter);
  const issues = cells ? inCells(filter, 'comment_source') : byComment;
  // Few of the comments are in conflict: of many days and channels, they are looked up one by one.
  const ofThem = sql`exists (select 1 from comment c where c.id = q.comment_id and ${where})`;
  const reviews = Object.keys(filter).length === 0 ? sql`true` : cells ? ofThem : byComment;
  const { rows } = await sql<OpenWork>`
    with matching as ${matchingOnce} (${
      asksMembershipsOnly(filter)
        ? membersOf(workspaceId, filter)
        : sql`select c.id as comment_id from comment c ${withAnalysis} where ${where}`
    }),
      work as materialized (select count(*) as issues, sum(case when ${pastDue(now)} then 1 else 0 end) as overdue
        from issue where workspace_id = ${workspaceId} and ${unfinished} and ${issues})
    select
      (select count(*) from review_item q where workspace_id = ${workspaceId} and reason = 'conflict'
        and state in ('open', 'claimed') and ${reviews}) as conflicts,
      (select issues from work) as issues, coalesce((select overdue from work), 0) as overdue,
      (select count(*) from alert where workspace_id = ${workspaceId} and state in ('open', 'acknowledged')) as alerts`.execute(
    reader,
  );
  return rows[0]!;
}

function summarise(rows: KeyedCounts[], open: OpenWork): StatsSummary {
  const all = sumCounts(rows);
  const of = (label: string) => sumCounts(rows.filter((row) => row.label === label)).comments;
  const pending = of('pending');
  const failed = of('failed');
  const analysed = all.comments - pending - failed;
  const nps = all.nps_rated > 0 ? shareDifference(all.promoters, all.detractors, all.nps_rated) : null;
  return {
    comments: all.comments,
    analysed,
    pending,
    failed,
    sentiment: {
      veryNegative: of('very_negative'),
      negative: of('negative'),
      neutral: of('neutral'),
      positive: of('positive'),
      veryPositive: of('very_positive'),
      mixed: of('mixed'),
    },
    csat: all.rated > 0 ? wilson(all.csat, all.rated) : null,
    nps: nps && timesHundred(nps),
    // The settings of the statistics say which sub-score asks for effort; the API fills it in.
    ces: null,
    tenPointIndex: all.rated > 0 ? { value: (all.ten_point_sum / millionths / all.rated) * 10, n: all.rated } : null,
    coverage: analysed > 0 ? wilson(all.covered, analysed) : null,
    conflicts: { open: open.conflicts },
    issues: { open: open.issues, overdue: open.overdue },
    alerts: { open: open.alerts },
  };
}

function timesHundred({ value, low, high, n }: Share): Share {
  return { value: value * 100, low: low * 100, high: high * 100, n };
}

function isSentiment(label: string): boolean {
  return (sentimentLabels as readonly string[]).includes(label);
}

function groupBy<T>(rows: T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}

function bands(rows: KeyedCounts[]) {
  const of = (...labels: string[]) => sumCounts(rows.filter(({ label }) => labels.includes(label))).comments;
  return {
    comments: sumCounts(rows).comments,
    positive: of('positive', 'very_positive'),
    neutral: of('neutral'),
    negative: of('negative', 'very_negative'),
    mixed: of('mixed'),
  };
}

/** Mean score of the analysed, −1..1; mean rating of the rated, with every scale mapped to 1..5. */
function means(rows: KeyedCounts[]): { meanScore: number | null; meanRating: number | null } {
  const analysed = sumCounts(rows.filter(({ label }) => isSentiment(label)));
  const { rated, position_sum } = sumCounts(rows);
  return {
    meanScore: analysed.comments > 0 ? analysed.score_sum / millionths / analysed.comments : null,
    meanRating: rated > 0 ? 1 + (4 * position_sum) / millionths / rated : null,
  };
}

/** What reports need beside the statistics: the work behind the problems, and comments that speak for them. */
import { sql } from 'kysely';
import type { CommentFilter } from '../../feedback/filter.ts';
import type { IssueRecord, IssueStep, Scope } from '../../feedback/read.ts';
import type { CaseFacts, ExampleComment, LeafExample, LeafWork } from '../../feedback/report/facts.ts';
import { type Clock, iso } from '../clock.ts';
import type { Db } from '../database/schema.ts';
import { jsonList, packedRows } from '../database/sql.ts';
import { conditionsOf, type SearchTerms } from '../filters.ts';
import { overdueAt, unfinished } from '../issues.ts';
import { withAnalysis } from '../rollups.ts';

const negative = sql`i.label in ('negative', 'very_negative')`;
const positive = sql`i.label in ('positive', 'very_positive')`;
/** A quote of fewer characters says little, of more is cut. */
const telling = sql`case when length(c.text) between 10 and 200 then 0 else 1 end`;
/** First those that are as a whole what they are about the leaf: the machine is surer of them. */
const agreeing = sql`case when (${negative}) = (a.label in ('negative', 'very_negative')) then 0 else 1 end`;
const candidates = 200;

interface Issues {
  get(scope: Scope, id: string): Promise<IssueRecord | null>;
  history(scope: Scope, id: string): Promise<IssueStep[]>;
}

export function createReportFacts(reader: Db, clock: Clock, searchTerms: SearchTerms, issues: Issues) {
  const issuesOf = sql`comment c ${withAnalysis} join issue i
    on i.workspace_id = c.workspace_id and i.comment_id = c.id and i.withdrawn = 0`;

  return {
    /** Negative issues by leaf. */
    async work(scope: Scope, filter: CommentFilter): Promise<LeafWork[]> {
      const where = await conditionsOf(scope.workspaceId, filter, searchTerms, 'all');
      const { rows } = await sql<LeafWork>`
        select code, count(*) as issues, avg(severity) as severity, max(department) as department,
          min(sla_hours) as "slaHours", sum(case when ${unfinished} then 1 else 0 end) as open,
          sum(case when ${overdueAt(iso(clock()))} then 1 else 0 end) as overdue
        from (select i.* from ${issuesOf} where ${where} and ${negative}) as w
        group by code order by code`.execute(reader);
      return rows;
    },

    /** Up to `perLeaf` comments a leaf and tone: those that agree with the whole of the comment first, then those of a good length, the gravest. */
    async examples(scope: Scope, filter: CommentFilter, perLeaf: number): Promise<LeafExample[]> {
      const where = await conditionsOf(scope.workspaceId, filter, searchTerms, 'all');
      const query = sql`select code, tone, comment_id from (
          select i.code, case when ${negative} then 'negative' else 'positive' end as tone, i.comment_id,
            row_number() over (partition by i.code, case when ${negative} then 1 else 0 end
              order by ${agreeing}, ${telling}, i.severity desc, i.confidence desc, i.comment_id) as place
          from ${issuesOf} where ${where} and (${negative} or ${positive})) as ranked
        where place <= ${perLeaf} order by place, code, tone`;
      const { rows } = await packedRows(['code', 'tone', 'comment_id'], query).execute(reader);
      const found = JSON.parse(rows[0]!.packed) as [string, LeafExample['tone'], string][];
      return found.map(([code, tone, commentId]) => ({ code, tone, commentId }));
    },

    /** Up to `most` complaints about different leaves of the given ones: those that something was done about first. */
    async cases(scope: Scope, filter: CommentFilter, codes: readonly string[], most: number): Promise<CaseFacts[]> {
      const where = await conditionsOf(scope.workspaceId, filter, searchTerms, 'all');
      const { rows } = await sql<{ id: string; code: string; comment_id: string }>`
        select i.id, i.code, i.comment_id from ${issuesOf}
        where ${where} and ${negative} and i.kind = 'complaint' and i.code in ${jsonList(codes)}
        order by i.touched desc, case when exists (select 1 from issue s where s.workspace_id = i.workspace_id
            and s.comment_id = i.comment_id and s.withdrawn = 0 and s.kind in ('suggestion', 'question')) then 0 else 1 end,
          ${telling}, i.severity desc, i.id limit ${candidates}`.execute(reader);
      const cases: CaseFacts[] = [];
      for (const { id, code, comment_id: commentId } of rows) {
        if (cases.length === most) break;
        if (cases.some((one) => one.commentId === commentId || one.issue.code === code)) continue;
        const issue = await issues.get(scope, id);
        if (!issue) continue;
        const alerts = await alertsOf(scope, commentId);
        cases.push({ commentId, issue, history: await issues.history(scope, id), alerts });
      }
      return cases;
    },

    /** By id; those that are gone are left out. */
    async comments(scope: Scope, ids: readonly string[]): Promise<Map<string, ExampleComment>> {
      const { rows } = await sql<{
        id: string;
        text: string;
        day: string;
        channel: string | null;
        rating: number | null;
        scale_max: number;
      }>`select id, text, day, channel, rating, scale_max from comment
        where workspace_id = ${scope.workspaceId} and id in ${jsonList(ids)}`.execute(reader);
      const asked = await sql<{ comment_id: string; evidence: string }>`select comment_id, evidence from issue
        where workspace_id = ${scope.workspaceId} and comment_id in ${jsonList(ids)} and withdrawn = 0
          and kind in ('suggestion', 'question') order by comment_id, id`.execute(reader);
      const requests = new Map<string, Set<string>>();
      for (const { comment_id, evidence } of asked.rows) {
        const known = requests.get(comment_id) ?? new Set();
        for (const { text } of JSON.parse(evidence) as { text: string }[]) known.add(text);
        requests.set(comment_id, known);
      }
      return new Map(
        rows.map(({ id, text, day, channel, rating, scale_max }) => {
          const given = rating === null ? null : `${rating}/${scale_max}`;
          return [id, { commentId: id, text, day, channel, rating: given, requests: [...(requests.get(id) ?? [])] }];
        }),
      );
    },
  };

  async function alertsOf(scope: Scope, commentId: string): Promise<string[]> {
    const rows = await reader
      .selectFrom('alert')
      .select('raised_at')
      .where('workspace_id', '=', scope.workspaceId)
      .where('comment_id', '=', commentId)
      .orderBy('id')
      .limit(5)
      .execute();
    return rows.map(({ raised_at }) => raised_at);
  }
}

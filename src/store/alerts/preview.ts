/** Stored comments that a rule would have fired for. */
import { sql } from 'kysely';
import type { AlertFinding, LabelCondition, OverdueCondition } from '../../feedback/alerts/rule.ts';
import type { Scope } from '../../feedback/read.ts';
import { type Clock, iso } from '../clock.ts';
import type { Db, IssueTable } from '../database/schema.ts';
import { jsonList } from '../database/sql.ts';
import { inSubtrees } from '../filters.ts';
import { overdueAt } from '../issues.ts';

export interface PreviewedComment {
  commentId: string;
  day: string;
  found: AlertFinding;
}

const mostExamples = 20;

export function createAlertPreview(reader: Db, clock: Clock) {
  return {
    /** Texts of comments since a day, the newest first; at most `limit`, after `after`. */
    async texts(
      { workspaceId }: Scope,
      { channel, source }: { channel?: string[]; source?: string[] },
      since: string,
      page: { after: [string, string] | null; limit: number },
    ): Promise<{ id: string; day: string; occurredAt: string; text: string }[]> {
      const { after, limit } = page;
      const { rows } = await sql<{ id: string; day: string; occurredAt: string; text: string }>`
        select c.id, c.day, c.occurred_at as "occurredAt", c.text from comment c
        where c.workspace_id = ${workspaceId} and c.state = 'analysed' and c.occurred_at >= ${since}
          ${channel ? sql`and coalesce(c.channel, '') in ${jsonList(channel)}` : sql``}
          ${source ? sql`and c.source in ${jsonList(source)}` : sql``}
          ${after ? sql`and (c.occurred_at, c.id) < (${after[0]}, ${after[1]})` : sql``}
        order by c.occurred_at desc, c.id desc limit ${limit}`.execute(reader);
      return rows;
    },

    /** Comments since a day with an issue that the rule is about: how many, of how many, and the latest. */
    async issues({ workspaceId }: Scope, condition: LabelCondition | OverdueCondition, since: string) {
      const { channel, source } = condition;
      const among = sql`c.workspace_id = ${workspaceId} and c.day >= ${since} and c.state = 'analysed'
        ${channel ? sql`and coalesce(c.channel, '') in ${jsonList(channel)}` : sql``}
        ${source ? sql`and c.source in ${jsonList(source)}` : sql``}`;
      const fits = condition.kind === 'label' ? ofLabels(condition) : overdue(condition, iso(clock()));
      const joined = sql`from comment c join issue i on i.workspace_id = c.workspace_id and i.comment_id = c.id
        where ${among} and i.withdrawn = 0 and ${fits}`;
      const { rows: all } = await sql<{ n: number }>`select count(*) as n from comment c where ${among}`.execute(
        reader,
      );
      const { rows: fired } = await sql<{ n: number }>`select count(distinct c.id) as n ${joined}`.execute(reader);
      const { rows } = await sql<IssueTable>`select i.* ${joined}
        order by c.occurred_at desc, c.id desc limit ${mostExamples}`.execute(reader);
      return { examined: all[0]!.n, fired: fired[0]!.n, examples: rows.map((row) => exampleOf(condition, row)) };
    },
  };
}

function ofLabels({ labels, polarity }: LabelCondition) {
  const rank = { negative: sql`i.label_rank < 0`, positive: sql`i.label_rank > 0`, any: sql`true` }[polarity];
  return sql`${inSubtrees('i.code', labels)} and (${rank} or i.label_rank is null)`;
}

function overdue({ department }: OverdueCondition, now: string) {
  const ofDepartment = department ? sql`and i.department in ${jsonList(department)}` : sql``;
  return sql`i.id in (select id from issue where workspace_id = c.workspace_id and ${overdueAt(now)}) ${ofDepartment}`;
}

function exampleOf({ kind }: LabelCondition | OverdueCondition, issue: IssueTable): PreviewedComment {
  const { comment_id: commentId, day, code, label } = issue;
  const path = JSON.parse(issue.path) as string[];
  if (kind === 'label') return { commentId, day, found: { kind, code, path, sentiment: label } };
  return { commentId, day, found: { kind, code, path, dueAt: issue.due_at } };
}

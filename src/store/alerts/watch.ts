/** What the clock looks at: issues whose time is over, and rules that are judged over days. */
import { sql } from 'kysely';
import { isAmong } from '../../feedback/alerts/commentRules.ts';
import type { WindowCondition, WindowFinding } from '../../feedback/alerts/rule.ts';
import { type DayCounts, dayBefore, quietDays } from '../../feedback/alerts/windows.ts';
import type { CommentFilter } from '../../feedback/filter.ts';
import type { Scope } from '../../feedback/read.ts';
import { type Clock, iso } from '../clock.ts';
import { millionths } from '../commentRows.ts';
import { countsOf } from '../counts.ts';
import { inWorkspaces } from '../database/inWorkspaces.ts';
import type { AlertRuleTable, Db, IssueTable, Trx } from '../database/schema.ts';
import { ask, jsonList } from '../database/sql.ts';
import { inSubtrees, type SearchTerms } from '../filters.ts';
import { issueData } from '../issueRows.ts';
import { overdueAt } from '../issues.ts';
import { emit } from '../webhooks/outbox.ts';
import { type NewAlert, raise } from './raise.ts';
import { type EnabledRule, enabledRules, toEnabled } from './rules.ts';

/** Issues of one transaction. */
const issuesAtOnce = 200;
const rulesAtOnce = 20;

type OverdueIssue = IssueTable & { source: string };

export function createAlertWatch(writer: Db, reader: Db, clock: Clock, searchTerms: SearchTerms) {
  return {
    /** Tells of some issues of one workspace whose SLA has run out since the last look; answers how many. */
    async tellOverdue(): Promise<number> {
      const now = clock();
      const due = sql`overdue_told is null and ${overdueAt(iso(now))}`;
      const some = await sql<{ id: string }>`select workspace_id as id from issue where ${due} limit 1`.execute(reader);
      const workspaceId = some.rows[0]?.id;
      if (workspaceId === undefined) return 0;
      return inWorkspaces(writer, [workspaceId], async (trx) => {
        const { rows } = await sql<{ workspace_id: string; id: string }>`update issue set overdue_told = due_at
          where (workspace_id, id) in (select workspace_id, id from issue
            where workspace_id = ${workspaceId} and ${due} order by due_at limit ${issuesAtOnce})
          returning workspace_id, id`.execute(trx);
        await tell(trx, rows, now);
        return rows.length;
      });
    },

    /** Rules of the clock whose time has come. */
    async dueRules(): Promise<EnabledRule[]> {
      const { rows } = await sql<AlertRuleTable>`select * from alert_rule where next_at <= ${iso(clock())}
        order by next_at limit ${rulesAtOnce}`.execute(reader);
      return rows.map(toEnabled);
    },

    /** Keeps the judgement on a rule, at most one alert in its quiet days, and when it is judged again. */
    async judged(rule: EnabledRule, finding: WindowFinding | null, againMs: number): Promise<void> {
      const now = clock();
      await inWorkspaces(writer, [rule.workspaceId], async (trx) => {
        await sql`update alert_rule set next_at = ${iso(now + againMs)}
          where workspace_id = ${rule.workspaceId} and id = ${rule.id} and next_at is not null`.execute(trx);
        if (!finding) return;
        const condition = rule.condition as WindowCondition;
        const loud = dayBefore(finding.to, quietDays(condition));
        const { rows } = await sql`select 1 from alert where workspace_id = ${rule.workspaceId} and rule_id = ${rule.id}
          and kind = ${condition.kind} and day > ${loud} limit 1`.execute(trx);
        if (rows.length > 0) return;
        const found = { kind: condition.kind, ...finding };
        const about = { subject: `day:${finding.to}`, day: finding.to, commentId: null, issueId: null };
        await raise(trx, [{ rule, ...about, department: null, found }], now);
      });
    },

    /** The days from `from` to `to`, both inclusive, that have comments. */
    async days(scope: Scope, condition: WindowCondition, from: string, to: string): Promise<DayCounts[]> {
      const { channel, source } = condition;
      const filter: CommentFilter = { from, to, ...(channel && { channel }), ...(source && { source }) };
      const labelled = condition.kind === 'rise' ? await labelledDays(reader, scope, condition, from, to) : new Map();
      const days = new Map<string, DayCounts>();
      for (const { key: day, label, ...row } of await countsOf(reader, scope, filter, 'day', searchTerms)) {
        const sum = days.get(day) ?? { ...empty, day, labelled: labelled.get(day) ?? 0 };
        days.set(day, sum);
        const analysed = label !== 'pending' && label !== 'failed';
        sum.analysed += analysed ? row.comments : 0;
        sum.negative += label === 'negative' || label === 'very_negative' ? row.comments : 0;
        sum.covered += row.covered;
        sum.rated += row.rated;
        sum.csat += row.csat;
        sum.positions += row.position_sum / millionths;
        sum.npsRated += row.nps_rated;
        sum.promoters += row.promoters;
        sum.detractors += row.detractors;
      }
      return [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
    },
  };
}

const empty: Omit<DayCounts, 'day'> = {
  analysed: 0,
  negative: 0,
  covered: 0,
  rated: 0,
  csat: 0,
  positions: 0,
  npsRated: 0,
  promoters: 0,
  detractors: 0,
  labelled: 0,
};

const ranksOf = {
  // A mixed point has no rank, and holds both.
  negative: sql`(i.label_rank < 0 or i.label_rank is null)`,
  positive: sql`(i.label_rank > 0 or i.label_rank is null)`,
  any: sql`true`,
};

async function labelledDays(
  db: Db,
  { workspaceId }: Scope,
  condition: Extract<WindowCondition, { kind: 'rise' }>,
  from: string,
  to: string,
): Promise<Map<string, number>> {
  const { labels, polarity, channel, source } = condition;
  const ofSource = sql`and exists (select 1 from comment c where c.workspace_id = i.workspace_id and c.id = i.comment_id
    and c.source in ${jsonList(source ?? [])})`;
  const { rows } = await sql<{ day: string; n: number }>`
    select i.day, count(distinct i.comment_id) as n from issue i
    where i.workspace_id = ${workspaceId} and i.withdrawn = 0 and i.day >= ${from} and i.day <= ${to}
      and ${inSubtrees('i.code', labels)} and ${ranksOf[polarity]}
      ${channel ? sql`and i.channel in ${jsonList(channel)}` : sql``} ${source ? ofSource : sql``}
    group by i.day`.execute(db);
  return new Map(rows.map(({ day, n }) => [day, n]));
}

async function tell(trx: Trx, keys: { workspace_id: string; id: string }[], now: number): Promise<void> {
  const { rows: issues } = await sql<OverdueIssue>`select i.*, c.source from issue i
    join comment c on c.workspace_id = i.workspace_id and c.id = i.comment_id
    where i.id in ${jsonList(keys.map(({ id }) => id))} and i.workspace_id in ${jsonList(keys.map((k) => k.workspace_id))}`.execute(
    trx,
  );
  await emit(
    trx,
    issues.map((issue) => ({
      workspaceId: issue.workspace_id,
      type: 'issue.overdue',
      commentId: issue.comment_id,
      data: { commentId: issue.comment_id, issue: issueData(issue) },
    })),
    now,
  );
  const workspaceIds = issues.map(({ workspace_id }) => workspace_id);
  const rules = await ask(trx, enabledRules(trx, 'overdue', workspaceIds));
  await raise(
    trx,
    issues.flatMap((issue) => rules.flatMap((rule) => alertOf(rule, issue))),
    now,
  );
}

function alertOf(rule: EnabledRule, issue: OverdueIssue): NewAlert[] {
  const { condition, workspaceId } = rule;
  if (condition.kind !== 'overdue' || workspaceId !== issue.workspace_id) return [];
  if (condition.department && !condition.department.includes(issue.department)) return [];
  // An issue without a channel has an empty one.
  if (!isAmong(condition, { channel: issue.channel, source: issue.source })) return [];
  const { comment_id: commentId, id: issueId, day, department, code } = issue;
  const found = { kind: 'overdue' as const, code, path: JSON.parse(issue.path) as string[], dueAt: issue.due_at };
  return [{ rule, subject: `comment:${commentId}`, commentId, issueId, department, day, found }];
}

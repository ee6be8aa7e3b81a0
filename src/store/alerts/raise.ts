/** Alerts are raised in the transaction of what they are about, once a rule and subject. */
import { sql } from 'kysely';
import { type AlertSubject, judgeComment, type SubjectIssue } from '../../feedback/alerts/commentRules.ts';
import type { AlertFinding } from '../../feedback/alerts/rule.ts';
import type { FoundWord } from '../../text/sentiment/denial.ts';
import { iso } from '../clock.ts';
import type { IssueTable, Trx } from '../database/schema.ts';
import { insertRows, jsonRows } from '../database/sql.ts';
import { newId } from '../ids.ts';
import type { CommentKey } from '../rollups.ts';
import { emit, type NewEvent } from '../webhooks/outbox.ts';
import type { EnabledRule } from './rules.ts';

export interface NewAlert {
  rule: EnabledRule;
  /** Of this rule there is one alert about it, for ever. */
  subject: string;
  commentId: string | null;
  issueId: string | null;
  /** Whose business it is where the rule does not say. */
  department: string | null;
  day: string;
  found: AlertFinding;
}

interface RaisedRow {
  id: string;
  workspace_id: string;
  rule_id: string;
  subject: string;
}

/** Those that are there already stay as they are. What is told holds nothing that the customer wrote but the words of the rule. */
export async function raise(trx: Trx, alerts: readonly NewAlert[], now: number): Promise<void> {
  if (alerts.length === 0) return;
  const columns = [
    'workspace_id',
    'id',
    'rule_id',
    'rule_name',
    'kind',
    'subject',
    'comment_id',
    'issue_id',
    'day',
    'found',
    'state',
    'department',
    'assignee',
    'raised_at',
  ];
  const rows = alerts.map(({ rule, subject, commentId, issueId, department, day, found }) => {
    const owner = [rule.department ?? department, rule.assignee];
    const about = [rule.workspaceId, newId(now), rule.id, rule.name, rule.condition.kind, subject, commentId, issueId];
    return [...about, day, JSON.stringify(found), 'open', ...owner, iso(now)];
  });
  const once = sql`on conflict (workspace_id, rule_id, subject) do nothing returning workspace_id, id, rule_id, subject`;
  const raised = await insertRows<RaisedRow>(trx, 'alert', columns, rows, once);
  const nameOf = (workspaceId: string, ruleId: string, subject: string) =>
    JSON.stringify([workspaceId, ruleId, subject]);
  const byName = new Map(alerts.map((one) => [nameOf(one.rule.workspaceId, one.rule.id, one.subject), one]));
  const events = raised.map(({ workspace_id: workspaceId, id: alertId, rule_id, subject }): NewEvent => {
    const { rule, commentId, issueId, department, day, found } = byName.get(nameOf(workspaceId, rule_id, subject))!;
    const owner = { department: rule.department ?? department, assignee: rule.assignee };
    const data = { alertId, rule: { id: rule.id, name: rule.name }, commentId, issueId, day, ...owner, found };
    return { workspaceId, type: 'alert.raised', commentId, data };
  });
  await emit(trx, events, now);
}

/**
 * Judges comments whose analyses or decided values have just been saved by the `rules` of their workspaces. `words`: those of
 * the rules that stand in each and are not denied; absent where the texts were not read. Costs nothing without rules.
 */
export async function raiseForComments(
  trx: Trx,
  keys: readonly CommentKey[],
  rules: readonly EnabledRule[],
  words: ReadonlyMap<string, readonly FoundWord[]>,
  now: number,
): Promise<void> {
  if (keys.length === 0 || rules.length === 0) return;
  const ruled = new Set(rules.map(({ workspaceId }) => workspaceId));
  const subjects = await subjectsOf(
    trx,
    keys.filter(([workspaceId]) => ruled.has(workspaceId)),
    words,
  );
  await raise(
    trx,
    subjects.flatMap((subject) =>
      rules.filter(({ workspaceId }) => workspaceId === subject.workspaceId).flatMap((rule) => alertOf(rule, subject)),
    ),
    now,
  );
}

type Subject = AlertSubject & { workspaceId: string; commentId: string; day: string };

function alertOf(rule: EnabledRule, subject: Subject): NewAlert[] {
  const fired = judgeComment(rule.condition, subject);
  if (!fired) return [];
  const { commentId, day } = subject;
  const { issue, found } = fired;
  const about = { subject: `comment:${commentId}`, commentId, day };
  return [{ rule, ...about, issueId: issue?.id ?? null, department: issue?.department ?? null, found }];
}

async function subjectsOf(
  trx: Trx,
  keys: readonly CommentKey[],
  words: ReadonlyMap<string, readonly FoundWord[]>,
): Promise<Subject[]> {
  const named = jsonRows(['workspace_id', 'id'], keys);
  const { rows: comments } = await sql<{
    workspace_id: string;
    id: string;
    channel: string | null;
    source: string;
    day: string;
  }>`select c.workspace_id, c.id, c.channel, c.source, c.day from ${named} as r cross join comment c
    where c.workspace_id = r.workspace_id and c.id = r.id`.execute(trx);
  const { rows: issues } = await sql<IssueTable>`select i.* from ${named} as r cross join issue i
    where i.workspace_id = r.workspace_id and i.comment_id = r.id and i.withdrawn = 0
    order by i.severity desc, i.id`.execute(trx);
  const byComment = new Map<string, SubjectIssue[]>();
  for (const issue of issues)
    byComment.set(issue.comment_id, [...(byComment.get(issue.comment_id) ?? []), toSubjectIssue(issue)]);
  return comments.map(({ workspace_id, id, channel, source, day }) => {
    const read = { words: words.get(id) ?? [], issues: byComment.get(id) ?? [] };
    return { workspaceId: workspace_id, commentId: id, channel, source, day, ...read };
  });
}

function toSubjectIssue({ id, code, path, label, department, evidence }: IssueTable): SubjectIssue {
  return { id, code, label, department, path: JSON.parse(path), evidence: JSON.parse(evidence) };
}

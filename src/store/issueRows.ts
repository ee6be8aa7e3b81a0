/** The only place that knows how an issue lies in its row. */
import type { Issue, IssueKind, SentimentLabel } from '../feedback/analysis.ts';
import { dueAt, isOverdue, isResponseOverdue, kindsOfWork } from '../feedback/issue.ts';
import type { IssueRecord, IssueState } from '../feedback/read.ts';
import { iso } from './clock.ts';
import type { IssueTable } from './database/schema.ts';
import { idBeside } from './ids.ts';

/** Columns that the analysis fills: the first three name the row, those up to `needs_action` are renewed each time. */
export const issueColumns = [
  'workspace_id',
  'id',
  'comment_id',
  'code',
  'path',
  'kind',
  'label',
  'label_rank',
  'score',
  'confidence',
  'escalation',
  'severity',
  'evidence',
  'source',
  'department',
  'sla_hours',
  'updated_at',
  'day',
  'channel',
  'comment_source',
  'needs_action',
  'created_at',
  'due_at',
  'first_response_due_at',
];

const ranks: Record<SentimentLabel, number | null> = {
  very_negative: -2,
  negative: -1,
  neutral: 0,
  positive: 1,
  very_positive: 2,
  mixed: null,
};

type Polarity = 'negative' | 'neutral' | 'positive' | 'mixed';

function polarityOf(label: SentimentLabel): Polarity {
  const rank = ranks[label];
  if (rank === null) return 'mixed';
  if (rank === 0) return 'neutral';
  return rank < 0 ? 'negative' : 'positive';
}

/** The same for the same leaf and polarity of a comment. */
export function issueId(workspaceId: string, commentId: string, code: string, label: SentimentLabel): string {
  return idBeside(commentId, workspaceId, code, polarityOf(label));
}

/** What an issue takes from its comment. */
interface IssueContext {
  createdAt: string;
  updatedAt: string;
  dueAt: string;
  firstResponseDueAt: string;
  day: string;
  channel: string;
  source: string;
}

/** Rows in the order of `issueColumns`. Issues of one leaf and polarity are one row: the surer one, with the evidence of all. */
export function issueRows(
  workspaceId: string,
  commentId: string,
  issues: readonly Issue[],
  ofComment: (issue: Issue) => IssueContext,
): unknown[][] {
  const byId = new Map<string, Issue>();
  for (const issue of issues) {
    const id = issueId(workspaceId, commentId, issue.code, issue.sentiment.label);
    const other = byId.get(id);
    byId.set(id, other ? merge(other, issue) : issue);
  }
  return [...byId].map(([id, issue]) => {
    const { createdAt, updatedAt, dueAt, firstResponseDueAt, day, channel, source } = ofComment(issue);
    return [
      workspaceId,
      id,
      commentId,
      issue.code,
      JSON.stringify(issue.path),
      issue.kind,
      issue.sentiment.label,
      ranks[issue.sentiment.label],
      issue.sentiment.score,
      issue.confidence,
      issue.escalation,
      issue.severity,
      JSON.stringify(issue.evidence),
      issue.source,
      issue.department,
      issue.slaHours,
      updatedAt,
      day,
      channel,
      source,
      kindsOfWork.includes(issue.kind) ? 1 : 0,
      createdAt,
      dueAt,
      firstResponseDueAt,
    ];
  });
}

function merge(a: Issue, b: Issue): Issue {
  const surer = b.confidence > a.confidence ? b : a;
  return { ...surer, evidence: [...a.evidence, ...b.evidence], severity: Math.max(a.severity, b.severity) };
}

/** Milliseconds since 1970. */
export function instantOf(time: string | null): number | null {
  return time === null ? null : Date.parse(time);
}

export function toIssueRecord(row: IssueTable, now: number): IssueRecord {
  const state = row.state as IssueState;
  const kind = row.kind as IssueKind;
  const clock = {
    dueAt: Date.parse(row.due_at),
    waitingSince: instantOf(row.waiting_since),
  };
  const response = { dueAt: instantOf(row.first_response_due_at), respondedAt: instantOf(row.first_responded_at) };
  return {
    id: row.id,
    commentId: row.comment_id,
    code: row.code,
    path: JSON.parse(row.path) as string[],
    kind,
    sentiment: { label: row.label as SentimentLabel, score: row.score },
    confidence: row.confidence,
    escalation: row.escalation as IssueRecord['escalation'],
    severity: row.severity,
    evidence: JSON.parse(row.evidence) as IssueRecord['evidence'],
    source: row.source as IssueRecord['source'],
    department: row.department,
    slaHours: row.sla_hours,
    state,
    assignee: row.assignee,
    note: row.note,
    followUpScore: row.follow_up_score,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    dueAt: iso(dueAt(clock, now)),
    overdue: isOverdue(clock, state, kind, now),
    firstResponse: {
      dueAt: row.first_response_due_at,
      respondedAt: row.first_responded_at,
      overdue: isResponseOverdue(response, kind, now),
    },
  };
}

/** An issue as other systems are told of it: nothing that the customer wrote, and no notes. */
export function issueData(row: IssueTable): object {
  return {
    id: row.id,
    code: row.code,
    path: JSON.parse(row.path) as string[],
    kind: row.kind,
    sentiment: { label: row.label, score: row.score },
    confidence: row.confidence,
    escalation: row.escalation,
    severity: row.severity,
    source: row.source,
    department: row.department,
    state: row.state,
    assignee: row.assignee,
    dueAt: row.due_at,
  };
}

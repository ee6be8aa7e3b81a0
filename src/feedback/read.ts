/** Shapes that the store answers with and the API hands out. */
import type { Analysis, Conflict, Escalation, IssueKind, SentimentLabel } from './analysis.ts';
import type { Comment } from './comment.ts';

/** Whose data, and on whose behalf. Every call of the store takes one; it comes from the credential alone. */
export interface Scope {
  workspaceId: string;
  /** `key:<id>`, `user:<id>`, `setup` or `system`. */
  actor: string;
}

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export interface PageRequest {
  limit: number;
  cursor?: string;
}

export interface CommentWithAnalysis {
  comment: Comment;
  analysis: Analysis | null;
}

export type IngestStatus = 'created' | 'updated' | 'unchanged';
export interface IngestOutcome {
  id: string;
  status: IngestStatus;
  revision: number;
}

export const issueStates = [
  'open',
  'assigned',
  'in_progress',
  'waiting_customer',
  'resolved',
  'verified',
  'reopened',
] as const;
export type IssueState = (typeof issueStates)[number];

/** A stored issue: one labelled point with its owner and its clock. */
export interface IssueRecord {
  id: string;
  commentId: string;
  code: string;
  path: string[];
  kind: IssueKind;
  sentiment: { label: SentimentLabel; score: number };
  confidence: number;
  escalation: Escalation;
  severity: number;
  evidence: { start: number; end: number; text: string }[];
  source: 'rule' | 'model' | 'human';
  department: string;
  slaHours: number;
  state: IssueState;
  assignee: string | null;
  note: string | null;
  followUpScore: number | null;
  createdAt: string;
  updatedAt: string;
  /** When the SLA runs out, pauses included so far. */
  dueAt: string;
  overdue: boolean;
}

export interface IssueFilter {
  state?: IssueState[];
  label?: string[];
  department?: string[];
  assignee?: string[];
  kind?: IssueKind[];
  escalation?: Escalation[];
  overdue?: boolean;
  commentId?: string;
}

export interface IssuePatch {
  state?: IssueState;
  assignee?: string | null;
  note?: string;
  followUpScore?: number;
}

export const reviewReasons = ['conflict', 'low_confidence'] as const;
export type ReviewReason = (typeof reviewReasons)[number];

export interface ReviewItem {
  id: string;
  commentId: string;
  reason: ReviewReason;
  /** Expected value of looking at it, 0..1; the queue's order. */
  priority: number;
  state: 'open' | 'claimed' | 'done';
  createdAt: string;
  comment: Comment;
  analysis: Analysis;
  conflict: Conflict | null;
}

export interface Share {
  value: number;
  low: number;
  high: number;
  n: number;
}

export interface StatsSummary {
  comments: number;
  analysed: number;
  pending: number;
  failed: number;
  /** Number of comments by sentiment, keys in camelCase (`veryNegative`, …). */
  sentiment: {
    veryNegative: number;
    negative: number;
    neutral: number;
    positive: number;
    veryPositive: number;
    mixed: number;
  };
  /** Share of ratings in the top boxes, 0..1; null without a rating. */
  csat: Share | null;
  /** −100..100; ten-point ratings only. */
  nps: Share | null;
  ces: Share | null;
  /** Mean of the ratings mapped to 0..10, times 10. */
  tenPointIndex: { value: number; n: number } | null;
  /** Share of analysed comments with at least one issue. */
  coverage: Share | null;
  conflicts: { open: number };
  /** Complaints, suggestions and questions that nobody has finished. */
  issues: { open: number; overdue: number };
}

export interface TrendPoint {
  /** First day of the period, `YYYY-MM-DD`. */
  period: string;
  comments: number;
  positive: number;
  neutral: number;
  negative: number;
  mixed: number;
  /** −1..1, of the analysed comments. */
  meanScore: number | null;
  /** Of the rated comments, every scale mapped to 1..5. */
  meanRating: number | null;
}

export type BreakdownDimension =
  | 'label'
  | 'channel'
  | 'source'
  | 'language'
  | 'sentiment'
  | 'kind'
  | 'escalation'
  | 'conflict';
export interface BreakdownRow {
  key: string;
  name: string;
  comments: number;
  share: Share;
  positive: number;
  neutral: number;
  negative: number;
  mixed: number;
  meanRating: number | null;
}

export const jobStates = ['queued', 'running', 'succeeded', 'partially_succeeded', 'failed', 'cancelled'] as const;
export type JobState = (typeof jobStates)[number];

export interface Job {
  id: string;
  kind: 'import' | 'sample' | 'reanalyse' | 'topics';
  state: JobState;
  progress: { done: number; total: number | null };
  result?: unknown;
  problem?: { code: string; detail: string };
  createdAt: string;
  updatedAt: string;
}

/** Every import ends with a balance: read = created + updated + unchanged + rejected. */
export interface ImportResult {
  dryRun: boolean;
  format: 'csv' | 'xlsx' | 'ndjson';
  encoding: string;
  columns: Record<string, string>;
  read: number;
  created: number;
  updated: number;
  unchanged: number;
  rejected: number;
  /** The first of the rejected rows; the whole list is a file of its own. */
  errors: { row: number; column?: string; code: string; detail: string }[];
  /** First rows as they would be stored (dry run only). */
  preview?: unknown[];
}

export const keyScopes = ['ingest', 'read', 'review', 'admin'] as const;
export type KeyScope = (typeof keyScopes)[number];

export interface ApiKey {
  id: string;
  name: string;
  /** First characters, to recognise it by. The key itself is shown once and only its hash is kept. */
  prefix: string;
  scopes: KeyScope[];
  createdAt: string;
  expiresAt: string | null;
  revokedAt: string | null;
  lastUsedAt: string | null;
}

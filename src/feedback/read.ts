/** Shapes that the store answers with and the API hands out. */
import type { ProblemFacts } from '../errors.ts';
import type { Analysis, Conflict, Escalation, Issue, IssueKind, Sentiment, SentimentLabel } from './analysis.ts';
import type { Comment } from './comment.ts';
import type { DecidedConflict } from './decision.ts';
import type { CommentFilter } from './filter.ts';

/** Whose data, and on whose behalf. Every call of the store takes one; it comes from the credential alone. */
export interface Scope {
  workspaceId: string;
  /** `key:<id>`, `user:<id>`, `setup` or `system`. */
  actor: string;
}

/** Who calls: an API key or a person. `Scope.actor` is `<kind>:<id>`, which is what is stored. */
export interface Actor {
  kind: 'key' | 'user';
  id: string;
  /** Of the key, or of the person as shown to others. */
  name: string;
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
  /** With the decided values in place of the machine's. */
  analysis: Analysis | null;
  /** What people decided; absent or null when nobody decided anything. */
  review?: CommentReview | null;
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
  /** True: the taxonomy in force has no such leaf; `path` has the names that it had. */
  removed?: boolean;
  /** The leaf that it was found for, where that was merged into another. */
  formerCode?: string;
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
  firstResponse: FirstResponse;
}

/** An issue as it is answered: with the states that it may go to. */
export interface IssueView extends IssueRecord {
  nextStates: IssueState[];
}

/** The clock of the first answer; it knows no pause. */
export interface FirstResponse {
  /** null for issues from before there was this clock. */
  dueAt: string | null;
  respondedAt: string | null;
  overdue: boolean;
}

/** Who did what to which row; it holds ids, counts and states, and nothing that a customer said. */
export interface AuditRecord {
  id: string;
  at: string;
  actor: string;
  /** `<noun>.<verb>` */
  action: string;
  subject: string;
  detail: Record<string, string | number | boolean | null>;
}

export interface AuditFilter {
  actor?: string[] | undefined;
  /** Whole actions, or nouns for all of theirs. */
  action?: string[] | undefined;
  subject?: string | undefined;
  /** A day or an instant, inclusive. */
  from?: string | undefined;
  /** An instant, exclusive, or a day, inclusive. */
  to?: string | undefined;
}

/** One step of the life cycle. */
export interface IssueStep {
  at: string;
  actor: string;
  from: IssueState;
  to: IssueState;
  /** What else changed. */
  change: IssuePatch;
}

/** The work of a department. */
export interface Inbox {
  department: string;
  open: number;
  unassigned: number;
  waitingCustomer: number;
  overdue: number;
  firstResponseOverdue: number;
  /** What customers said after resolution, 0..10. */
  followUp: { n: number; mean: number | null };
}

export interface IssueFilter {
  state?: IssueState[];
  label?: string[];
  department?: string[];
  assignee?: string[];
  kind?: IssueKind[];
  escalation?: Escalation[];
  overdue?: boolean;
  /** Unfinished work that is nobody's. */
  unassigned?: boolean;
  /** Nobody has answered in time yet. */
  firstResponseOverdue?: boolean;
  commentId?: string;
}

export interface IssuePatch {
  state?: IssueState;
  assignee?: string | null;
  note?: string;
  followUpScore?: number;
}

/**
 * `audit`: a random sample of all comments. `manual`: sent by hand. `second_opinion` and `final_check`: samples of what was
 * decided, looked at again by somebody else. `disagreement`: two reviewers differ.
 */
export const reviewReasons = [
  'conflict',
  'low_confidence',
  'audit',
  'manual',
  'second_opinion',
  'final_check',
  'disagreement',
] as const;
export type ReviewReason = (typeof reviewReasons)[number];

export const reviewStates = ['open', 'claimed', 'done'] as const;
export type ReviewState = (typeof reviewStates)[number];

/** Who works on an item: the credential, and the person where one credential serves several. */
export interface Reviewer {
  actor: string;
  reviewer: string | null;
}

export interface ReviewItem {
  id: string;
  commentId: string;
  reason: ReviewReason;
  /** Expected value of looking at it, 0..1; together with its age the queue's order. */
  priority: number;
  /** An item whose lease has run out is open. */
  state: ReviewState;
  createdAt: string;
  /** Goes up with every change of the item and with every new analysis of its comment. */
  version: number;
  /** Who holds it, until when; null unless it is claimed. */
  lease: (Reviewer & { expiresAt: string }) | null;
  escalatedTo: ReviewTarget | null;
  /** Of whoever sent or escalated it. */
  note: string | null;
  comment: Comment;
  analysis: Analysis;
  review: CommentReview | null;
  conflict: Conflict | null;
}

/** Where an item was passed on to: a department, a named reviewer, or anybody but who passed it on. */
export type ReviewTarget = { department: string } | { reviewer: string } | { secondReviewer: true };

/** Which items; of the comment filter, the comment must fit. */
export interface ReviewFilter {
  reason?: ReviewReason[];
  state?: ReviewState[];
  /** Passed on to one of these departments. */
  department?: string[];
  commentId?: string;
  comments?: CommentFilter;
}

export interface ReviewCounts {
  open: number;
  claimed: number;
  done: number;
  /** Of the open ones: passed on to somebody. */
  escalated: number;
  byReason: { reason: ReviewReason; open: number; claimed: number; done: number }[];
}

/** A value that a person decided, with what the machine says of it now. */
export interface Reviewed<T> extends Reviewer {
  human: T;
  machine: T | null;
  decisionId: string;
  decidedAt: string;
  note: string | null;
}

/** What people decided about a comment; a field that nobody decided is absent. */
export interface CommentReview {
  sentiment?: Reviewed<Sentiment>;
  ratingValid?: Reviewed<boolean>;
  conflict?: Reviewed<DecidedConflict>;
  /** Of the decided leaves; of all with `complete`. */
  issues?: Reviewed<Issue[]> & { complete: boolean; codes: string[] };
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
  /** Raised and not resolved, of the whole workspace whatever the filter. */
  alerts: { open: number };
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
  /** Of a leaf that the taxonomy in force has no more. */
  removed?: boolean;
  /** Of a leaf: what opens its comments, and those that complain about it and do not praise it. */
  filter?: CommentFilter | null;
  negativeFilter?: CommentFilter | null;
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

/** A backup of the whole service that it keeps itself. */
export interface Backup {
  name: string;
  bytes: number;
  createdAt: string;
}

export const jobKinds = [
  'import',
  'sample',
  'reanalyse',
  'topics',
  'train',
  'preview',
  'quality',
  'report',
  'backup',
  'erase',
] as const;

/** Why a job failed; the facts of the problem where one thing was wrong. */
export type JobProblem = { code: string; detail: string } & ProblemFacts;

export interface Job {
  id: string;
  kind: (typeof jobKinds)[number];
  state: JobState;
  progress: { done: number; total: number | null };
  result?: unknown;
  problem?: JobProblem;
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
  errors: ({ row: number; column?: string; code: string; detail: string } & Omit<ProblemFacts, 'position'>)[];
  /** First rows as they would be stored (dry run only). */
  preview?: unknown[];
}

export interface WorkspaceSettings {
  id: string;
  name: string;
  taxonomy: string;
  conflictThreshold: number;
  /** Share of all comments, 0..1, that goes to review at random. */
  auditShare: number;
  /** Shares of decided comments, 0..1, that somebody else decides again. */
  secondOpinionShare: number;
  finalCheckShare: number;
  /** So many decisions start a training; 0: none does. */
  trainAfter: number;
  /** … so many hours after the latest training at the earliest. */
  trainRestHours: number;
  /** A training after so many days, if anything was decided; 0: no such rhythm. */
  trainEveryDays: number;
  /** Read comments again when another model comes into force. */
  reanalyseAfterPromotion: boolean;
  /** Comments are erased so many days after they came in; null: they stay. */
  retentionDays: number | null;
  /** Version of the workspace's own model in force; null: the shipped models alone. */
  model: number | null;
  /** Versions of the workspace's own in force; 0: what ships with the service, of taxonomies the one named above. */
  taxonomyVersion: number;
  lexiconVersion: number;
}

export type WorkspacePatch = Partial<Omit<WorkspaceSettings, 'id' | 'model' | 'taxonomyVersion' | 'lexiconVersion'>>;

/** `analyse`: start topic runs and the like, and keep what an analyst keeps. */
export const keyScopes = ['ingest', 'read', 'analyse', 'review', 'admin'] as const;
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
  /** Until when the secret before this one works too; null: there is none. */
  formerUntil: string | null;
  /** null: as many as the service allows. */
  requestsPerMinute: number | null;
}

export const roles = ['reader', 'analyst', 'reviewer', 'admin'] as const;
export type Role = (typeof roles)[number];

/** What a person may do, in the scopes that keys have. */
export const scopesOf: Record<Role, readonly KeyScope[]> = {
  reader: ['read'],
  analyst: ['read', 'ingest', 'analyse'],
  reviewer: ['read', 'review'],
  admin: keyScopes,
};

export interface User {
  id: string;
  /** E-mail address or name to sign in with, in lower case. */
  login: string;
  name: string;
  role: Role;
  /** False until the person has set a password. */
  hasPassword: boolean;
  disabled: boolean;
  createdAt: string;
  lastSignInAt: string | null;
}

export interface NewUser {
  login: string;
  name: string;
  role: Role;
}

/** What a signed-in person's requests stand on. */
export interface OpenSession {
  user: User;
  /** Goes with every request that changes something, in `X-CSRF-Token`. */
  csrfToken: string;
  /** When it ends at the latest. */
  expiresAt: string;
}

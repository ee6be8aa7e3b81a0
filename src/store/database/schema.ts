/** The tables as Kysely sees them; `migrations/` says what each column means. */
import type { Generated, Kysely, Transaction } from 'kysely';

export interface Schema {
  setting: { name: string; value: string };
  setup_token: { hash: string; created_at: string };
  workspace: WorkspaceTable;
  api_key: ApiKeyTable;
  app_user: UserTable;
  session: SessionTable;
  invite: InviteTable;
  comment: CommentTable;
  comment_metadata: { workspace_id: string; key: string; value: string; comment_id: string };
  outbox: OutboxTable;
  analysis: AnalysisTable;
  analysis_body: { workspace_id: string; comment_id: string; body: string; terms: string };
  issue: IssueTable;
  issue_history: IssueHistoryTable;
  review_item: ReviewItemTable;
  review_skip: ReviewSkipTable;
  decision: DecisionTable;
  rollup: RollupTable;
  keyword: KeywordTable;
  term: TermTable;
  synonym: { workspace_id: string; word: string; term: string };
  job: JobTable;
  topic_run: TopicRunTable;
  topic_assignment: TopicAssignmentTable;
  taxonomy_draft: TaxonomyDraftTable;
  topic_definition: TopicDefinitionTable;
  topic_model: { workspace_id: string; run_id: string; hash: string; bytes: Uint8Array };
  topic_pending: { workspace_id: string; comment_id: string; token: string };
  saved_filter: SavedFilterTable;
  dismissed_suggestion: {
    workspace_id: string;
    run_id: string;
    topic: number;
    dismissed_at: string;
    dismissed_by: string;
  };
  report: ReportTable;
  report_quote: ReportQuoteTable;
  report_schedule: ReportScheduleTable;
  workspace_model: WorkspaceModelTable;
  edition: EditionTable;
  edition_draft: EditionDraftTable;
  leaf_place: { workspace_id: string; code: string; place: string; leaf: string; facts: string | null };
  model_promotion: ModelPromotionTable;
  webhook_endpoint: WebhookEndpointTable;
  webhook_secret: WebhookSecretTable;
  webhook_event: WebhookEventTable;
  webhook_delivery: WebhookDeliveryTable;
  webhook_attempt: WebhookAttemptTable;
  alert_rule: AlertRuleTable;
  alert: AlertTable;
  duty: { name: string; holder: string; until: string };
  stored_file: StoredFileTable;
  stored_part: { workspace_id: string; content: string; number: number; part: Uint8Array };
  idempotency: IdempotencyTable;
  audit: AuditTable;
  erasure: ErasureTable;
  statistics_settings: { workspace_id: string; version: number; body: string };
  business_event: DocumentTable;
  target: DocumentTable;
  quality_scan: { workspace_id: string; scan: string; ended_at: string; body: string };
  quality_flag: QualityFlagTable;
  imputed_score: ImputedScoreTable;
  blocked_respondent: BlockedRespondentTable;
  migration: { name: string; applied_at: string };
}

export type Db = Kysely<Schema>;
export type Trx = Transaction<Schema>;

interface WorkspaceTable {
  id: string;
  name: string;
  taxonomy: string;
  conflict_threshold: number | null;
  audit_share: Generated<number>;
  second_opinion_share: Generated<number>;
  final_check_share: Generated<number>;
  model: Generated<number | null>;
  train_after: Generated<number>;
  train_rest_hours: Generated<number>;
  train_every_days: Generated<number>;
  train_started_at: Generated<string | null>;
  reanalyse_after_promotion: Generated<number>;
  taxonomy_version: Generated<number | null>;
  lexicon_version: Generated<number | null>;
  retention_days: Generated<number | null>;
  created_at: string;
}

export interface ApiKeyTable {
  workspace_id: string;
  id: string;
  name: string;
  prefix: string;
  hash: string;
  scopes: string;
  created_at: string;
  expires_at: string | null;
  revoked_at: string | null;
  last_used_at: string | null;
  former_hash: string | null;
  former_until: string | null;
  requests_per_minute: number | null;
}

export interface UserTable {
  workspace_id: string;
  id: string;
  login: string;
  name: string;
  role: string;
  password_hash: string | null;
  created_at: string;
  disabled_at: string | null;
  last_sign_in_at: string | null;
}

export interface SessionTable {
  workspace_id: string;
  hash: string;
  user_id: string;
  csrf_secret: string;
  created_at: string;
  expires_at: string;
  last_seen_at: string;
}

interface InviteTable {
  workspace_id: string;
  user_id: string;
  hash: string;
  created_at: string;
  expires_at: string;
}

export interface CommentTable {
  seq: Generated<number>;
  workspace_id: string;
  id: string;
  external_id: string | null;
  source: string;
  text: string;
  content_hash: string;
  revision: number;
  rating: number | null;
  scale_min: number;
  scale_max: number;
  position: number | null;
  ten_point: number | null;
  csat: number | null;
  nps: number | null;
  ratings: string | null;
  channel: string | null;
  language: string | null;
  author: string | null;
  occurred_at: string;
  occurred_given: number;
  received_at: string;
  day: string;
  metadata: string | null;
  masked: string;
  state: 'pending' | 'analysed' | 'failed';
  failure: string | null;
}

export interface OutboxTable {
  workspace_id: string;
  comment_id: string;
  revision: number;
  attempts: number;
  token: string;
  available_at: string;
  job_id: string | null;
}

interface AnalysisTable {
  workspace_id: string;
  comment_id: string;
  revision: number;
  label: string;
  score: number;
  confidence: number;
  language: string;
  kind: string;
  escalation: string;
  conflict_type: string | null;
  conflict_flagged: number;
  issue_count: number;
  analysed_at: string;
  rating_valid: Generated<number>;
  decided: Generated<number>;
}

export interface ReportTable {
  workspace_id: string;
  id: string;
  job_id: string;
  schedule_id: string | null;
  request: string;
  body: string | null;
  comments: number | null;
  created_at: string;
  ended_at: string | null;
}

export interface ReportQuoteTable {
  workspace_id: string;
  report_id: string;
  place: number;
  comment_id: string;
  words: string;
}

export interface ReportScheduleTable {
  workspace_id: string;
  id: string;
  name: string;
  cadence: string;
  language: string;
  filters: string;
  next_at: string;
  created_at: string;
}

export interface IssueTable {
  workspace_id: string;
  id: string;
  comment_id: string;
  code: string;
  path: string;
  kind: string;
  label: string;
  label_rank: number | null;
  score: number;
  confidence: number;
  escalation: string;
  severity: number;
  evidence: string;
  source: string;
  department: string;
  sla_hours: number;
  state: string;
  assignee: string | null;
  note: string | null;
  follow_up_score: number | null;
  created_at: string;
  updated_at: string;
  due_at: string;
  waiting_since: string | null;
  day: string;
  channel: string;
  comment_source: string;
  needs_action: number;
  touched: number;
  withdrawn: number;
  first_response_due_at: string | null;
  first_responded_at: string | null;
  overdue_told: string | null;
}

interface IssueHistoryTable {
  workspace_id: string;
  id: string;
  issue_id: string;
  at: string;
  actor: string;
  from_state: string;
  to_state: string;
  change: string;
}

export interface ReviewItemTable {
  workspace_id: string;
  id: string;
  comment_id: string;
  reason: string;
  priority: number;
  state: string;
  created_at: string;
  rank: number;
  version: number;
  lease_actor: string | null;
  lease_reviewer: string | null;
  lease_until: string | null;
  claimed_at: string | null;
  escalated_department: string | null;
  escalated_reviewer: string | null;
  note: string | null;
}

interface ReviewSkipTable {
  workspace_id: string;
  item_id: string;
  actor: string;
  reviewer: string;
  until: string;
}

export interface DecisionTable {
  workspace_id: string;
  id: string;
  comment_id: string;
  item_id: string;
  verdict: string;
  role: string;
  decided_at: string;
  actor: string;
  reviewer: string | null;
  note: string | null;
  undoes: string | null;
  content: string;
  decided: string;
  machine: string;
  seconds: number | null;
}

interface RollupTable {
  workspace_id: string;
  day: string;
  channel: string;
  source: string;
  leaf: string;
  label: string;
  comments: number;
  score_sum: number;
  rated: number;
  position_sum: number;
  ten_point_sum: number;
  csat: number;
  nps_rated: number;
  promoters: number;
  detractors: number;
  covered: number;
}

/** Weight and polarity in ten-thousandths; day, channel and source are those of the comment. */
export interface KeywordTable {
  workspace_id: string;
  comment_id: string;
  term: string;
  weight: number;
  polarity: number;
  day: string;
  channel: string;
  source: string;
}

interface TermTable {
  workspace_id: string;
  term: string;
  comments: number;
  keywords: number;
  weight_sum: number;
  polarity_sum: number;
}

export interface JobTable {
  workspace_id: string;
  id: string;
  kind: string;
  state: string;
  step: number;
  done: number;
  total: number | null;
  input: string;
  checkpoint: string | null;
  result: string | null;
  problem: string | null;
  actor: string;
  created_at: string;
  updated_at: string;
  lease: string;
  lease_until: string | null;
  attempts: number;
  run_at: string | null;
}

interface StoredFileTable {
  workspace_id: string;
  kind: string;
  name: string;
  content: string;
  hash: string;
  bytes: number;
  created_at: string;
}

interface WorkspaceModelTable {
  workspace_id: string;
  version: number;
  job_id: string;
  body: string;
  created_at: string;
}

export interface EditionTable {
  workspace_id: string;
  kind: string;
  version: number;
  key: string;
  content: string;
  note: string | null;
  created_at: string;
  created_by: string;
}

interface EditionDraftTable {
  workspace_id: string;
  kind: string;
  revision: string;
  content: string;
  updated_at: string;
  updated_by: string;
}

interface ModelPromotionTable {
  workspace_id: string;
  id: string;
  version: number | null;
  previous: number | null;
  reason: string;
  at: string;
  actor: string;
}

export interface TopicRunTable {
  workspace_id: string;
  id: string;
  job_id: string | null;
  definition: string | null;
  topics: number | null;
  state: string;
  request: string;
  body: string | null;
  comments: number | null;
  created_at: string;
  ended_at: string | null;
  changes: Generated<number>;
}

export interface TaxonomyDraftTable {
  workspace_id: string;
  id: string;
  taxonomy: string;
  content: string;
  source: string;
  created_at: string;
  created_by: string;
}

export interface TopicDefinitionTable {
  workspace_id: string;
  id: string;
  name: string;
  request: string;
  cadence: string;
  next_at: string | null;
  created_at: string;
  updated_at: string;
}

export interface SavedFilterTable {
  workspace_id: string;
  id: string;
  name: string;
  filter: string;
  created_at: string;
  created_by: string;
}

interface TopicAssignmentTable {
  workspace_id: string;
  run_id: string;
  comment_id: string;
  topic: number;
  probability: number;
}

export interface IdempotencyTable {
  workspace_id: string;
  owner: string;
  idempotency_key: string;
  request_hash: string;
  ticket: string;
  status: number | null;
  body: string | null;
  created_at: string;
}

export interface WebhookEndpointTable {
  workspace_id: string;
  id: string;
  url: string;
  description: string;
  events: string;
  content: string;
  disabled: string | null;
  failing_since: string | null;
  not_before: string | null;
  created_at: string;
  updated_at: string;
}

interface WebhookSecretTable {
  workspace_id: string;
  endpoint_id: string;
  id: string;
  secret: string;
  created_at: string;
  expires_at: string | null;
}

interface WebhookEventTable {
  workspace_id: string;
  id: string;
  type: string;
  comment_id: string | null;
  body: string;
  created_at: string;
}

export interface WebhookDeliveryTable {
  workspace_id: string;
  id: string;
  endpoint_id: string;
  event_id: string;
  state: string;
  tries: number;
  next_at: string;
  token: string;
  status: number | null;
  failure: string | null;
  created_at: string;
  ended_at: string | null;
}

interface WebhookAttemptTable {
  workspace_id: string;
  delivery_id: string;
  id: string;
  at: string;
  ms: number;
  status: number | null;
  failure: string | null;
}

export interface AlertRuleTable {
  workspace_id: string;
  id: string;
  name: string;
  about: string;
  condition: string;
  department: string | null;
  assignee: string | null;
  enabled: number;
  next_at: string | null;
  created_at: string;
  updated_at: string;
}

export interface AlertTable {
  workspace_id: string;
  id: string;
  rule_id: string;
  rule_name: string;
  kind: string;
  subject: string;
  comment_id: string | null;
  issue_id: string | null;
  day: string;
  found: string;
  state: string;
  department: string | null;
  assignee: string | null;
  note: string | null;
  raised_at: string;
  changed_at: string | null;
  changed_by: string | null;
}

export interface ErasureTable {
  workspace_id: string;
  id: string;
  job_id: string;
  hashes: string;
  subject: string | null;
  found: number | null;
  erased: number | null;
  created_at: string;
  ended_at: string | null;
}

export interface AuditTable {
  workspace_id: string;
  id: string;
  at: string;
  actor: string;
  action: string;
  subject: string;
  detail: string;
}

export interface DocumentTable {
  workspace_id: string;
  id: string;
  body: string;
  created_at: string;
  updated_at: string;
}

interface QualityFlagTable {
  workspace_id: string;
  comment_id: string;
  flag: string;
  scan: string;
  detail: string | null;
  excluded: number;
}

interface ImputedScoreTable {
  workspace_id: string;
  comment_id: string;
  dimension: string;
  scan: string;
  regression: number;
  mode: number;
  hot_deck: number;
}

export interface BlockedRespondentTable {
  workspace_id: string;
  kind: string;
  value: string;
  since: string;
  lifted_at: string | null;
  scan: string;
}

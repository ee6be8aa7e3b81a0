/**
 * What the HTTP layer needs from the rest. It declares these interfaces, `main` hands in who fulfils them.
 * All expected failures are thrown as `AppError`; "not yours" and "not there" are the same `null`.
 */
import type {
  Alert,
  AlertCondition,
  AlertFilter,
  AlertPatch,
  AlertPreview,
  AlertRule,
  AlertRuleInput,
  AlertState,
} from '../feedback/alerts/rule.ts';
import type { ReadWith } from '../feedback/analysed.ts';
import type { ChannelCalibration, Versions } from '../feedback/analysis.ts';
import type { FailureSource, WorkDepth, WorkFailure } from '../feedback/backgroundWork.ts';
import type { ParsedComment } from '../feedback/comment.ts';
import type { Correction, FindLeaf } from '../feedback/correction.ts';
import type { CoverageDimension, CoverageRow } from '../feedback/coverage.ts';
import type { Decision, DecisionFilter, DecisionStep } from '../feedback/decision.ts';
import type { Draft, EditionHead, InForce, PutInForce } from '../feedback/edition.ts';
import type { Erasure, ErasureSubject } from '../feedback/erasure.ts';
import type { CommentFilter } from '../feedback/filter.ts';
import type { ImportOptions, UploadedFile } from '../feedback/importing.ts';
import type { KeywordAnswer, KeywordQuery } from '../feedback/keywordQuery.ts';
import type { TrainingPlan } from '../feedback/learning/schedule.ts';
import type { StoredModel } from '../feedback/learning/stored.ts';
import type { Lexicon } from '../feedback/lexicon.ts';
import type {
  Actor,
  ApiKey,
  AuditFilter,
  AuditRecord,
  Backup,
  BreakdownDimension,
  BreakdownRow,
  CommentWithAnalysis,
  Inbox,
  IngestOutcome,
  IssueFilter,
  IssuePatch,
  IssueRecord,
  IssueStep,
  Job,
  KeyScope,
  NewUser,
  OpenSession,
  Page,
  PageRequest,
  ReviewCounts,
  ReviewFilter,
  ReviewItem,
  ReviewReason,
  ReviewTarget,
  Role,
  Scope,
  StatsSummary,
  TrendPoint,
  User,
  WorkspacePatch,
  WorkspaceSettings,
} from '../feedback/read.ts';
import type {
  ReportHead,
  ReportRequest,
  ReportSchedule,
  ReportScheduleInput,
  StoredReport,
} from '../feedback/report/order.ts';
import type { ReviewQuality } from '../feedback/reviewQuality.ts';
import type { SavedFilter, SavedFilterInput } from '../feedback/savedFilter.ts';
import type { BusinessEvent, BusinessEventInput } from '../feedback/statistics/events.ts';
import type { BlockedRespondent, RespondentKind } from '../feedback/statistics/quality/flags.ts';
import type { StatisticsSettings } from '../feedback/statistics/settings.ts';
import type { Statistics } from '../feedback/statistics/statistics.ts';
import type { Target, TargetInput } from '../feedback/statistics/targets.ts';
import type { SynonymGroup } from '../feedback/synonyms.ts';
import type { Taxonomy, TaxonomyContent } from '../feedback/taxonomy.ts';
import type { TopicDefinition, TopicDefinitionInput } from '../feedback/topics/definition.ts';
import type {
  StoredTopicRun,
  TopicAssignment,
  TopicCrossing,
  TopicQuote,
  TopicRunHead,
  TopicRunOrder,
} from '../feedback/topics/stored.ts';
import type { LeafDraft, TaxonomyDraft } from '../feedback/topics/suggest.ts';
import type {
  DeliveryDetails,
  DeliveryState,
  WebhookDelivery,
  WebhookEndpoint,
  WebhookInput,
} from '../feedback/webhooks.ts';
import type { JsonText } from './json/encode.ts';

/** Reads comments without storing them; runs in worker threads, which hand over JSON: of an `Analysis`, of an `Explanation`. */
export interface AnalysisService {
  analyse(
    comments: ParsedComment[],
    options: { readWith: ReadWith; ids: string[]; conflictThreshold: number },
  ): Promise<(JsonText | { failure: string })[]>;
  explain(
    comment: ParsedComment,
    options: { readWith: ReadWith; calibration?: ChannelCalibration | undefined },
  ): Promise<JsonText>;
  /** But for the model, which is the workspace's affair. */
  versions(readWith?: ReadWith): Versions;
  taxonomies(): Taxonomy[];
  /** True once a first comment could be analysed. */
  ready(): boolean | Promise<boolean>;
}

export interface IdempotencyRecord {
  status: number;
  body: string;
}

/** Reserves `key` for this request, answers the stored outcome, or throws `idempotency_key_reused` / `idempotency_in_progress`. */
export interface IdempotencyTicket {
  /** Set when the same request was answered before. */
  replay?: IdempotencyRecord;
  ticket: string;
}

export interface CommentService {
  /** One transaction: comments, outbox rows, and the answer under the idempotency ticket. Resolves once it is on disk. */
  ingest(
    scope: Scope,
    comments: ParsedComment[],
    options?: { ticket?: string; answer?: (outcomes: IngestOutcome[]) => IdempotencyRecord },
  ): Promise<IngestOutcome[]>;
  /** Resolves when the named comments are analysed (or have failed), or at the deadline in milliseconds. */
  waitForAnalyses(scope: Scope, ids: string[], timeoutMs: number): Promise<CommentWithAnalysis[]>;
  list(scope: Scope, filter: CommentFilter, page: PageRequest): Promise<Page<CommentWithAnalysis>>;
  /** All matching comments in order, for exports. */
  stream(scope: Scope, filter: CommentFilter): AsyncIterable<CommentWithAnalysis>;
  get(scope: Scope, id: string): Promise<CommentWithAnalysis | null>;
  /** In the order of `ids`; those that are not there are left out. */
  named(scope: Scope, ids: string[]): Promise<CommentWithAnalysis[]>;
  /** Erases the comment and everything derived from it. False when there is none. */
  delete(scope: Scope, id: string): Promise<boolean>;
}

export interface IdempotencyService {
  /** `requestHash` is of the canonical request; `owner` names credential and route. */
  begin(scope: Scope, owner: string, key: string, requestHash: string): Promise<IdempotencyTicket>;
  /** For requests whose effect is not an ingest transaction. */
  finish(scope: Scope, ticket: string, record: IdempotencyRecord): Promise<void>;
  /** The request failed before it had an effect: the key is free again. */
  abandon(scope: Scope, ticket: string): Promise<void>;
}

export interface IssueService {
  list(scope: Scope, filter: IssueFilter, page: PageRequest): Promise<Page<IssueRecord>>;
  get(scope: Scope, id: string): Promise<IssueRecord | null>;
  /** What was done to it, oldest first; nothing for an issue that there is not. */
  history(scope: Scope, id: string): Promise<IssueStep[]>;
  inboxes(scope: Scope): Promise<Inbox[]>;
  /** Throws `state_conflict` for a step that the life cycle does not allow. */
  patch(scope: Scope, id: string, patch: IssuePatch): Promise<IssueRecord | null>;
}

/** What a reviewer says about an item. */
export type Ruling =
  | { verdict: 'accept' }
  | { verdict: 'fix'; correction: Correction; findLeaf: FindLeaf }
  | { verdict: 'reject' }
  | { verdict: 'escalate'; to: ReviewTarget };

/** Who acts, where one key serves several people, and which version of the item he saw. */
export interface ItemChange {
  reviewer?: string | undefined;
  version: number | null;
}

type RulingChange = ItemChange & { note?: string | undefined };

export interface ReviewService {
  list(scope: Scope, filter: ReviewFilter, page: PageRequest): Promise<Page<ReviewItem>>;
  get(scope: Scope, id: string): Promise<ReviewItem | null>;
  counts(scope: Scope): Promise<ReviewCounts>;
  /** Open items like this one, at most `limit`. */
  alike(scope: Scope, id: string, limit: number): Promise<ReviewItem[] | null>;
  /** False when there is no such item. Everything that counts has followed when it resolves. */
  decide(scope: Scope, id: string, ruling: Ruling, change: RulingChange): Promise<boolean>;
  acceptAll(
    scope: Scope,
    items: { id: string; version: number }[],
    change: { reviewer?: string | undefined; note?: string | undefined },
  ): Promise<{ id: string; status: 'accepted' | 'refused'; code?: string; detail?: string }[]>;
  undo(scope: Scope, id: string, change: RulingChange & { admin: boolean }): Promise<boolean>;
  quality(scope: Scope, period: { from?: string | undefined; to?: string | undefined }): Promise<ReviewQuality>;
  /** Answers the id of the item; null when there is no such comment. */
  add(
    scope: Scope,
    commentId: string,
    more: { reviewer?: string | undefined; note?: string | undefined },
  ): Promise<string | null>;
}

interface LeaseOptions {
  reviewer?: string | undefined;
  leaseMs: number;
}

export interface ClaimService {
  /** Id of the item that the caller now holds; null when there is none for him. */
  next(
    scope: Scope,
    options: LeaseOptions & {
      reason?: ReviewReason[] | undefined;
      department?: string[] | undefined;
      comments?: CommentFilter | undefined;
    },
  ): Promise<string | null>;
  /** These answer false when there is no such item. */
  claim(scope: Scope, id: string, options: LeaseOptions): Promise<boolean>;
  heartbeat(scope: Scope, id: string, options: LeaseOptions): Promise<boolean>;
  release(scope: Scope, id: string, change: ItemChange & { skip: boolean }): Promise<boolean>;
}

export interface AuditService {
  list(scope: Scope, filter: AuditFilter, page: PageRequest): Promise<Page<AuditRecord>>;
}

export interface DecisionService {
  /** About a comment, the oldest first. */
  history(scope: Scope, commentId: string): Promise<DecisionStep[]>;
  list(scope: Scope, filter: DecisionFilter, page: PageRequest): Promise<Page<Decision>>;
}

export interface StatsService {
  summary(scope: Scope, filter: CommentFilter): Promise<StatsSummary>;
  trend(scope: Scope, filter: CommentFilter, interval: 'day' | 'week' | 'month'): Promise<TrendPoint[]>;
  breakdown(scope: Scope, filter: CommentFilter, by: BreakdownDimension): Promise<BreakdownRow[]>;
  coverage(scope: Scope, filter: CommentFilter, by: CoverageDimension): Promise<CoverageRow[]>;
}

export interface StatisticsSettingsService {
  get(scope: Scope): Promise<{ settings: StatisticsSettings; version: number }>;
  /** Puts these in the place of all. Throws `version_conflict` when `expected` is not the version they have. */
  put(
    scope: Scope,
    settings: StatisticsSettings,
    expected: number | null,
  ): Promise<{ settings: StatisticsSettings; version: number }>;
}

export interface QualityService {
  blocked(scope: Scope): Promise<BlockedRespondent[]>;
  /** False when nobody of that name is blocked. */
  lift(scope: Scope, kind: RespondentKind, value: string): Promise<boolean>;
}

/** A short list that people keep. `create` throws `out_of_range` when it is full. */
export interface DocumentService<Input, Kept extends Input> {
  list(scope: Scope): Promise<Kept[]>;
  get(scope: Scope, id: string): Promise<Kept | null>;
  create(scope: Scope, input: Input): Promise<Kept>;
  put(scope: Scope, id: string, input: Input): Promise<Kept | null>;
  delete(scope: Scope, id: string): Promise<boolean>;
}

export interface KeywordService {
  find(scope: Scope, query: KeywordQuery): Promise<KeywordAnswer>;
}

export interface SynonymService {
  get(scope: Scope): Promise<Synonyms>;
  /** Puts these groups in the place of all. Throws `version_conflict` when `expected` is not the version they have. */
  put(scope: Scope, groups: SynonymGroup[], expected: string | null): Promise<Synonyms>;
}

interface Synonyms {
  groups: SynonymGroup[];
  version: string;
}

export interface ModelService {
  /** Queues a training. */
  train(scope: Scope, input: { ratings: boolean; promote: boolean }): Promise<Job>;
  list(scope: Scope, page: PageRequest): Promise<Page<StoredModel>>;
  get(scope: Scope, version: number): Promise<StoredModel | null>;
  /** The version in force; null: the shipped models alone. */
  active(scope: Scope): Promise<number | null>;
  /** When the next training comes by itself. */
  plan(scope: Scope): Promise<TrainingPlan>;
  /**
   * Null when there is none. Throws `file_unreadable` when its files are not sound; what was in force stays. `reanalyse`:
   * queue a job that reads all comments again; absent: as the workspace wants it.
   */
  promote(scope: Scope, version: number, reanalyse?: boolean): Promise<{ reanalysis: Job | null } | null>;
  /** Answers what is in force then. Throws `state_conflict` when the version is not in force. */
  rollback(
    scope: Scope,
    version: number,
    reanalyse?: boolean,
  ): Promise<{ active: number | null; reanalysis: Job | null }>;
  /** Those that are gone are left out. */
  quotes(scope: Scope, commentIds: string[]): Promise<TopicQuote[]>;
}

export interface TopicService {
  /** Queues a run with its job. Throws `out_of_range` when the filters leave too few comments for it. */
  start(scope: Scope, order: TopicRunOrder): Promise<{ id: string; jobId: string }>;
  get(scope: Scope, id: string): Promise<StoredTopicRun | null>;
  /** Of one definition, or all. */
  list(scope: Scope, page: PageRequest, definitionId?: string): Promise<Page<TopicRunHead>>;
  /** Of one topic, the most probable first; of all with null. */
  assignments(
    scope: Scope,
    id: string,
    topic: number | null,
    page: PageRequest,
  ): Promise<Page<TopicAssignment & { externalId: string | null }>>;
  /** How comments moved from the topics of one run to those of another. */
  crossings(scope: Scope, before: string, after: string): Promise<TopicCrossing[]>;
  /** Those that are gone are left out. */
  quotes(scope: Scope, commentIds: string[]): Promise<TopicQuote[]>;
  /** False when there is none. Throws `state_conflict` while its job is not over. */
  delete(scope: Scope, id: string): Promise<boolean>;
}

/** A draft, published versions, and which of them is in force. `Content` is as people write it, `Sealed` as it is published. */
export interface EditingService<Content, Sealed> {
  inForce(scope: Scope): Promise<InForce<Sealed>>;
  /** A published version, 0: what ships with the service. */
  at(scope: Scope, version: number): Promise<InForce<Sealed> | null>;
  /** The newest first. */
  list(scope: Scope, page: PageRequest): Promise<Page<EditionHead>>;
  draft(scope: Scope): Promise<Draft<Content> | null>;
  /**
   * `expected`: revision of the draft that must be there, null for none, undefined for whatever there is. Throws
   * `version_conflict`, and what is wrong with the content.
   */
  put(scope: Scope, content: unknown, expected: string | null | undefined): Promise<Draft<Content>>;
  /** False when there is none. */
  discard(scope: Scope, expected: string | undefined): Promise<boolean>;
  /** These throw `state_conflict` without a draft. */
  preview(scope: Scope, order: { comments: number }): Promise<Job>;
  publish(
    scope: Scope,
    order: { expected: string | null | undefined; note: string | null; backfill: boolean },
  ): Promise<PutInForce>;
  /** Null when there is no such version. Throws `state_conflict` for the one in force. */
  rollback(scope: Scope, order: { version: number; backfill: boolean }): Promise<PutInForce | null>;
}

export interface TaxonomyDraftService {
  /** One a source: asked for again, it is the one that is there. */
  create(
    scope: Scope,
    input: { taxonomy: string; content: LeafDraft; source: string },
  ): Promise<{ draft: TaxonomyDraft; created: boolean }>;
  /** All, the oldest first. */
  list(scope: Scope): Promise<TaxonomyDraft[]>;
  /** Ids of drafts by their source. */
  bySource(scope: Scope, sources: string[]): Promise<Map<string, string>>;
}

/** Suggested leaves that nobody wants to see, by the run and the topic that they are read off. */
export interface DismissalService {
  of(scope: Scope, runId: string): Promise<Set<number>>;
  /** Twice is once. */
  set(scope: Scope, runId: string, topic: number, dismissed: boolean): Promise<void>;
}

export interface TopicDefinitionService {
  get(scope: Scope, id: string): Promise<TopicDefinition | null>;
  list(scope: Scope, page: PageRequest): Promise<Page<TopicDefinition>>;
  /** Throws `out_of_range` beyond the limit of definitions. */
  create(scope: Scope, input: TopicDefinitionInput): Promise<TopicDefinition>;
  change(scope: Scope, id: string, patch: Partial<TopicDefinitionInput>): Promise<TopicDefinition | null>;
  /** Its runs stay. False when there is none. */
  delete(scope: Scope, id: string): Promise<boolean>;
  /** A run now. Null when there is none; throws `state_conflict` while one is not over, `out_of_range` for too few comments. */
  run(scope: Scope, id: string): Promise<{ id: string; jobId: string } | null>;
}

export interface ReportService {
  /** Queues a report with its job. Throws `state_conflict` when what it is compared with is not there. */
  start(scope: Scope, request: ReportRequest): Promise<{ id: string; jobId: string }>;
  get(scope: Scope, id: string): Promise<StoredReport | null>;
  /** Of one schedule, or all. */
  list(scope: Scope, page: PageRequest, scheduleId?: string): Promise<Page<ReportHead>>;
  /** False when there is none. Throws `state_conflict` while its job is not over. */
  delete(scope: Scope, id: string): Promise<boolean>;
}

export interface ReportScheduleService {
  list(scope: Scope): Promise<ReportSchedule[]>;
  /** Throws `out_of_range` beyond the limit of schedules. */
  create(scope: Scope, input: ReportScheduleInput): Promise<ReportSchedule>;
  /** Its reports stay. */
  delete(scope: Scope, id: string): Promise<boolean>;
}

export interface AlertRuleService {
  list(scope: Scope): Promise<AlertRule[]>;
  get(scope: Scope, id: string): Promise<AlertRule | null>;
  /** Throws `out_of_range` beyond the limit of rules. */
  create(scope: Scope, input: AlertRuleInput): Promise<AlertRule>;
  change(scope: Scope, id: string, patch: Partial<AlertRuleInput>): Promise<AlertRule | null>;
  /** Its alerts stay. */
  delete(scope: Scope, id: string): Promise<boolean>;
  /** What it would have done in the last so many days. */
  preview(scope: Scope, condition: AlertCondition, days: number): Promise<AlertPreview>;
}

export interface AlertService {
  /** The newest first. */
  list(scope: Scope, filter: AlertFilter, page: PageRequest): Promise<Page<Alert>>;
  get(scope: Scope, id: string): Promise<Alert | null>;
  counts(scope: Scope): Promise<Record<AlertState, number>>;
  patch(scope: Scope, id: string, patch: AlertPatch): Promise<Alert | null>;
}

export interface WebhookService {
  list(scope: Scope): Promise<WebhookEndpoint[]>;
  get(scope: Scope, id: string): Promise<WebhookEndpoint | null>;
  /** Throws `address_refused`, and `out_of_range` beyond the limit of endpoints. */
  create(scope: Scope, input: WebhookInput): Promise<{ endpoint: WebhookEndpoint; secret: string }>;
  /** Throws `address_refused`. */
  change(
    scope: Scope,
    id: string,
    patch: Partial<WebhookInput> & { enabled?: boolean },
  ): Promise<WebhookEndpoint | null>;
  delete(scope: Scope, id: string): Promise<boolean>;
  rotate(scope: Scope, id: string, overlapHours: number): Promise<{ secret: string } | null>;
  /** These throw `state_conflict` when the endpoint is disabled. */
  test(scope: Scope, id: string): Promise<{ deliveryId: string } | null>;
  replay(scope: Scope, id: string, deliveryId: string): Promise<boolean>;
  /** How many are sent again. */
  replaySince(scope: Scope, id: string, which: { since: string; only: 'failed' | 'all' }): Promise<number | null>;
  /** The newest first. */
  deliveries(
    scope: Scope,
    id: string,
    states: DeliveryState[] | undefined,
    page: PageRequest,
  ): Promise<Page<WebhookDelivery>>;
  delivery(scope: Scope, id: string, deliveryId: string): Promise<DeliveryDetails | null>;
}

export interface BackupService {
  /** Throws `forbidden` for any workspace but the first: a backup holds all of them. */
  requireOperator(scope: Scope): Promise<void>;
  /** The newest first. */
  list(): Promise<Backup[]>;
  /** Null when there is none of that name. */
  open(name: string): Promise<{ bytes: number; stream: NodeJS.ReadableStream } | null>;
}

export interface JobService {
  startImport(scope: Scope, file: UploadedFile, options: ImportOptions): Promise<Job>;
  /** Loads the sample comments that ship with the service. */
  startSample(scope: Scope): Promise<Job>;
  /** Looks at the data quality of all comments. */
  startQualityScan(scope: Scope): Promise<Job>;
  /** Makes a backup of the whole service. */
  startBackup(scope: Scope): Promise<Job>;
  startReanalysis(scope: Scope, filter: CommentFilter): Promise<Job>;
  get(scope: Scope, id: string): Promise<Job | null>;
  list(scope: Scope, page: PageRequest): Promise<Page<Job>>;
  /** False when there is none or it has ended. */
  cancel(scope: Scope, id: string): Promise<boolean>;
  /** Every change of the job until it ends. */
  watch(scope: Scope, id: string, signal: AbortSignal): AsyncIterable<Job>;
  /** The rejected rows of an import as CSV, or null. */
  rejectedRows(scope: Scope, id: string): Promise<NodeJS.ReadableStream | null>;
}

export interface Principal {
  scope: Scope;
  actor: Actor;
  scopes: KeyScope[];
  /** Of a person; keys have none. */
  session?: OpenSession;
  /** Of a key; null or absent: what the service allows. */
  requestsPerMinute?: number | null;
}

export interface SignedIn {
  /** For the cookie; nothing but its hash is kept. */
  token: string;
  principal: Principal;
}

export interface SessionService {
  authenticate(token: string): Promise<Principal | null>;
  /** Null for an unknown login and for a wrong password, after the same time. The session of `formerToken` ends. */
  signIn(input: { login: string; password: string }, formerToken: string | null): Promise<SignedIn | null>;
  signOut(scope: Scope, token: string): Promise<void>;
  /** Null when the token is worthless. Sets the password and ends all other sessions of the person. */
  acceptInvite(token: string, password: string): Promise<SignedIn | null>;
  /** Null when `current` is wrong. Ends all other sessions of the person. */
  changePassword(scope: Scope, id: string, passwords: { current: string; password: string }): Promise<SignedIn | null>;
}

export interface UserService {
  list(scope: Scope): Promise<User[]>;
  /** Throws `duplicate_value` when the login is taken. */
  create(scope: Scope, input: NewUser): Promise<User>;
  /** These throw `state_conflict` when it would leave the workspace without an admin. */
  update(
    scope: Scope,
    id: string,
    patch: { name?: string | undefined; role?: Role | undefined; disabled?: boolean | undefined },
  ): Promise<User | null>;
  delete(scope: Scope, id: string): Promise<boolean>;
  /** Throws `state_conflict` for somebody disabled. */
  invite(scope: Scope, id: string): Promise<{ token: string; expiresAt: string } | null>;
}

export interface AccessService {
  authenticate(key: string): Promise<Principal | null>;
  createKey(
    scope: Scope,
    input: { name: string; scopes: KeyScope[]; expiresAt?: string; requestsPerMinute?: number },
  ): Promise<{ key: string; record: ApiKey }>;
  listKeys(scope: Scope): Promise<ApiKey[]>;
  /** Null when there is none or it was revoked. Throws `state_conflict` for one that has expired. */
  rotateKey(scope: Scope, id: string, graceHours: number): Promise<{ key: string; record: ApiKey } | null>;
  revokeKey(scope: Scope, id: string): Promise<boolean>;
  /** Trades the one-time set-up token for the first admin key. Null for a wrong token; throws `setup_done` afterwards. */
  completeSetup(
    token: string,
    input: { workspace: string; taxonomy: string },
  ): Promise<{ key: string; record: ApiKey } | null>;
  /** The same for the first admin, a person, in place of a key. */
  completeSetupAs(
    token: string,
    input: { workspace: string; taxonomy: string },
    admin: { login: string; name: string; password: string },
  ): Promise<SignedIn | null>;
  setupDone(): Promise<boolean>;
}

export interface WorkspaceService {
  get(scope: Scope): Promise<WorkspaceSettings>;
  /** What its comments are read with at present. */
  readWith(scope: Scope): Promise<ReadWith>;
  update(scope: Scope, patch: WorkspacePatch): Promise<void>;
}

/** Over all workspaces. */
export interface HealthFigures {
  /** By kind of work: what waits or is worked on, and how long the oldest that nobody works on has been due. */
  queues: Record<string, { depth: number; oldestSeconds: number }> & {
    analysis: { depth: number; oldestSeconds: number };
  };
  /** Items of the review queues, by state. */
  reviews: Record<string, number>;
  /** Comments whose analysis failed for good. */
  failed: number;
  disk: { freeBytes: number };
  lastBackupAt: string | null;
}

export interface HealthService {
  /** Resolves when the database has answered a read. Throws when its tables are older than this program. */
  ping(): Promise<void>;
  /** Of the data folder. */
  disk(): Promise<{ freeBytes: number }>;
  /** False: the queue that wakes workers is away; they look by themselves. Absent: there is none but in this process. */
  queueAnswers?(): Promise<boolean>;
  figures(): Promise<HealthFigures>;
}

export interface ErasureService {
  /** Queues the job that erases. Throws `state_conflict` while an import is under way. */
  start(scope: Scope, subject: ErasureSubject, retrain: boolean): Promise<{ id: string; jobId: string }>;
  /** The newest first. */
  list(scope: Scope): Promise<Erasure[]>;
}

export interface SavedFilterService {
  /** By name. */
  list(scope: Scope): Promise<SavedFilter[]>;
  /** Throws `state_conflict` for a name that is taken, `out_of_range` beyond the limit. */
  create(scope: Scope, input: SavedFilterInput): Promise<SavedFilter>;
  /** False when there is none. */
  delete(scope: Scope, id: string): Promise<boolean>;
}

/** Work in the background, of one workspace. */
export interface BackgroundService {
  depth(scope: Scope): Promise<WorkDepth[]>;
  failures(scope: Scope): Promise<WorkFailure[]>;
  /** How many were queued; null when `id` is not among what can be tried again. `id` null: all of the source. */
  replay(scope: Scope, source: FailureSource, id: string | null): Promise<number | null>;
}

export interface Services {
  analysis: AnalysisService;
  comments: CommentService;
  idempotency: IdempotencyService;
  issues: IssueService;
  reviews: ReviewService;
  claims: ClaimService;
  decisions: DecisionService;
  audit: AuditService;
  stats: StatsService;
  statistics: Statistics;
  statisticsSettings: StatisticsSettingsService;
  events: DocumentService<BusinessEventInput, BusinessEvent>;
  targets: DocumentService<TargetInput, Target>;
  quality: QualityService;
  keywords: KeywordService;
  synonyms: SynonymService;
  models: ModelService;
  topics: TopicService;
  taxonomies: EditingService<TaxonomyContent, Taxonomy>;
  lexicons: EditingService<Lexicon, Lexicon>;
  taxonomyDrafts: TaxonomyDraftService;
  dismissals: DismissalService;
  topicDefinitions: TopicDefinitionService;
  reports: ReportService;
  reportSchedules: ReportScheduleService;
  savedFilters: SavedFilterService;
  erasures: ErasureService;
  jobs: JobService;
  background: BackgroundService;
  alertRules: AlertRuleService;
  alerts: AlertService;
  webhooks: WebhookService;
  access: AccessService;
  sessions: SessionService;
  users: UserService;
  workspaces: WorkspaceService;
  health: HealthService;
  backups: BackupService;
}

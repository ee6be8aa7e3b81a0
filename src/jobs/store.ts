/** What the jobs need of the store. */
import type { ReadWith } from '../feedback/analysed.ts';
import type { ParsedComment } from '../feedback/comment.ts';
import type { ErasureSubject } from '../feedback/erasure.ts';
import type { CommentFilter } from '../feedback/filter.ts';
import type { TrainingExample } from '../feedback/learning/example.ts';
import type { UndecidedComment } from '../feedback/learning/fitWorkspaceModel.ts';
import type { ModelFindings } from '../feedback/learning/stored.ts';
import type { Backup, IngestOutcome, Job, JobProblem, JobState, Page, PageRequest, Scope } from '../feedback/read.ts';
import type { ReportDocument } from '../feedback/report/document.ts';
import type { ReportRequest, StoredReport } from '../feedback/report/order.ts';
import type { FlaggedComment, QualityFlag, QualityScan, RespondentKind } from '../feedback/statistics/quality/flags.ts';
import type { ImputedScore, ScanGround, ScannedComment } from '../feedback/statistics/quality/scan.ts';
import type { SynonymGroup } from '../feedback/synonyms.ts';
import type {
  StoredTopicRun,
  TopicAssignment,
  TopicFindings,
  TopicRunOrder,
  TopicSource,
} from '../feedback/topics/stored.ts';
import type { EditionStore } from './editing/store.ts';
import type { KeptModel } from './topics/messages.ts';

/** One step of a running job, taken exactly once and together with its effect. */
export interface JobStep {
  jobId: string;
  /** Counts from 1; a number that is taken means that another run has gone on. */
  number: number;
  done: number;
  total: number | null;
  checkpoint: unknown;
  /** Of the run that takes it; another one's step is refused. */
  lease?: string | undefined;
}

export interface JobRecord {
  scope: Scope;
  job: Job;
  input: unknown;
  step: number;
  checkpoint: unknown;
  /** Runs since it last got on. */
  attempts: number;
}

export interface JobEnd {
  state: Exclude<JobState, 'queued' | 'running'>;
  result?: unknown;
  problem?: JobProblem;
}

/** Files that other processes must find; null where one process has its folder. */
export interface SharedFiles {
  put(scope: Scope, kind: FileKind, name: string, source: AsyncIterable<Uint8Array>): Promise<void>;
  read(scope: Scope, kind: FileKind, name: string): Promise<AsyncIterable<Uint8Array> | null>;
  list(scope: Scope, kind: FileKind, prefix: string): Promise<{ name: string; hash: string; bytes: number }[]>;
  remove(scope: Scope, kind: FileKind, name: string): Promise<void>;
}
export type FileKind = 'upload' | 'rejected' | 'model';

interface JobRows {
  create(scope: Scope, kind: Job['kind'], input: unknown): Promise<Job>;
  get(scope: Scope, id: string): Promise<Job | null>;
  find(scope: Scope, id: string): Promise<JobRecord | null>;
  list(scope: Scope, page: PageRequest): Promise<Page<Job>>;
  queued(kinds: readonly Job['kind'][], limit: number): Promise<JobRecord[]>;
  /** The token of the run, or null when somebody else was faster. `leaseMs` null: it has no end. */
  start(scope: Scope, id: string, leaseMs: number | null): Promise<string | null>;
  /** The state of the job; null when it is another run's by now. */
  beat(scope: Scope, id: string, lease: string, leaseMs: number): Promise<JobState | null>;
  /** `pauseMs` null: untried. */
  putBack(scope: Scope, id: string, lease: string, pauseMs: number | null): Promise<void>;
  takeBack(): Promise<number>;
  replay(scope: Scope, id: string): Promise<JobRecord | null>;
  failed(scope: Scope, limit: number): Promise<JobRecord[]>;
  failedImports(since: string): Promise<JobRecord[]>;
  /** Throws `state_conflict` when the job is not running any more. */
  step(scope: Scope, step: JobStep): Promise<void>;
  end(scope: Scope, id: string, end: JobEnd, lease?: string): Promise<boolean>;
  leaveResult(scope: Scope, id: string, result: unknown): Promise<void>;
  /** Null when there is none or it has ended. */
  cancel(scope: Scope, id: string): Promise<JobRecord | null>;
  resume(): Promise<void>;
}

export interface PendingTopics {
  scope: Scope;
  commentIds: string[];
  tokens: string[];
}

export interface CurrentRun {
  id: string;
  order: TopicRunOrder;
}

export type Position = (string | number)[];

export interface JobStore {
  jobRows: JobRows;
  backups: {
    /** Null when the signal broke it off. `onProgress`: 0..1. */
    make(now: number, onProgress: (share: number) => void, signal: AbortSignal): Promise<Backup | null>;
  };
  decisions: {
    examples(scope: Scope, from: { limit: number }): AsyncIterable<TrainingExample & { id: string }>;
  };
  erasures: {
    /** Null when there is none, or it has ended. */
    subject(scope: Scope, id: string): Promise<ErasureSubject | null>;
    count(scope: Scope, subject: ErasureSubject): Promise<number>;
    lot(scope: Scope, subject: ErasureSubject, limit: number, step: (erased: number) => JobStep): Promise<number>;
    cleanDocuments(scope: Scope, subject: ErasureSubject): Promise<number>;
    finish(scope: Scope, id: string, found: number, erased: number): Promise<void>;
    request(scope: Scope, subject: ErasureSubject, retrain: boolean): Promise<{ id: string; jobId: string }>;
  };
  learningTexts: {
    undecided(scope: Scope, limit: number): AsyncIterable<UndecidedComment[]>;
    latest(scope: Scope, limit: number): AsyncIterable<{ commentId: string; text: string }[]>;
  };
  editions: EditionStore;
  workspaces: { readWith(scope: Scope): Promise<ReadWith> };
  models: {
    nextVersion(scope: Scope): Promise<number>;
    active(scope: Scope): Promise<number | null>;
    add(
      scope: Scope,
      model: {
        version: number;
        findings: ModelFindings;
        promote: boolean;
        step: JobStep;
        files?: readonly { name: string; content: Uint8Array }[];
      },
    ): Promise<Job | null>;
    /** Queues a training wherever one is due; answers how many. */
    startDue(): Promise<number>;
  };
  comments: {
    ingest(
      scope: Scope,
      comments: ParsedComment[],
      options: { step: (outcomes: IngestOutcome[]) => JobStep },
    ): Promise<IngestOutcome[]>;
    ids(
      scope: Scope,
      filter: CommentFilter,
      after: Position | null,
      limit: number,
    ): Promise<{ ids: string[]; next: Position | null }>;
  };
  quality: {
    ground(scope: Scope): Promise<ScanGround>;
    lots(scope: Scope): AsyncIterable<ScannedComment[]>;
    texts(scope: Scope, ids: readonly string[]): Promise<Map<string, string>>;
    begin(scope: Scope, scan: string): Promise<void>;
    add(
      scope: Scope,
      scan: string,
      found: { flags: readonly FlaggedComment[]; imputed: readonly ImputedScore[]; excluded: readonly QualityFlag[] },
      step: JobStep,
    ): Promise<void>;
    block(
      scope: Scope,
      scan: string,
      respondents: readonly [RespondentKind, string][],
      how: { deviceKey: string; excluded: boolean },
    ): Promise<void>;
    finish(scope: Scope, scan: string, comments: number, excluded: QualityFlag[]): Promise<QualityScan>;
  };
  stats: { summary(scope: Scope, filter: CommentFilter): Promise<{ comments: number }> };
  work: {
    requeue(scope: Scope, ids: string[], step: JobStep): Promise<number>;
    remaining(scope: Scope, jobId: string): Promise<number>;
    withdraw(scope: Scope, jobId: string): Promise<void>;
  };
  topicRuns: {
    /** Queues the job that makes it, too. */
    create(scope: Scope, order: TopicRunOrder): Promise<{ id: string; jobId: string }>;
    get(scope: Scope, runId: string): Promise<StoredTopicRun | null>;
    previous(scope: Scope, runId: string): Promise<StoredTopicRun | null>;
    /** Keeps the figures of one run whose comments have changed; false when there was none. */
    settle(): Promise<boolean>;
    succeed(
      scope: Scope,
      runId: string,
      found: { findings: TopicFindings; comments: number; step: JobStep; model: KeptModel },
    ): Promise<void>;
  };
  synonyms: { get(scope: Scope): Promise<{ groups: SynonymGroup[] }> };
  topicDefinitions: {
    get(scope: Scope, id: string): Promise<{ order: TopicRunOrder } | null>;
    /** Throws `state_conflict` while a run of it is not over. */
    run(scope: Scope, id: string): Promise<{ id: string; jobId: string } | null>;
    /** Queues runs of the definitions whose time has come; answers how many. */
    startDue(): Promise<number>;
  };
  reports: {
    /** Queues the job that makes it, too. */
    create(scope: Scope, request: ReportRequest): Promise<{ id: string; jobId: string }>;
    get(scope: Scope, id: string): Promise<StoredReport | null>;
    /** The one before it of the same schedule. */
    previous(scope: Scope, id: string): Promise<StoredReport | null>;
    /** Throws `state_conflict` like the step. */
    succeed(scope: Scope, id: string, document: ReportDocument, step: JobStep): Promise<void>;
  };
  reportSchedules: {
    /** Queues reports of the schedules whose period is over; answers how many. */
    startDue(): Promise<number>;
  };
  topicPending: {
    /** Up to `limit` comments of one workspace that wait for their topics; null when none do. */
    next(limit: number): Promise<PendingTopics | null>;
    done(pending: PendingTopics): Promise<void>;
    currentRuns(scope: Scope): Promise<CurrentRun[]>;
    model(scope: Scope, runId: string): Promise<KeptModel | null>;
    /** Those of the comments that belong to the run and have no topic in it. */
    wanting(scope: Scope, run: CurrentRun, ids: string[]): Promise<{ id: string; text: string }[]>;
  };
  topicAssignments: {
    assign(scope: Scope, runId: string, assignments: TopicAssignment[]): Promise<void>;
    assignLater(scope: Scope, runId: string, assignments: TopicAssignment[]): Promise<void>;
    clear(scope: Scope, runId: string): Promise<void>;
  };
  topicComments: {
    lots(scope: Scope, filter: CommentFilter, previous: string | null): AsyncIterable<TopicSource[]>;
  };
}

/** Long work that is kept in a table: imports, the sample, re-analysis, topics. Survives restarts, can be watched and cancelled. */
import { randomUUID } from 'node:crypto';
import type { AnalysisTask, KeptOutcome } from '../feedback/analysed.ts';
import type { ErasureSubject } from '../feedback/erasure.ts';
import type { CommentFilter } from '../feedback/filter.ts';
import type { ImportOptions, ImportStream, OpenImport, UploadedFile } from '../feedback/importing.ts';
import type { Job, Page, PageRequest, Scope } from '../feedback/read.ts';
import type { ReportSources } from '../feedback/report/gather.ts';
import type { ReportRequest } from '../feedback/report/order.ts';
import type { TopicRunOrder } from '../feedback/topics/stored.ts';
import { analysisTopic } from './analysis.ts';
import { runBackup } from './backup.ts';
import { runPreview } from './editing/preview.ts';
import { createEditing, type EditionRules } from './editing/service.ts';
import { runErasure } from './erase.ts';
import { runImport } from './import.ts';
import { type LaneOptions, mayPass, ringFor, startLanes } from './lanes.ts';
import { runTraining, type TrainInput } from './learning/job.ts';
import type { ModelShare } from './learning/share.ts';
import type { TrainThread } from './learning/thread.ts';
import { runQualityScan } from './quality.ts';
import type { Queue, Subscription } from './queue.ts';
import { runReanalysis } from './reanalyse.ts';
import { runReport } from './report.ts';
import type { JobKind } from './run.ts';
import type { JobStore, SharedFiles } from './store.ts';
import { startAssigning } from './topics/assign.ts';
import { refuse, runTopicJob } from './topics/job.ts';
import type { TopicReading } from './topics/messages.ts';
import type { TopicThread } from './topics/thread.ts';
import { createUploads, gone, type ImportInput, keptUploadMs, type Uploads } from './uploads.ts';
import { createWatchers } from './watch.ts';

export interface JobsOptions {
  queue: Queue;
  store: JobStore;
  openImport: OpenImport;
  /** The comments that ship with the service. */
  openSample: () => Promise<ImportStream>;
  /** `reading`: how the comments of a run are read; absent for comments that come after one. */
  openTopicThread: (reading?: TopicReading) => TopicThread;
  openTrainThread: () => TrainThread;
  /** Reads comments without storing anything. */
  analyse: (tasks: AnalysisTask[]) => Promise<KeptOutcome[]>;
  /** Files of rejected rows go here. */
  dataDir: string;
  /** Where uploads wait for their job; at start, those that no job waits for are removed. */
  uploadDir: string;
  /** What several processes share the database by; null: this one has it to itself. */
  shared?: SharedWork | null;
  /** False: jobs are queued and watched here, and run by other processes. */
  works?: boolean;
  /** Where the facts of reports come from. */
  reportSources: ReportSources;
  clock: () => number;
  onError(error: unknown): void;
  /** Hears of every run of a job. */
  onEnded?: LaneOptions['onEnded'];
  lookEveryMs?: number;
  /** Between two looks for definitions whose time has come. */
  scheduleEveryMs?: number;
  /** Before a job that broke is tried again. */
  pausesMs?: LaneOptions['pausesMs'];
}

export interface SharedWork {
  files: SharedFiles;
  models: ModelShare;
  /** How long a process may be silent before its jobs are taken over. */
  leaseMs: number;
  /** True when this process is to do what one is enough for. */
  onDuty(name: string): Promise<boolean>;
}

export type Jobs = Awaited<ReturnType<typeof createJobs>>;

/** How often it is looked for workspaces with enough new decisions for a training. */
const lookForDecisionsMs = 60_000;

/** Takes up what a dead process left running, and runs what is queued from then on. */
export async function createJobs(options: JobsOptions) {
  const { queue, store, onError, lookEveryMs: everyMs = 2000, shared = null, works = true } = options;
  const rows = store.jobRows;
  const watchers = createWatchers(rows.get);
  const uploads = createUploads(options, shared?.files ?? null, randomUUID);
  // Others go on with theirs, and what is in the folder of uploads is this process's own.
  if (!shared) await rows.resume();
  const since = new Date(options.clock() - keptUploadMs).toISOString();
  const waiting = shared ? [] : await rows.queued(['import'], Number.MAX_SAFE_INTEGER);
  await uploads.tidy([...waiting, ...(shared ? [] : await rows.failedImports(since))]);

  const lanes = works
    ? startLanes({
        queue,
        rows,
        kinds: jobKinds(options, uploads),
        changed: watchers.changed,
        async ended(record, end) {
          if (record.job.kind === 'import' && !mayPass(end)) await uploads.discard(record);
        },
        onError,
        onEnded: options.onEnded,
        everyMs,
        leaseMs: shared?.leaseMs ?? null,
        ...(options.pausesMs && { pausesMs: options.pausesMs }),
      })
    : null;
  const upkeep = works ? startUpkeep(options) : null;

  const start = async (scope: Scope, kind: Job['kind'], input: unknown): Promise<Job> => {
    const job = await rows.create(scope, kind, input);
    ringFor(queue, kind);
    return job;
  };

  return {
    async startImport(scope: Scope, file: UploadedFile, importOptions: ImportOptions): Promise<Job> {
      const input = await uploads.take(scope, file, importOptions);
      try {
        return await start(scope, 'import', input);
      } catch (error) {
        await uploads.discard({ scope, input });
        throw error;
      }
    },
    startSample: (scope: Scope): Promise<Job> => start(scope, 'sample', {}),
    startReanalysis: (scope: Scope, filter: CommentFilter): Promise<Job> => start(scope, 'reanalyse', { filter }),

    startBackup: (scope: Scope): Promise<Job> => start(scope, 'backup', {}),
    startQualityScan: (scope: Scope): Promise<Job> => start(scope, 'quality', {}),
    startTraining: (scope: Scope, input: TrainInput): Promise<Job> => start(scope, 'train', input),

    /** Editing of one kind of artefact. */
    editing: <Content, Sealed extends Content>(rules: EditionRules<Content, Sealed>) =>
      createEditing(
        {
          store: store.editions,
          startPreview: (scope, input) => start(scope, 'preview', input),
          onQueued: () => ringFor(queue, 'reanalyse'),
        },
        rules,
      ),

    /** Throws `out_of_range` when the filters leave too few comments for it. */
    async startTopics(scope: Scope, order: TopicRunOrder): Promise<{ id: string; jobId: string }> {
      refuse(order, (await store.stats.summary(scope, order.filters)).comments);
      const started = await store.topicRuns.create(scope, order);
      ringFor(queue, 'topics');
      return started;
    },

    /** Throws `state_conflict` while an import is under way. */
    async startErasure(
      scope: Scope,
      subject: ErasureSubject,
      retrain: boolean,
    ): Promise<{ id: string; jobId: string }> {
      const started = await store.erasures.request(scope, subject, retrain);
      ringFor(queue, 'erase');
      return started;
    },

    /** Throws `state_conflict` when what it is compared with is not there. */
    async startReport(scope: Scope, request: ReportRequest): Promise<{ id: string; jobId: string }> {
      const started = await store.reports.create(scope, request);
      ringFor(queue, 'report');
      return started;
    },

    /** A run of a definition. Null when there is no such definition; throws like `startTopics`, and `state_conflict`. */
    async startDefinition(scope: Scope, id: string): Promise<{ id: string; jobId: string } | null> {
      const definition = await store.topicDefinitions.get(scope, id);
      if (!definition) return null;
      refuse(definition.order, (await store.stats.summary(scope, definition.order.filters)).comments);
      const started = await store.topicDefinitions.run(scope, id);
      ringFor(queue, 'topics');
      return started;
    },

    /** After a job was queued elsewhere. A wake-up call only: the rows are the truth. */
    look: (kind: Job['kind']): void => ringFor(queue, kind),

    get: (scope: Scope, id: string): Promise<Job | null> => rows.get(scope, id),
    list: (scope: Scope, page: PageRequest): Promise<Page<Job>> => rows.list(scope, page),

    async cancel(scope: Scope, id: string): Promise<boolean> {
      const record = await rows.cancel(scope, id);
      if (!record) return false;
      // Whoever runs it finds out, and tidies up when it has stopped.
      if (!lanes?.cancel(id) && record.job.kind === 'import') await uploads.discard(record);
      watchers.changed(id);
      return true;
    },

    /** Queues a failed job once more. Null when there is none; throws `file_unreadable` when its upload is gone. */
    async replay(scope: Scope, id: string): Promise<Job | null> {
      const before = await rows.get(scope, id);
      if (before?.state !== 'failed') return null;
      const record = await rows.find(scope, id);
      if (record && before.kind === 'import' && !(await uploads.isThere(record))) throw gone();
      if (!(await rows.replay(scope, id))) return null;
      ringFor(queue, before.kind);
      watchers.changed(id);
      return rows.get(scope, id);
    },

    watch: watchers.watch,

    async rejectedRows(scope: Scope, id: string): Promise<NodeJS.ReadableStream | null> {
      const job = await rows.get(scope, id);
      const ended = job !== null && job.state !== 'queued' && job.state !== 'running';
      return ended ? uploads.rejected(scope, id) : null;
    },

    /** Stops at the next step; what was running goes on after the next start, or in another process. */
    async close(): Promise<void> {
      await Promise.all([lanes?.close(), upkeep?.close()]);
    },
  };
}

/** What nobody asks for: topics of comments that come after a run, and what is due by the clock. */
function startUpkeep(options: JobsOptions): Subscription {
  const { queue, store, onError, shared, scheduleEveryMs = 10_000 } = options;
  const onDuty = shared?.onDuty ?? (async () => true);
  let stopping = false;
  const schedule = async (): Promise<void> => {
    if (stopping || !(await onDuty('schedules'))) return;
    if ((await store.topicDefinitions.startDue()) > 0) ringFor(queue, 'topics');
    if ((await store.reportSchedules.startDue()) > 0) ringFor(queue, 'report');
  };
  const trainWhereDue = async (): Promise<void> => {
    if (stopping || !(await onDuty('trainings'))) return;
    if ((await store.models.startDue()) > 0) ringFor(queue, 'train');
  };
  const subscriptions = [
    startAssigning({ queue, store, openThread: () => options.openTopicThread(), onError, onDuty }),
    queue.subscribe('schedule', schedule, { everyMs: scheduleEveryMs, onError }),
    queue.subscribe('decisions', trainWhereDue, { everyMs: lookForDecisionsMs, onError }),
  ];
  return {
    async close() {
      stopping = true;
      await Promise.all(subscriptions.map((subscription) => subscription.close()));
    },
  };
}

function jobKinds(options: JobsOptions, uploads: Uploads): Record<Job['kind'], JobKind> {
  const { queue, store, openImport, openSample, openTopicThread, openTrainThread, analyse, reportSources, clock } =
    options;
  const models = options.shared?.models ?? null;
  return {
    async import(run) {
      const { options: how } = run.record.input as ImportInput;
      try {
        const stream = await openImport(await uploads.open(run.record), how);
        const rejectedPath = uploads.rejectedPath(run.record);
        const end = await runImport({ ...run, store, stream, dryRun: how.dryRun, rejectedPath });
        if (end || run.signal.reason === 'cancelled') await uploads.shareRejected(run.record);
        return end;
      } finally {
        await uploads.leave(run.record);
      }
    },
    async sample(run) {
      const rejectedPath = uploads.rejectedPath(run.record);
      return runImport({ ...run, store, stream: await openSample(), dryRun: false, rejectedPath });
    },
    topics: (run) => runTopicJob(run, store, openTopicThread),
    async train(run) {
      const end = await runTraining(run, store, openTrainThread, models);
      ringFor(queue, 'reanalyse');
      return end;
    },
    quality: (run) => runQualityScan(run, store),
    preview: (run) => runPreview(run, store, analyse),
    backup: (run) => runBackup(run, store, clock()),
    report: (run) => runReport(run, store, reportSources, clock),
    erase: async (run) => {
      const { scope } = run.record;
      const end = await runErasure(run, store, async (subject) => {
        const since = new Date(clock() - keptUploadMs).toISOString();
        return uploads.clean(scope, subject, await store.jobRows.failedImports(since));
      });
      ringFor(queue, 'train');
      return end;
    },
    reanalyse: (run) => runReanalysis(run, store, () => queue.ring(analysisTopic)),
  };
}

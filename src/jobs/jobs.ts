/** Long work that is kept in a table: imports, the sample, re-analysis, topics. Survives restarts, can be watched and cancelled. */
import { mkdir, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError } from '../errors.ts';
import type { AnalysisTask, KeptOutcome } from '../feedback/analysed.ts';
import type { CommentFilter } from '../feedback/filter.ts';
import type { ImportOptions, ImportStream, OpenImport, UploadedFile } from '../feedback/importing.ts';
import type { Job, Page, PageRequest, Scope } from '../feedback/read.ts';
import type { ReportSources } from '../feedback/report/gather.ts';
import type { ReportRequest } from '../feedback/report/order.ts';
import type { TopicRunOrder } from '../feedback/topics/stored.ts';
import { analysisTopic } from './analysis.ts';
import { runPreview } from './editing/preview.ts';
import { createEditing, type EditionRules } from './editing/service.ts';
import { runImport } from './import.ts';
import { runTraining, type TrainInput } from './learning/job.ts';
import type { TrainThread } from './learning/thread.ts';
import { runQualityScan } from './quality.ts';
import type { Queue, Subscription } from './queue.ts';
import { runReanalysis } from './reanalyse.ts';
import { readRejected, rejectedPath } from './rejected.ts';
import { runReport } from './report.ts';
import type { JobKind, JobRun } from './run.ts';
import type { JobEnd, JobRecord, JobStore } from './store.ts';
import { startAssigning } from './topics/assign.ts';
import { refuse, runTopicJob } from './topics/job.ts';
import type { TopicReading } from './topics/messages.ts';
import type { TopicThread } from './topics/thread.ts';
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
  /** Where the facts of reports come from. */
  reportSources: ReportSources;
  clock: () => number;
  onError(error: unknown): void;
  lookEveryMs?: number;
  /** Between two looks for definitions whose time has come. */
  scheduleEveryMs?: number;
}
export type Jobs = Awaited<ReturnType<typeof createJobs>>;

const jobTopic = 'job';

interface ImportInput {
  file: UploadedFile;
  options: ImportOptions;
}

/** Kinds of jobs by lane; a lane runs one at a time. Nothing waits for a topic run, which takes minutes. */
const feedback = ['import', 'sample', 'reanalyse'] as const;
const lanes = [feedback, feedback, ['topics'], ['train'], ['preview'], ['quality'], ['report']] as const;
/** How often it is looked for workspaces with enough new decisions for a training. */
const lookForDecisionsMs = 60_000;

/** Takes up what a dead process left running, and runs what is queued from then on. */
export async function createJobs(options: JobsOptions) {
  const { queue, store, dataDir, onError, lookEveryMs: everyMs = 2000 } = options;
  const rows = store.jobRows;
  const watchers = createWatchers(rows.get);
  const running = new Map<string, AbortController>();
  const kinds = jobKinds(options);
  let stopping = false;
  await rows.resume();
  await removeStrayUploads(options.uploadDir, await rows.queued(['import'], Number.MAX_SAFE_INTEGER));

  async function lane(ofKinds: readonly Job['kind'][]): Promise<void> {
    for (;;) {
      const [record] = await rows.queued(ofKinds, 1);
      if (!record || stopping) return;
      if (await rows.start(record.scope, record.job.id)) await run(record);
    }
  }

  async function run(record: JobRecord): Promise<void> {
    const { scope, job } = record;
    const abort = new AbortController();
    if (stopping) abort.abort('stopping');
    running.set(job.id, abort);
    watchers.changed(job.id);
    let number = record.step;
    const context: JobRun = {
      record,
      signal: abort.signal,
      next() {
        const taken = ++number;
        return (progress, checkpoint) => ({ jobId: job.id, number: taken, ...progress, checkpoint });
      },
      changed: () => watchers.changed(job.id),
    };
    try {
      const end = await outcomeOf(kinds[job.kind], context, onError);
      if (end) await rows.end(scope, job.id, end);
      if (abort.signal.reason !== 'stopping') await removeUpload(record);
    } finally {
      running.delete(job.id);
      watchers.changed(job.id);
    }
  }

  const subscriptions: Subscription[] = lanes.map((ofKinds) =>
    queue.subscribe(jobTopic, () => lane(ofKinds), { everyMs, onError }),
  );
  const assigning = startAssigning({ queue, store, openThread: () => options.openTopicThread(), onError });
  const scheduling = queue.subscribe(
    'schedule',
    async () => {
      if (stopping) return;
      const started = (await store.topicDefinitions.startDue()) + (await store.reportSchedules.startDue());
      if (started > 0) queue.ring(jobTopic);
    },
    { everyMs: options.scheduleEveryMs ?? 10_000, onError },
  );
  queue.ring(jobTopic);

  const start = async (scope: Scope, kind: Job['kind'], input: unknown): Promise<Job> => {
    const job = await rows.create(scope, kind, input);
    queue.ring(jobTopic);
    return job;
  };

  const trainWhereDue = async (): Promise<void> => {
    if (!stopping && (await store.models.startDue()) > 0) queue.ring(jobTopic);
  };
  subscriptions.push(queue.subscribe('decisions', trainWhereDue, { everyMs: lookForDecisionsMs, onError }));

  return {
    startImport: (scope: Scope, file: UploadedFile, importOptions: ImportOptions): Promise<Job> =>
      start(scope, 'import', { file, options: importOptions } satisfies ImportInput),
    startSample: (scope: Scope): Promise<Job> => start(scope, 'sample', {}),
    startReanalysis: (scope: Scope, filter: CommentFilter): Promise<Job> => start(scope, 'reanalyse', { filter }),

    startQualityScan: (scope: Scope): Promise<Job> => start(scope, 'quality', {}),
    startTraining: (scope: Scope, input: TrainInput): Promise<Job> => start(scope, 'train', input),

    /** Editing of one kind of artefact. */
    editing: <Content, Sealed extends Content>(rules: EditionRules<Content, Sealed>) =>
      createEditing(
        {
          store: store.editions,
          startPreview: (scope, input) => start(scope, 'preview', input),
          onQueued: () => queue.ring(jobTopic),
        },
        rules,
      ),

    /** Throws `out_of_range` when the filters leave too few comments for it. */
    async startTopics(scope: Scope, order: TopicRunOrder): Promise<{ id: string; jobId: string }> {
      refuse(order, (await store.stats.summary(scope, order.filters)).comments);
      const started = await store.topicRuns.create(scope, order);
      queue.ring(jobTopic);
      return started;
    },

    /** Throws `state_conflict` when what it is compared with is not there. */
    async startReport(scope: Scope, request: ReportRequest): Promise<{ id: string; jobId: string }> {
      const started = await store.reports.create(scope, request);
      queue.ring(jobTopic);
      return started;
    },

    /** A run of a definition. Null when there is no such definition; throws like `startTopics`, and `state_conflict`. */
    async startDefinition(scope: Scope, id: string): Promise<{ id: string; jobId: string } | null> {
      const definition = await store.topicDefinitions.get(scope, id);
      if (!definition) return null;
      refuse(definition.order, (await store.stats.summary(scope, definition.order.filters)).comments);
      const started = await store.topicDefinitions.run(scope, id);
      queue.ring(jobTopic);
      return started;
    },

    /** After a job was queued elsewhere. A wake-up call only: the rows are the truth. */
    look: (): void => queue.ring(jobTopic),

    get: (scope: Scope, id: string): Promise<Job | null> => rows.get(scope, id),
    list: (scope: Scope, page: PageRequest): Promise<Page<Job>> => rows.list(scope, page),

    async cancel(scope: Scope, id: string): Promise<boolean> {
      const record = await rows.cancel(scope, id);
      if (!record) return false;
      const abort = running.get(id);
      if (abort) abort.abort('cancelled');
      else await removeUpload(record);
      watchers.changed(id);
      return true;
    },

    watch: watchers.watch,

    async rejectedRows(scope: Scope, id: string): Promise<NodeJS.ReadableStream | null> {
      const job = await rows.get(scope, id);
      const ended = job !== null && job.state !== 'queued' && job.state !== 'running';
      return ended ? readRejected(rejectedPath(dataDir, scope.workspaceId, id)) : null;
    },

    /** Stops at the next step; what was running goes on after the next start. */
    async close(): Promise<void> {
      stopping = true;
      for (const abort of running.values()) abort.abort('stopping');
      await Promise.all([...subscriptions, assigning, scheduling].map((subscription) => subscription.close()));
    },
  };
}

function jobKinds({
  queue,
  store,
  openImport,
  openSample,
  openTopicThread,
  openTrainThread,
  analyse,
  dataDir,
  reportSources,
  clock,
}: JobsOptions): Record<Job['kind'], JobKind> {
  const pathOf = ({ scope, job }: JobRecord) => rejectedPath(dataDir, scope.workspaceId, job.id);
  return {
    async import(run) {
      const { file, options } = run.record.input as ImportInput;
      const stream = await openImport(file, options);
      return runImport({ ...run, store, stream, dryRun: options.dryRun, rejectedPath: pathOf(run.record) });
    },
    async sample(run) {
      return runImport({ ...run, store, stream: await openSample(), dryRun: false, rejectedPath: pathOf(run.record) });
    },
    topics: (run) => runTopicJob(run, store, openTopicThread),
    async train(run) {
      const end = await runTraining(run, store, openTrainThread);
      queue.ring(jobTopic);
      return end;
    },
    quality: (run) => runQualityScan(run, store),
    preview: (run) => runPreview(run, store, analyse),
    report: (run) => runReport(run, store, reportSources, clock),
    reanalyse: (run) => runReanalysis(run, store, () => queue.ring(analysisTopic)),
  };
}

/** How the job ended, or null when it was aborted or another run has taken it over. */
async function outcomeOf(kind: JobKind, run: JobRun, onError: (error: unknown) => void): Promise<JobEnd | null> {
  try {
    return await kind(run);
  } catch (error) {
    if (!(error instanceof AppError)) onError(error);
    else if (error.code === 'state_conflict') return null;
    const { code, message } = error instanceof AppError ? error : { code: 'internal', message: 'the job broke off' };
    return { state: 'failed', problem: { code, detail: message } };
  }
}

async function removeUpload({ job, input }: JobRecord): Promise<void> {
  if (job.kind === 'import') await rm((input as ImportInput).file.path, { force: true });
}

/** A process that dies in the middle of an upload leaves its file behind. */
async function removeStrayUploads(uploadDir: string, waiting: JobRecord[]): Promise<void> {
  await mkdir(uploadDir, { recursive: true });
  const wanted = new Set(
    waiting.filter(({ job }) => job.kind === 'import').map(({ input }) => basename((input as ImportInput).file.path)),
  );
  for (const name of await readdir(uploadDir)) if (!wanted.has(name)) await rm(join(uploadDir, name), { force: true });
}

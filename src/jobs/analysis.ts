/** Takes comments from the outbox, has them analysed in worker threads, and saves the results. */
import {
  type AnalysisPool,
  type AnalysisTask,
  type KeptAnalysis,
  type KeptOutcome,
  type ReadWith,
  readStored,
} from '../feedback/analysed.ts';
import type { ChannelCalibration } from '../feedback/analysis.ts';
import type { AnalysisFailure } from '../feedback/backgroundWork.ts';
import type { ParsedComment } from '../feedback/comment.ts';
import { enoughComments, type Frequencies, type KeywordCandidate, rankKeywords } from '../feedback/keywords.ts';
import { mapInPieces } from '../pace.ts';
import type { FoundWord } from '../text/sentiment/denial.ts';
import type { Queue, Subscription } from './queue.ts';

/** A comment that this process may analyse until its lease ends. */
interface ClaimedTask {
  workspaceId: string;
  commentId: string;
  revision: number;
  token: string;
  attempts: number;
  comment: ParsedComment;
  readWith: ReadWith;
  conflictThreshold: number | null;
  calibration?: ChannelCalibration;
  watch?: string[];
}

interface AnalysedTask {
  task: ClaimedTask;
  analysis: KeptAnalysis;
  searchText: string;
  candidates: KeywordCandidate[];
  watched?: FoundWord[];
}

interface FailedTask {
  task: ClaimedTask;
  failure: string;
  /** null: given up. */
  retryAfterMs: number | null;
}

/** What the store must offer for it. */
interface AnalysisWork {
  claim(limit: number, leaseMs: number): Promise<ClaimedTask[]>;
  /** Refuses what is no longer wanted: another lease, another revision, a deleted comment. Returns how many were taken. */
  save(results: AnalysedTask[], failures: FailedTask[]): Promise<number>;
  release(tasks: ClaimedTask[]): Promise<void>;
  frequencies(workspaceId: string, terms: readonly string[]): Promise<Frequencies>;
}

export interface AnalysisOptions {
  queue: Queue;
  work: AnalysisWork;
  pool: Pick<AnalysisPool, 'analyseToKeep'>;
  onError(error: unknown): void;
  /** Hears of every batch. */
  onBatch?(batch: { seconds: number; analysed: number; failed: number }): void;
  /** Comments that are claimed, analysed and saved together. */
  batch?: number;
  leaseMs?: number;
  lookEveryMs?: number;
}

export const analysisTopic = 'analysis';

/** Reported failures before a comment is given up. */
const tries = 3;
/** Claims that never reported back: after these the comment is taken to end the process that analyses it. */
const lostClaims = 5;
const endsProcess: AnalysisFailure = 'process_ended';
const pauseAfterFailureMs = [500, 2000];
/** Two batches in flight: one is analysed while the other is saved. */
const lanes = 2;
/**
 * UTF-16 units of text from which on a group takes no further comment. A batch of ordinary comments is one group; of long
 * ones, whose analyses are forty times as long as they are, only so much is held in memory and saved at once.
 */
const groupUnits = 100_000;

/** Starts the lanes. Closing waits for the batches in flight. */
export function startAnalysis(options: AnalysisOptions): Subscription {
  const { queue, onError, lookEveryMs: everyMs = 3000 } = options;
  let stopping = false;
  const lane = async () => {
    while (!stopping && (await runBatch(options, () => stopping)) > 0);
  };
  const subscriptions = Array.from({ length: lanes }, () => queue.subscribe(analysisTopic, lane, { everyMs, onError }));
  queue.ring(analysisTopic);
  return {
    async close() {
      stopping = true;
      await Promise.all(subscriptions.map((subscription) => subscription.close()));
    },
  };
}

/** Claims, analyses and saves one batch; answers its size. What it has not begun when it is to stop is handed back. */
async function runBatch(options: AnalysisOptions, stopping: () => boolean): Promise<number> {
  const { queue, work, pool, onBatch, batch = 250, leaseMs = 60_000 } = options;
  const begun = performance.now();
  const tasks = await work.claim(batch, leaseMs);
  // There may be more: whoever is free begins now.
  if (tasks.length === batch) queue.ring(analysisTopic);
  const lost = tasks.filter(({ attempts }) => attempts > lostClaims);
  if (lost.length > 0) {
    const given = lost.map((task) => giveUp(task, endsProcess));
    await work.save([], given);
  }
  let failed = lost.length;
  const groups = inGroups(tasks.filter(({ attempts }) => attempts <= lostClaims));
  const enough = performance.now() + leaseMs / 2;
  for (let group = groups.shift(); group; group = groups.shift()) {
    const untried = [...group, ...groups.flat()];
    const outcomes = await analyse(pool, group).catch(async (error) => {
      await work.release(untried);
      throw error;
    });
    await saveGroup(work, group, outcomes);
    failed += outcomes.filter(({ ok }) => !ok).length;
    // What is saved after its lease has ended is refused.
    if (performance.now() > enough || stopping()) await work.release(groups.splice(0).flat());
  }
  if (tasks.length > 0) {
    onBatch?.({ seconds: (performance.now() - begun) / 1000, analysed: tasks.length - failed, failed });
  }
  return tasks.length;
}

function inGroups(tasks: ClaimedTask[]): ClaimedTask[][] {
  const groups: ClaimedTask[][] = [];
  let units = groupUnits;
  for (const task of tasks) {
    if (units >= groupUnits) {
      groups.push([]);
      units = 0;
    }
    groups.at(-1)!.push(task);
    units += task.comment.text.length;
  }
  return groups;
}

async function saveGroup(work: AnalysisWork, tasks: ClaimedTask[], outcomes: KeptOutcome[]): Promise<void> {
  const analysed: AnalysedTask[] = [];
  const failed: FailedTask[] = [];
  for (const [index, task] of tasks.entries()) {
    const outcome = outcomes[index]!;
    if (outcome.ok) analysed.push({ task, ...outcome });
    else failed.push(afterFailure(task, outcome.failure));
  }
  await weighByOwnFrequencies(work, analysed);
  await work.save(analysed, failed);
}

/** A comment that breaks fails alone. A pool that fails as a whole is no fault of theirs. */
function analyse(pool: AnalysisOptions['pool'], tasks: ClaimedTask[]): Promise<KeptOutcome[]> {
  const inputs = tasks.map(
    ({ commentId: id, comment, readWith, conflictThreshold, calibration, watch }): AnalysisTask => ({
      id,
      comment,
      ...readStored(readWith, id),
      ...(conflictThreshold === null ? {} : { conflictThreshold }),
      ...(calibration && { calibration }),
      ...(watch && { watch }),
    }),
  );
  return pool.analyseToKeep(inputs);
}

function afterFailure(task: ClaimedTask, failure: string): FailedTask {
  if (task.attempts >= tries) return giveUp(task, failure);
  return { task, failure, retryAfterMs: pauseAfterFailureMs[task.attempts - 1] ?? pauseAfterFailureMs.at(-1)! };
}

function giveUp(task: ClaimedTask, failure: string): FailedTask {
  return { task, failure, retryAfterMs: null };
}

/** Ranks keywords by the document frequencies of the workspace once there are enough comments behind them. */
async function weighByOwnFrequencies(work: AnalysisWork, analysed: AnalysedTask[]): Promise<void> {
  for (const workspaceId of new Set(analysed.map(({ task }) => task.workspaceId))) {
    const own = analysed.filter(({ task }) => task.workspaceId === workspaceId);
    const terms = new Set(own.flatMap(({ candidates }) => candidates.map(({ term }) => term)));
    const frequencies = await work.frequencies(workspaceId, [...terms]);
    if (frequencies.comments < enoughComments) continue;
    await mapInPieces(own, (item) => {
      const versions = { ...item.analysis.versions, frequencies: `workspace:${frequencies.comments}` };
      item.analysis = { ...item.analysis, keywords: rankKeywords(item.candidates, frequencies), versions };
    });
  }
}

import { AppError } from '../../errors.ts';
import { synonymMap } from '../../feedback/synonyms.ts';
import { noWords, topicProblems } from '../../feedback/topics/request.ts';
import { findingsOf, type TopicRunOrder } from '../../feedback/topics/stored.ts';
import type { JobRun } from '../run.ts';
import type { JobEnd, JobStore } from '../store.ts';
import type { FoundTopics, TopicReading } from './messages.ts';
import type { TopicThread } from './thread.ts';

export interface TopicsInput {
  runId: string;
}

const assignmentsPerStep = 2000;
/** Shares of the progress, in per cent: a page of comments may wait for the words of the one before. */
const read = 30;
const fitted = 90;

/**
 * Makes a topic run: reads its comments into a thread, has them fitted and keeps what was found. A run that was broken off
 * begins anew; with the same comments it finds the same.
 */
export async function runTopicJob(
  run: JobRun,
  store: JobStore,
  openThread: (reading: TopicReading) => TopicThread,
): Promise<JobEnd | null> {
  const { scope, input } = run.record;
  const { runId } = input as TopicsInput;
  const topicRun = await store.topicRuns.get(scope, runId);
  if (!topicRun) throw new AppError('not_found', 'the run is gone');
  if (topicRun.status === 'succeeded') return succeeded(runId, topicRun.comments!, topicRun.k!);
  await store.topicAssignments.clear(scope, runId);
  const previous = await store.topicRuns.previous(scope, runId);
  const { order } = topicRun;
  const progress = createProgress(run, store);
  const { groups } = await store.synonyms.get(scope);
  const thread = openThread({ synonyms: [...synonymMap(groups)] });
  try {
    const ids = await readComments(run, store, { thread, order, previous: previous?.id ?? null, progress });
    if (run.signal.aborted) return null;
    refuse(order, ids.length);
    const wordsBefore = previous?.findings?.topics.map(({ words }) => words.map(({ term }) => term)) ?? null;
    const watch = { signal: run.signal, progress: (share: number) => progress.to(read + share * (fitted - read)) };
    const found = await thread.run(order, watch, wordsBefore);
    if (found === null) return null;
    if (found.words === 0) throw new AppError(noWords.code, noWords.detail);
    if (!(await keepAssignments(run, store, { runId, ids, found, progress }))) return null;
    await progress.settled();
    const identity = found.fates ? { previous: previous!.id, fates: found.fates } : null;
    const findings = findingsOf(found, (comment) => ids[comment], identity);
    const step = run.next()({ done: 100, total: 100 }, null);
    await store.topicRuns.succeed(scope, runId, { findings, comments: ids.length, step, model: found.model });
    return succeeded(runId, ids.length, found.k);
  } finally {
    await progress.settled().catch(() => {});
    await thread.close();
    if (run.signal.reason === 'cancelled') await store.topicAssignments.clear(scope, runId);
  }
}

function succeeded(runId: string, comments: number, topics: number): JobEnd {
  return { state: 'succeeded', result: { run: runId, comments, topics } };
}

/** Throws what is wrong with the order for so many comments. */
export function refuse(order: TopicRunOrder, comments: number): void {
  const problems = topicProblems(order, comments);
  if (problems.length > 0) throw new AppError(problems[0].code, problems[0].detail, { problems });
}

/** Hands all comments to the thread; answers their ids in its order. Stops early when the run is called off. */
async function readComments(
  { record: { scope }, signal }: JobRun,
  store: JobStore,
  work: { thread: TopicThread; order: TopicRunOrder; previous: string | null; progress: Progress },
): Promise<string[]> {
  const { thread, order, previous, progress } = work;
  const total = Math.max(1, (await store.stats.summary(scope, order.filters)).comments);
  const calledOff = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  const ids = new Set<string>();
  for await (const lot of store.topicComments.lots(scope, order.filters, previous)) {
    if (signal.aborted) break;
    // A comment whose time is changed meanwhile can turn up a second time.
    const fresh = lot.filter(({ id }) => !ids.has(id));
    for (const { id } of fresh) ids.add(id);
    // The first lot waits until the thread has loaded its lexicons; whoever cancels does not.
    await Promise.race([thread.add(fresh.map(({ id: _, ...comment }) => comment)), calledOff]);
    progress.to(read * Math.min(1, ids.size / total));
  }
  return [...ids];
}

/** False when the run was called off. */
async function keepAssignments(
  { record: { scope }, signal }: JobRun,
  store: JobStore,
  work: { runId: string; ids: string[]; found: FoundTopics; progress: Progress },
): Promise<boolean> {
  const { runId, ids, found, progress } = work;
  const { topic, probability } = found.assignments;
  for (let from = 0; from < ids.length; from += assignmentsPerStep) {
    if (signal.aborted) return false;
    const lot = ids.slice(from, from + assignmentsPerStep).map((commentId, i) => {
      return { commentId, topic: topic[from + i], probability: probability[from + i] };
    });
    await store.topicAssignments.assign(scope, runId, lot);
    progress.to(fitted + (99 - fitted) * Math.min(1, (from + assignmentsPerStep) / ids.length));
  }
  return !signal.aborted;
}

interface Progress {
  /** In per cent; never waits. */
  to(share: number): void;
  /** Resolves when all is told; throws `state_conflict` when the job has gone on without us. */
  settled(): Promise<void>;
}

/** Tells whole per cents as steps of the job, one after the other; what comes faster than they can be kept is skipped. */
function createProgress(run: JobRun, store: JobStore): Progress {
  let wanted = 0;
  let told = 0;
  let telling: Promise<void> | null = null;
  async function tell(): Promise<void> {
    while (told < wanted) {
      told = wanted;
      await store.jobRows.step(run.record.scope, run.next()({ done: told, total: 100 }, null));
      run.changed();
    }
  }
  return {
    to(share) {
      wanted = Math.max(wanted, Math.floor(share));
      if (wanted === told || telling) return;
      telling = tell().then(() => {
        telling = null;
      });
      // Whoever awaits `settled` hears of it.
      telling.catch(() => {});
    },
    settled: async () => void (await telling),
  };
}

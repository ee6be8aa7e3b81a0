import { AppError } from '../../errors.ts';
import { isNoWorse } from '../../feedback/learning/contest.ts';
import type { ModelFindings } from '../../feedback/learning/stored.ts';
import type { JobRun } from '../run.ts';
import type { JobEnd, JobStore } from '../store.ts';
import type { ModelShare } from './share.ts';
import type { TrainThread } from './thread.ts';

export interface TrainInput {
  ratings: boolean;
  /** Put it in force if it is not worse on the gold comments. */
  promote: boolean;
}

const mostExamples = 20_000;
/** The latest undecided comments that are read. */
const mostOthers = 6_000;
const examplesPerLot = 200;
/** Progress, in per cent. */
const handedOver = 30;

/**
 * Trains a challenger for the workspace and lists it; in one transaction it is promoted, if told to and not worse. One that
 * was broken off begins anew, under the same number. `share`: where other processes find its files.
 */
export async function runTraining(
  run: JobRun,
  store: JobStore,
  openThread: () => TrainThread,
  share: ModelShare | null,
): Promise<JobEnd | null> {
  const { scope, input } = run.record;
  const { ratings, promote } = input as TrainInput;
  const thread = openThread();
  const calledOff = new Promise<null>((resolve) =>
    run.signal.addEventListener('abort', () => resolve(null), { once: true }),
  );
  try {
    const decided = await handOver(run, store, thread);
    if (run.signal.aborted) return null;
    if (decided === 0)
      throw new AppError('out_of_range', 'nothing has been decided about any sentiment, leaf or conflict yet');
    await tell(run, store, handedOver);
    const version = await store.models.nextVersion(scope);
    const championVersion = await store.models.active(scope);
    if (share && championVersion !== null)
      await share.fetch({ workspaceId: scope.workspaceId, version: championVersion });
    const order = { workspaceId: scope.workspaceId, version, championVersion, ratings };
    const findings = await Promise.race([thread.train(order), calledOff]);
    if (findings === null || run.signal.aborted) return null;
    const promoted = promote && isNoWorse(findings.gold, ...(findings.leaves ? [findings.leaves.gold] : []));
    const step = run.next()({ done: 100, total: 100 }, null);
    const files = share ? { files: share.filesOf({ workspaceId: scope.workspaceId, version }) } : {};
    const reanalysis = await store.models.add(scope, { version, findings, promote: promoted, step, ...files });
    const result = { ...resultOf(version, promoted, findings), reanalysisJobId: reanalysis?.id ?? null };
    return { state: 'succeeded', result };
  } finally {
    await thread.close();
    run.changed();
  }
}

function resultOf(version: number, promoted: boolean, findings: ModelFindings) {
  const { examples, texts, strength, gold, leaves, conflicts, changes } = findings;
  const { comments, changed } = changes;
  const counts = { comments, changed };
  return { model: String(version), promoted, examples, texts, strength, gold, leaves, conflicts, changes: counts };
}

/** Answers how many examples have a decided sentiment, leaf or conflict. */
async function handOver(run: JobRun, store: JobStore, thread: TrainThread): Promise<number> {
  const { scope } = run.record;
  let decided = 0;
  const lot = [];
  for await (const { id: _, ...example } of store.decisions.examples(scope, { limit: mostExamples })) {
    if (run.signal.aborted) return decided;
    if (example.sentiment !== null || example.issues.length > 0 || example.conflict !== null) decided++;
    lot.push(example);
    if (lot.length === examplesPerLot) await thread.add({ examples: lot.splice(0) });
  }
  await thread.add({ examples: lot });
  for await (const others of store.learningTexts.undecided(scope, mostOthers)) {
    if (run.signal.aborted) return decided;
    await thread.add({ others });
  }
  return decided;
}

async function tell(run: JobRun, store: JobStore, done: number): Promise<void> {
  await store.jobRows.step(run.record.scope, run.next()({ done, total: 100 }, null));
  run.changed();
}

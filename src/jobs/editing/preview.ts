/** Reads a sample of stored comments twice, with what is in force and with a draft, and tells what would change. */
import {
  type AnalysisTask,
  type Edition,
  type KeptOutcome,
  type ReadWith,
  readStored,
} from '../../feedback/analysed.ts';
import type { EditionKind } from '../../feedback/edition.ts';
import { createPreview, type Reading } from '../../feedback/preview.ts';
import type { JobRun } from '../run.ts';
import type { JobEnd, JobStore } from '../store.ts';

export interface PreviewInput {
  kind: EditionKind;
  /** How many of the latest comments are read, at most. */
  comments: number;
  /** The draft. */
  edition: Edition;
}

/** A preview that was broken off begins anew: it leaves nothing but its answer. */
export async function runPreview(
  run: JobRun,
  store: JobStore,
  analyse: (tasks: AnalysisTask[]) => Promise<KeptOutcome[]>,
): Promise<JobEnd | null> {
  const { scope, input } = run.record;
  const { kind, comments, edition } = input as PreviewInput;
  const now = await store.workspaces.readWith(scope);
  const then = withEdition(now, kind, edition);
  const preview = createPreview(kind);
  const total = Math.min(comments, (await store.stats.summary(scope, {})).comments);
  let done = 0;
  for await (const lot of store.learningTexts.latest(scope, comments)) {
    if (run.signal.aborted) return null;
    const tasksWith = (readWith: ReadWith) => lot.map(({ commentId, text }) => taskOf(commentId, text, readWith));
    const [before, after] = await Promise.all([analyse(tasksWith(now)), analyse(tasksWith(then))]);
    for (const [i, { commentId }] of lot.entries()) {
      const pair = [readingOf(before[i]), readingOf(after[i])];
      if (pair[0] && pair[1]) preview.add(commentId, pair[0], pair[1]);
    }
    done += lot.length;
    await store.jobRows.step(scope, run.next()({ done, total }, null));
    run.changed();
  }
  return run.signal.aborted ? null : { state: 'succeeded', result: preview.result() };
}

function withEdition(now: ReadWith, kind: EditionKind, edition: Edition): ReadWith {
  return { ...now, [kind]: edition.key, editions: [...(now.editions ?? []), edition] };
}

function taskOf(id: string, text: string, readWith: ReadWith): AnalysisTask {
  return {
    id,
    comment: { source: 'preview', text, ratingScale: { min: 1, max: 5 }, masked: [] },
    ...readStored(readWith, id),
  };
}

function readingOf(outcome: KeptOutcome | undefined): Reading | null {
  if (!outcome?.ok) return null;
  const { sentiment, issues } = outcome.analysis;
  return { sentiment, codes: [...new Set(issues.map(({ code }) => code))] };
}

/** Previews and publishing with the real jobs over the real store, and an analyser for tests. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AnalysisTask } from '../../src/feedback/analysed.ts';
import { keep } from '../../src/feedback/kept.ts';
import { checkLexicon, type Lexicon, noLexicon } from '../../src/feedback/lexicon.ts';
import type { PreviewResult } from '../../src/feedback/preview.ts';
import type { Job, Scope } from '../../src/feedback/read.ts';
import type { EditionRules } from '../../src/jobs/editing/service.ts';
import { createEmbeddedQueue } from '../../src/jobs/embeddedQueue.ts';
import type { Jobs } from '../../src/jobs/jobs.ts';
import type { Queue } from '../../src/jobs/queue.ts';
import type { Store } from '../../src/store/store.ts';
import { analyseAll, analyseForTest, comment, newWorkspace, openTestStore, tempDir } from '../contracts/support.ts';
import { eventually } from '../rig/eventually.ts';
import { jobsForTest } from './jobsForTest.ts';

const rules: EditionRules<Lexicon, Lexicon> = {
  kind: 'lexicon',
  check: (value) => checkLexicon(value as Lexicon),
  places: () => [],
  shipped: async () => ({ key: 'words@0', content: noLexicon }),
  seal: (content) => ({ key: `words@${content.words.join('')}`, content }),
};

let dir: ReturnType<typeof tempDir>;
let store: Store;
let queue: Queue;
let jobs: Jobs;
let scope: Scope;
let onAnalyse: () => Promise<void>;
beforeEach(async () => {
  dir = tempDir();
  store = await openTestStore(dir.path, Date.now);
  scope = await newWorkspace(store, 'w');
  onAnalyse = async () => {};
  await startJobs();
  await store.comments.ingest(
    scope,
    Array.from({ length: 450 }, (_, i) => comment(i % 3 === 0 ? '-a' : '+b')),
  );
  await analyseAll(store, 500);
});
afterEach(async () => {
  await stopJobs();
  await store.close();
  dir.remove();
});

async function startJobs(): Promise<void> {
  queue = createEmbeddedQueue();
  jobs = await jobsForTest(dir.path, {
    queue,
    store,
    async analyse(tasks) {
      await onAnalyse();
      return tasks.map((task) => keep(analyseForTest(asRead(task))));
    },
  });
}
async function stopJobs(): Promise<void> {
  await jobs.close();
  await queue.close();
}

/** With the words of the draft, `-a` is read as `+c`. */
function asRead(task: AnalysisTask): AnalysisTask {
  const isDraft = task.lexicon !== undefined && task.editions?.some(({ key }) => key === task.lexicon);
  return isDraft ? { ...task, comment: { ...task.comment, text: task.comment.text.replace('-a', '+c') } } : task;
}
const ended = async (id: string): Promise<Job> => {
  await eventually(async () => expect((await jobs.get(scope, id))?.state).toMatch(/succeeded|failed|cancelled/));
  return (await jobs.get(scope, id))!;
};
const drafted = async () => {
  const editing = jobs.editing(rules);
  await editing.put(scope, { ...noLexicon, words: ['云闪付'] }, undefined);
  return editing;
};
const expected: Partial<PreviewResult> = {
  kind: 'lexicon',
  comments: 400,
  covered: { before: 400, after: 400 },
  labels: [{ from: 'negative', to: 'positive', comments: expect.any(Number) }],
};

test('a preview reads the latest comments both ways, counts what moves, and stores nothing', async () => {
  const before = await store.stats.breakdown(scope, {}, 'label');
  const job = await ended((await (await drafted()).preview(scope, { comments: 400 })).id);
  expect(job).toMatchObject({ kind: 'preview', state: 'succeeded', progress: { done: 400, total: 400 } });
  const result = job.result as PreviewResult;
  expect(result).toMatchObject(expected);
  const moved = result.labels[0]!.comments;
  expect(result.changed).toBe(moved);
  expect(result.leaves).toMatchObject([
    { code: 'service.a', gained: { comments: 0, samples: [] }, lost: { comments: moved }, kept: 0 },
    { code: 'service.c', gained: { comments: moved }, lost: { comments: 0 }, kept: 0 },
  ]);
  expect(result.leaves[0]!.lost.samples).toHaveLength(5);
  expect(await store.stats.breakdown(scope, {}, 'label')).toEqual(before);
});

test('a preview that was broken off by a stop begins anew and says the same', async () => {
  let calls = 0;
  let reached = () => {};
  const half = new Promise<void>((resolve) => {
    reached = resolve;
  });
  onAnalyse = async () => {
    if (++calls === 3) reached();
  };
  const { id } = await (await drafted()).preview(scope, { comments: 400 });
  await half;
  await stopJobs();
  onAnalyse = async () => {};
  await startJobs();
  const job = await ended(id);
  expect(job).toMatchObject({ state: 'succeeded', result: expected });
});

test('published without a backfill there is no job; with one there is, and it is the only one', async () => {
  const editing = await drafted();
  const first = await editing.publish(scope, { expected: undefined, note: null, backfill: false });
  expect(first).toMatchObject({ version: 1, job: null });
  await expect(editing.publish(scope, { expected: undefined, note: null, backfill: true })).rejects.toMatchObject({
    code: 'state_conflict',
  });
  const back = await editing.rollback(scope, { version: 0, backfill: true });
  // The job queues comments step by step: what it has queued is read until it is over.
  await eventually(async () => {
    await analyseAll(store, 500);
    expect((await jobs.get(scope, back!.job!.id))?.state).toBe('succeeded');
  });
  expect(await ended(back!.job!.id)).toMatchObject({ kind: 'reanalyse', result: { comments: 450 } });
  expect((await jobs.list(scope, { limit: 9 })).items).toHaveLength(1);
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/artefacts/paths.ts';
import type { ParsedComment } from '../../src/feedback/comment.ts';
import type { Scope } from '../../src/feedback/read.ts';
import { createEmbeddedQueue } from '../../src/jobs/embeddedQueue.ts';
import { createJobs } from '../../src/jobs/jobs.ts';
import { startTopicThread } from '../../src/jobs/topics/thread.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { temporaryFolder } from '../../tests/rig/service.ts';
import { shortComments } from './shortComments.ts';

const batchSize = 1000;
const topics = 20;
const scale = { min: 1, max: 5 };

/**
 * A whole topic run, K = 20, over short comments in a store: read, fitted and kept by the job and thread of the service
 * (`npm run build` before). The comments are not analysed, which takes ten times as long and no memory of the run.
 */
export async function benchMillion(dir: string, count: number) {
  const folder = temporaryFolder('bench-million');
  const store = await openStore({
    dataDir: folder.path,
    clock: Date.now,
    searchTerms: async () => [],
    conflictThreshold: 0.5,
  });
  try {
    const scope: Scope = {
      workspaceId: await store.workspaces.add({ name: 'bench', taxonomy: 'cx' }),
      actor: 'system',
    };
    await ingest(store, scope, dir, count);
    return await run(store, scope, folder.path);
  } finally {
    await store.close();
    folder.remove();
  }
}

async function ingest(store: Store, scope: Scope, dir: string, count: number): Promise<void> {
  let batch: ParsedComment[] = [];
  for (const { rating, ...comment } of shortComments(dir, count)) {
    batch.push({ ...comment, rating, ratingScale: scale, masked: [] });
    if (batch.length < batchSize) continue;
    await store.comments.ingest(scope, batch);
    batch = [];
  }
  if (batch.length > 0) await store.comments.ingest(scope, batch);
}

async function run(store: Store, scope: Scope, dataDir: string) {
  const queue = createEmbeddedQueue();
  const nothing = async (): Promise<never> => Promise.reject(new Error('not asked for'));
  const jobs = await createJobs({
    queue,
    store,
    openImport: nothing,
    openSample: nothing,
    analyse: nothing,
    openTopicThread: (reading) =>
      startTopicThread({
        file: new URL(`file://${join(packageRoot, 'dist/topicWorker.js')}`),
        options: { segmenter: 'jieba' },
        workers: 2,
        ...(reading && { reading }),
      }),
    openTrainThread: () => {
      throw new Error('not asked for');
    },
    dataDir,
    uploadDir: join(dataDir, 'uploads'),
    reportSources: {} as never,
    clock: Date.now,
    onError: console.error,
  });
  try {
    const before = memory('VmRSS');
    // The peak from here on.
    writeFileSync('/proc/self/clear_refs', '5');
    const start = performance.now();
    const { id, jobId } = await jobs.startTopics(scope, { algorithm: 'lda', k: topics, seed: 1, filters: {} });
    let last = null;
    for await (const job of jobs.watch(scope, jobId, AbortSignal.timeout(86_400_000))) last = job;
    if (last?.state !== 'succeeded') throw new Error(JSON.stringify(last));
    const wallSeconds = (performance.now() - start) / 1000;
    const { comments, findings } = (await store.topicRuns.get(scope, id))!;
    return {
      comments,
      npmi: findings!.npmi,
      wallSeconds,
      megabytesBefore: before,
      peakMegabytes: memory('VmHWM'),
    };
  } finally {
    await jobs.close();
    await queue.close();
  }
}

/** Of this process, all threads. */
function memory(field: 'VmRSS' | 'VmHWM'): number {
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync('/proc/self/status', 'utf8'))![1]) / 1024;
}

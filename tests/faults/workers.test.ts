import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/artefacts/paths.ts';
import { keep } from '../../src/feedback/kept.ts';
import type { Scope } from '../../src/feedback/read.ts';
import { startAnalysis } from '../../src/jobs/analysis.ts';
import { createAnalysisPool } from '../../src/jobs/analysisPool.ts';
import { createEmbeddedQueue } from '../../src/jobs/embeddedQueue.ts';
import { createThreadRunner } from '../../src/jobs/threadRunner.ts';
import type { Store } from '../../src/store/store.ts';
import type { ClaimedTask } from '../../src/store/tasks.ts';
import { analyseForTest, comment, createClock, newWorkspace, openTestStore, tempDir } from '../contracts/support.ts';
import { eventually } from '../rig/eventually.ts';
import { record } from '../rig/record.ts';
import { seeded } from './ledger.ts';

const rounds = Number(process.env.FAULT_WORKERS ?? 25);
const seed = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000);
const leaseMs = 60_000;
/** More claims that never report back, and a comment is given up. */
const mostDeaths = 3;

const analysed = (tasks: ClaimedTask[]) =>
  tasks.flatMap((task) => {
    const outcome = keep(analyseForTest({ id: task.commentId, comment: task.comment, ...task.readWith }));
    return outcome.ok ? [{ task, ...outcome }] : [];
  });

describe(`D8: ${rounds} rounds of workers that die or sleep (replay with FAULT_SEED=${seed})`, () => {
  const folder = tempDir();
  const clock = createClock();
  let store: Store;
  let scope: Scope;
  beforeAll(async () => {
    store = await openTestStore(folder.path, clock);
    scope = await newWorkspace(store, 'w');
  });
  afterAll(async () => {
    await store.close();
    folder.remove();
  });
  const put = async (count: number): Promise<string[]> => {
    const texts = Array.from({ length: count }, (_, n) => comment(`+fast -late ${n}`));
    return (await store.comments.ingest(scope, texts)).map(({ id }) => id);
  };

  /** One analysis each, nothing queued, and the roll-ups are what a recount from the rows gives. */
  function inspect(comments: number) {
    const database = new Database(join(folder.path, 'huiyin.db'), { readonly: true });
    const count = (sql: string) => database.prepare(sql).pluck().get() as number;
    const found = {
      analyses: count('select count(*) from analysis'),
      queued: count('select count(*) from outbox'),
      unfinished: count("select count(*) from comment where state <> 'analysed'"),
      rolledUp: count("select sum(comments) from rollup where leaf = ''"),
    };
    database.close();
    expect(found).toEqual({ analyses: comments, queued: 0, unfinished: 0, rolledUp: comments });
  }

  it('leaves one analysis a comment and nothing stuck; who comes too late is refused', {
    timeout: 600_000,
  }, async () => {
    const random = seeded(seed);
    const count = { died: 0, slept: 0 };
    let comments = 0;
    for (let round = 0; round < rounds; round++) {
      const batch = 1 + Math.floor(random() * 40);
      await put(batch);
      comments += batch;
      const asleep: ClaimedTask[][] = [];
      for (let deaths = 0; ; ) {
        const tasks = await store.work.claim(1 + Math.floor(random() * 40), leaseMs);
        if (tasks.length === 0) {
          if ((await store.stats.summary(scope, {})).pending === 0) break;
          clock.advance(leaseMs + 1);
          continue;
        }
        const fate = deaths < mostDeaths ? random() : 1;
        if (fate < 0.6) deaths++;
        if (fate < 0.3) count.died++;
        else if (fate < 0.6) asleep.push(tasks);
        else expect(await store.work.save(analysed(tasks), [])).toBe(tasks.length);
        // Some sleepers wake up while others hold their tasks, some when all is done.
        if (fate < 0.6 && random() < 0.5) clock.advance(leaseMs + 1);
      }
      clock.advance(leaseMs + 1);
      for (const tasks of asleep) expect(await store.work.save(analysed(tasks), [])).toBe(0);
      count.slept += asleep.length;
    }
    inspect(comments);
    record('D8', `${comments} comments, ${count.died} deaths, ${count.slept} late saves refused: one analysis each`, {
      seed,
    });
  });

  it('a late save is refused while another holds the lease, too', async () => {
    await put(5);
    const zombie = await store.work.claim(5, leaseMs);
    clock.advance(leaseMs + 1);
    // After a claim that never reported back the tasks come one at a time or few.
    const holder = await store.work.claim(5, leaseMs);
    expect(holder.length).toBeGreaterThan(0);
    const late = zombie.filter(({ commentId }) => holder.some((task) => task.commentId === commentId));
    expect(await store.work.save(analysed(late), [])).toBe(0);
    expect(await store.work.save(analysed(holder), [])).toBe(holder.length);
    clock.advance(leaseMs + 1);
    for (;;) {
      const rest = await store.work.claim(5, leaseMs);
      if (rest.length === 0) break;
      await store.work.save(analysed(rest), []);
    }
  });

  it('control: without its fencing token the late save goes through', async () => {
    await put(1);
    const [zombie] = await store.work.claim(1, leaseMs);
    clock.advance(leaseMs + 1);
    const [holder] = await store.work.claim(1, leaseMs);
    const unfenced = { ...zombie!, token: holder!.token };
    expect(await store.work.save(analysed([unfenced]), [])).toBe(1);
  });
});

describe('D8: comments that kill or hang their worker', () => {
  it('end visibly after three tries and delay no other', { timeout: 120_000 }, async () => {
    const folder = tempDir();
    const store = await openTestStore(folder.path, Date.now);
    const scope = await newWorkspace(store, 'w');
    const file = join(packageRoot, 'tests/fixtures/moodyWorker.ts');
    const runner = createThreadRunner({ file, workers: 2, data: null });
    const pool = createAnalysisPool(runner, { first: 2000, further: 50 });
    const queue = createEmbeddedQueue();
    const errors: unknown[] = [];
    const lanes = startAnalysis({
      queue,
      work: store.work,
      pool: {
        // What comes back from the workers has no more than their fate.
        analyseToKeep: async (tasks) =>
          (await pool.analyseToKeep(tasks)).map((outcome, n) =>
            outcome.ok ? keep(analyseForTest(tasks[n]!)) : outcome,
          ),
      },
      onError: (error) => errors.push(error),
      lookEveryMs: 50,
    });
    const texts = ['die', 'throw', ...Array.from({ length: 40 }, (_, n) => `fine ${n}`)];
    const ids = (
      await store.comments.ingest(
        scope,
        texts.map((text) => comment(text)),
      )
    ).map(({ id }) => id);
    const begun = performance.now();
    queue.ring('analysis');
    await eventually(async () => expect((await store.stats.summary(scope, {})).analysed).toBe(40));
    const othersMs = performance.now() - begun;
    await eventually(async () => expect(await store.stats.summary(scope, {})).toMatchObject({ pending: 0, failed: 2 }));
    for (const id of ids.slice(0, 2)) {
      const { comment: bad } = (await store.comments.get(scope, id))!;
      expect(bad).toMatchObject({ state: 'failed', failure: 'worker_failed' });
    }
    record('D8', `40 comments beside one that kills and one that throws: all analysed after ${othersMs.toFixed(0)} ms`);
    expect(errors).toEqual([]);
    await lanes.close();
    await pool.close();
    await store.close();
    folder.remove();
  });
});

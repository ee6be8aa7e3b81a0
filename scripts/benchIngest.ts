/**
 * What: starts the service on an empty folder and times start, ingest in batches of 1,000, and analysis to the last comment.
 * When: after a change of store, jobs or analyser.
 * Example: npm run bench:ingest -- --data DIR --set online_shopping_10_cats --comments 20000
 *
 * `--database postgres://…`: an empty PostgreSQL database in place of the embedded one.
 * Without --data the texts of the sample are sent over and over. Rates are wall time and need a quiet machine.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startService, temporaryFolder, untilReady } from '../tests/rig/service.ts';
import { cpuMs, cpuOfAll, worksOn } from './bench/processes.ts';
import { benchBatch, benchTexts } from './bench/texts.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    set: { type: 'string', default: 'online_shopping_10_cats' },
    comments: { type: 'string', default: '20000' },
    workers: { type: 'string', default: '2' },
    database: { type: 'string', default: '' },
  },
});
const batchSize = 1000;
/** Batches on their way at the same time. */
const inFlight = 2;

function batches(): string[] {
  const all = benchTexts(values.data, values.set);
  const total = Number(values.comments);
  return Array.from({ length: Math.ceil(total / batchSize) }, (_, batch) => benchBatch(all, total, batchSize, batch));
}

const memoryOf = (pid: number): number =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;
/** 0 where the database is the embedded one or elsewhere. */
const databaseCpu = (seen: Map<string, number>): number =>
  values.database === '' ? 0 : cpuOfAll(worksOn(values.database), seen);
const rate = (count: number, ms: number): string => `${Math.round((count / ms) * 1000)} comments/s`;

const bodies = batches();
const folder = temporaryFolder('bench');
const started = performance.now();
const service = await startService(folder.path, { HUIYIN_WORKERS: values.workers, DATABASE_URL: values.database });
try {
  await untilReady(service);
  const first = await service.call('POST', '/v1/analyze', { comments: [{ text: '物流很快，但是包装破损' }] });
  if (first.status !== 200) throw new Error(JSON.stringify(first.body));
  console.log(`start to first answer: ${((performance.now() - started) / 1000).toFixed(2)} s`);

  const begin = performance.now();
  const cpuBefore = cpuMs(service.child.pid!);
  const backends = new Map<string, number>();
  const databaseBefore = databaseCpu(backends);
  let next = 0;
  const send = async (): Promise<void> => {
    for (let body = bodies[next++]; body; body = bodies[next++]) {
      const { status, body: answer } = await service.call('POST', '/v1/comments', body);
      if (status !== 202) throw new Error(JSON.stringify(answer));
    }
  };
  await Promise.all(Array.from({ length: inFlight }, send));
  const total = Number(values.comments);
  console.log(`acknowledged: ${rate(total, performance.now() - begin)}`);
  for (;;) {
    const { body } = await service.call('GET', '/v1/stats/summary');
    databaseCpu(backends);
    if (body.pending === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  console.log(`acknowledged and analysed: ${rate(total, performance.now() - begin)}`);
  const cpu = cpuMs(service.child.pid!) - cpuBefore;
  console.log(`CPU: ${((cpu / total) * 1000).toFixed(0)} µs a comment, so at most ${rate(total, cpu / 2)} on 2 cores`);
  const database = databaseCpu(backends) - databaseBefore;
  if (database > 0)
    console.log(
      `CPU of the database: ${((database / total) * 1000).toFixed(0)} µs a comment, so at most ${rate(total, (cpu + database) / 2)} for both`,
    );
  console.log(`peak memory, ${values.workers} workers: ${Math.round(memoryOf(service.child.pid!))} MiB`);
} finally {
  await service.stop();
  folder.remove();
}

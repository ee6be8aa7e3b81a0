/**
 * What: keeps a service under a steady load by an open loop and prints how it bears it: comments a second stored and
 *   analysed, latencies from the moment each request was due, what was refused, and the slope of memory.
 * When: before a release, and after a change of the store, the queue or the analyser.
 * Example: npm run bench:load -- --rate 1500 --minutes 10 --json load.json
 *
 * With DATABASE_URL (and REDIS_URL) it starts one api and one worker process on them, else one process with the embedded
 * store. Beside the comments it asks for 50 analyses of 10 comments a second. The first fifth of the time warms up and does
 * not count for memory. Figures need a quiet machine.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Agent, request as undici } from 'undici';
import { adminKey, type RunningService, startService, temporaryFolder, untilReady } from '../tests/rig/service.ts';
import { cpuMs, cpuOfAll, machineCpuMs, worksOn } from './bench/processes.ts';
import { benchTexts } from './bench/texts.ts';

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '1500' },
    minutes: { type: 'string', default: '1' },
    batch: { type: 'string', default: '100' },
    analyze: { type: 'string', default: '50' },
    workers: { type: 'string', default: '2' },
    data: { type: 'string' },
    set: { type: 'string', default: 'online_shopping_10_cats' },
    json: { type: 'string' },
  },
});
const rate = Number(values.rate);
const batch = Number(values.batch);
const analyzeRate = Number(values.analyze);
const totalMs = Number(values.minutes) * 60_000;
const analyzedAtOnce = 10;
/** Requests on their way at once, of each kind; what is due beyond that counts as refused by us. */
const atOnce = 500;
const bars = { commentsPerSecond: 1500, analyzeP99: 120, slope: 2 };

/** What came of the requests of one kind. */
interface Tally {
  sent: number;
  ok: number;
  refused: number;
  failed: number;
  /** ms from when it was due to the end of its answer. */
  took: number[];
}

const newTally = (): Tally => ({ sent: 0, ok: 0, refused: 0, failed: 0, took: [] });

/** Sends `perSecond` requests a second at their time, whatever became of those before. */
async function openLoop(perSecond: number, begin: number, tally: Tally, send: (n: number) => Promise<number>) {
  const underWay = new Set<Promise<void>>();
  const total = Math.floor((totalMs / 1000) * perSecond);
  for (let n = 0; n < total; n++) {
    const due = begin + (n * 1000) / perSecond;
    const early = due - performance.now();
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
    tally.sent++;
    if (underWay.size >= atOnce) {
      tally.refused++;
      continue;
    }
    const request: Promise<void> = send(n)
      .then((status) => {
        if (status === 429 || status === 503) tally.refused++;
        else if (status >= 400) tally.failed++;
        else {
          tally.ok++;
          tally.took.push(performance.now() - due);
        }
      })
      .catch(() => void tally.failed++)
      .finally(() => underWay.delete(request));
    underWay.add(request);
  }
  await Promise.all(underWay);
}

const quantile = (list: number[], share: number): number => {
  const sorted = [...list].sort((a, b) => a - b);
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN) * 10) / 10;
};

/** MiB of a process and of all that it started. */
function memoryOf(pid: number): number {
  try {
    const own = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number),
    );
    return children.reduce((sum, child) => sum + memoryOf(child), own);
  } catch {
    return 0;
  }
}

/** Least squares, in MiB a minute. */
function slopeOf(points: { ms: number; mib: number }[]): number {
  const n = points.length;
  const [meanX, meanY] = [points.reduce((s, p) => s + p.ms, 0) / n, points.reduce((s, p) => s + p.mib, 0) / n];
  const over = points.reduce((s, p) => s + (p.ms - meanX) * (p.mib - meanY), 0);
  return (over / points.reduce((s, p) => s + (p.ms - meanX) ** 2, 0)) * 60_000;
}

const { DATABASE_URL, REDIS_URL } = process.env;
const shared = Boolean(DATABASE_URL);
const folder = temporaryFolder('load');
const env: Record<string, string> = {
  HUIYIN_WORKERS: values.workers,
  HUIYIN_LOG_LEVEL: 'error',
  ...(DATABASE_URL && { DATABASE_URL }),
  ...(REDIS_URL && { REDIS_URL }),
};

/** Who used how much CPU from now on. */
function cpuWatch() {
  const seen = { database: new Map<string, number>(), redis: new Map<string, number>() };
  const read = (): Record<string, number> => ({
    client: process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000,
    api: cpuMs(service.child.pid!),
    ...(worker && { worker: cpuMs(worker.child.pid!) }),
    ...(DATABASE_URL && { database: cpuOfAll(worksOn(DATABASE_URL), seen.database) }),
    ...(REDIS_URL && { redis: cpuOfAll((title) => title.includes('redis-server'), seen.redis) }),
    machine: machineCpuMs(),
  });
  const begin = read();
  return {
    look: (): void => void read(),
    /** µs; `machine` is all that ran on it, ours or not. */
    perComment(comments: number): Record<string, number> {
      const end = read();
      return Object.fromEntries(
        Object.entries(end).map(([who, ms]) => [who, Math.round(((ms - begin[who]!) * 1000) / comments)]),
      );
    },
  };
}

const service: RunningService = await startService(join(folder.path, 'api'), env, [], shared ? ['--role=api'] : []);
/** Takes comments out of the same database; nobody asks it for anything. */
const worker = shared ? await startService(join(folder.path, 'worker'), env, [], ['--role=worker']) : null;
try {
  await untilReady(service, 120_000);
  if (worker) await untilReady(worker, 120_000);
  // The client shares the machine: what it can prepare it prepares, and it talks to the service in the cheapest way.
  const texts = benchTexts(values.data, values.set).map((text) => JSON.stringify(text));
  const agent = new Agent({ connections: 64 });
  const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' };
  const post = async (path: string, comments: string[]): Promise<number> => {
    const request = { method: 'POST', headers, body: `{"comments":[${comments}]}`, dispatcher: agent } as const;
    const { statusCode, body } = await undici(service.url + path, request);
    await body.dump({ limit: Number.MAX_SAFE_INTEGER });
    return statusCode;
  };
  const run = Date.now().toString(36);
  const commentOf = (n: number): string =>
    `{"text":${texts[n % texts.length]},"rating":${1 + (n % 5)},"channel":"${['app', 'web', 'store'][n % 3]}",
      "source":"load","externalId":"${run}-${n}"}`;
  const unnamedOf = (n: number): string => `{"text":${texts[n % texts.length]},"rating":${1 + (n % 5)}}`;
  const several = (count: number, n: number, one: (n: number) => string): string[] =>
    Array.from({ length: count }, (_, at) => one(n * count + at));
  const before = await pendingOf(service);

  const memory: { ms: number; mib: number }[] = [];
  const cpu = cpuWatch();
  const begin = performance.now();
  const watching = setInterval(() => {
    cpu.look();
    const mib = memoryOf(service.child.pid!) + (worker ? memoryOf(worker.child.pid!) : 0);
    memory.push({ ms: performance.now() - begin, mib });
  }, 1000);
  const ingest = newTally();
  const analyze = newTally();
  await Promise.all([
    openLoop(rate / batch, begin, ingest, (n) => post('/v1/comments', several(batch, n, commentOf))),
    openLoop(analyzeRate, begin, analyze, (n) => post('/v1/analyze', several(analyzedAtOnce, n, unnamedOf))),
  ]);
  clearInterval(watching);
  const seconds = (performance.now() - begin) / 1000;
  const cpuMicroseconds = cpu.perComment(ingest.ok * batch);
  const left = (await pendingOf(service)) - before;
  const last = memory.filter(({ ms }) => ms > totalMs / 5);
  const result = {
    store: shared ? 'postgresql, 1 api + 1 worker' : 'embedded',
    minutes: Number(values.minutes),
    stored: Math.round((ingest.ok * batch) / seconds),
    analysed: Math.round((ingest.ok * batch - left) / seconds),
    leftInQueue: left,
    ingestMs: { p50: quantile(ingest.took, 0.5), p99: quantile(ingest.took, 0.99) },
    analyzeMs: { p50: quantile(analyze.took, 0.5), p99: quantile(analyze.took, 0.99) },
    refused: { ingest: ingest.refused, analyze: analyze.refused },
    failed: { ingest: ingest.failed, analyze: analyze.failed },
    cpuMicroseconds,
    memoryMiB: Math.round(memory.at(-1)?.mib ?? 0),
    memorySlopeMiBPerMinute: Math.round(slopeOf(last) * 100) / 100,
  };
  const judge = (name: string, value: number, bar: string, holds: boolean): void =>
    console.log(`${name} ${value} bar ${bar} ${holds ? 'ok' : 'FALLS SHORT'}`);
  console.log(JSON.stringify(result, null, 2));
  judge('comments/s', result.analysed, `>= ${bars.commentsPerSecond}`, result.analysed >= bars.commentsPerSecond);
  judge('analyze p99 ms', result.analyzeMs.p99, `<= ${bars.analyzeP99}`, result.analyzeMs.p99 <= bars.analyzeP99);
  const { memorySlopeMiBPerMinute: slope } = result;
  judge('memory MiB/min', slope, `<= ${bars.slope}`, slope <= bars.slope);
  if (values.json) writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`);
} finally {
  await worker?.stop();
  await service.stop();
  folder.remove();
}

async function pendingOf({ call }: RunningService): Promise<number> {
  const { body } = await call('GET', '/v1/stats/summary');
  return body.pending as number;
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/artefacts/paths.ts';
import { quietLevel } from '../rig/logs.ts';
import { record } from '../rig/record.ts';
import { type RunningService, startService, temporaryFolder, untilReady } from '../rig/service.ts';

const seconds = Number(process.env.LOAD_SECONDS ?? 60);
const measureMs = 8000;
const batchSize = 20;
const reports = ['/v1/stats/summary', '/v1/stats/breakdown?by=label', '/v1/keywords?limit=20', '/v1/issues?limit=20'];
const pages = ['/v1/comments?limit=20', '/v1/reviews?limit=20', '/v1/audit?limit=20'];

const quantile = (values: number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;
const ms = (value: number): string => `${value.toFixed(0)} ms`;

/** Grows with what was given to it: the control of what is measured. */
function growth(heap: number[]): number {
  // A sixth of the time is for what fills once.
  const rest = heap.slice(Math.ceil(heap.length / 6));
  const third = Math.max(1, Math.floor(rest.length / 3));
  const mean = (list: number[]): number => list.reduce((sum, one) => sum + one, 0) / list.length;
  return mean(rest.slice(-third)) / mean(rest.slice(0, third)) - 1;
}

describe(`${seconds} s at half of what it can, with analysis, figures and pages`, () => {
  const folder = temporaryFolder('soak');
  const heapFile = join(folder.path, 'heap');
  const times = { ingest: [] as number[], report: [] as number[] };
  let failed = 0;
  let service: RunningService;
  let perSecond = 0;
  let before = { rss: 0, handles: 0 };
  beforeAll(async () => {
    const probe = ['--expose-gc', '--import', join(packageRoot, 'tests/fixtures/heapProbe.mjs')];
    service = await startService(folder.path, { HEAP_PROBE: heapFile, HUIYIN_LOG_LEVEL: quietLevel }, probe);
    await untilReady(service);
  });
  afterAll(async () => {
    await service?.stop();
    folder.remove();
  });

  let number = 0;
  async function ingest(): Promise<void> {
    const comments = Array.from({ length: batchSize }, () => ({
      source: 'load',
      externalId: `l${number}`,
      text: `第${number++}单，物流太慢了，客服态度还不错，下次再来`,
      rating: 1 + (number % 5),
    }));
    const { status } = await service.call('POST', '/v1/comments', { comments });
    if (status !== 202) throw new Error(`answered ${status}`);
  }
  const memory = () => ({
    rss: Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${service.child.pid}/status`, 'utf8'))![1]) / 1024,
    handles: readdirSync(`/proc/${service.child.pid}/fd`).length,
  });
  const pending = async (): Promise<number> => (await service.call('GET', '/v1/stats/summary')).body.pending;

  /** Comments a second that are taken in and analysed. */
  async function capacity(): Promise<number> {
    const until = performance.now() + measureMs;
    const client = async () => {
      while (performance.now() < until) await ingest();
    };
    const begun = performance.now();
    await Promise.all([client(), client()]);
    while ((await pending()) > 0) await pause(50);
    return (number / (performance.now() - begun)) * 1000;
  }

  async function timed(list: number[], act: () => Promise<unknown>): Promise<void> {
    const begun = performance.now();
    await act().catch(() => failed++);
    list.push(performance.now() - begun);
  }

  /** Half of what it can, for as long as it is to last. Open: what is late waits, and is not sent later for it. */
  async function load(): Promise<void> {
    perSecond = (await capacity()) / 2;
    before = memory();
    const everyMs = (1000 * batchSize) / perSecond;
    const running: Promise<void>[] = [];
    const begun = performance.now();
    for (let n = 0; performance.now() - begun < seconds * 1000; n++) {
      await pause(Math.max(0, begun + n * everyMs - performance.now()));
      running.push(timed(times.ingest, ingest));
      if (n % 10 === 0) running.push(timed(times.report, () => get(reports[(n / 10) % reports.length]!)));
      if (n % 5 === 0) running.push(timed([], () => get(pages[(n / 5) % pages.length]!)));
    }
    await Promise.all(running);
  }
  let loaded: Promise<void> | undefined;
  /** Whichever bar is looked at first, or alone. */
  const underLoad = (): Promise<void> => (loaded ??= load());
  const timeout = 600_000 + seconds * 2000;

  it('L2: answers in time and without an error', { timeout }, async () => {
    await underLoad();
    const [p99, p999, report] = [
      quantile(times.ingest, 0.99),
      quantile(times.ingest, 0.999),
      quantile(times.report, 0.99),
    ];
    const values = `${perSecond.toFixed(0)} comments/s for ${seconds} s: ingest p99 ${ms(p99)}, p99.9 ${ms(p999)}, figures p99 ${ms(report)}, ${failed} errors`;
    record('L2', values);
    expect(failed).toBe(0);
    expect([p99 <= 100, p999 <= 500, report <= 1000]).toEqual([true, true, true]);
  });

  async function get(path: string): Promise<void> {
    const { status } = await service.call('GET', path);
    if (status !== 200) throw new Error(`${path} answered ${status}`);
  }

  it('L4: holds no more memory and no more files at the end', { timeout }, async () => {
    await underLoad();
    const heap = readFileSync(heapFile, 'utf8').trim().split('\n').map(Number);
    const after = memory();
    const grown = growth(heap);
    record(
      'L4',
      `${number} comments in ${seconds} s: heap ${(grown * 100).toFixed(1)} % (last third to first), RSS ${before.rss.toFixed(0)} → ` +
        `${after.rss.toFixed(0)} MB, ${before.handles} → ${after.handles} files`,
    );
    expect(grown).toBeLessThan(0.05);
    expect(after.rss).toBeLessThanOrEqual(512);
    expect(after.handles).toBeLessThanOrEqual(before.handles + 20);
  });

  it('L2 control: a service that works on its main thread is late', { timeout: 120_000 }, async () => {
    const child = spawn(process.execPath, [join(packageRoot, 'tests/fixtures/blockingService.mjs')]);
    try {
      const [line] = await once(child.stdout, 'data');
      const url = /http\S+/.exec(String(line))![0];
      const list: number[] = [];
      const post = () => fetch(url, { method: 'POST', body: '{}' }).then((answer) => answer.arrayBuffer());
      await Promise.all(Array.from({ length: 20 }, () => timed(list, post)));
      expect(quantile(list, 0.99)).toBeGreaterThan(100);
    } finally {
      child.kill();
    }
  });

  it('L4 control: a map that keeps every id is seen', () => {
    const kept = new Map<string, string>();
    const heap = Array.from({ length: 30 }, (_, step) => {
      for (let n = 0; n < 10_000; n++) kept.set(`comment ${step} ${n} with an id of its own`, 'x'.repeat(20));
      return process.memoryUsage().heapUsed / 2 ** 20;
    });
    expect(growth(heap)).toBeGreaterThan(0.05);
    expect(kept.size).toBe(300_000);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { packageRoot } from '../../src/artefacts/paths.ts';
import { adminKey } from '../rig/service.ts';

/** Options of a service whose event loop is to be watched; `LOOP_PROBE` names the file that it writes to. */
export const probeOptions = ['--import', join(packageRoot, 'tests/fixtures/loopProbe.mjs')];
/** The probe writes every 200 ms. */
const flushedMs = 600;

export interface Quantiles {
  p99: number;
  worst: number;
  count: number;
}

export interface AttackFigures {
  /**
   * CPU milliseconds from one turn of the event loop to the next. Of all time that the loop works, 99 % lies in turns
   * that are no longer than `p99`: who comes at any moment of it waits no longer.
   */
  turns: Quantiles;
  /** Milliseconds of the clock until `/healthz` answers: of this machine with all else that runs on it. */
  health: Quantiles;
  /** How often each status was answered. */
  statuses: Record<string, number>;
}

/** Sends the bodies over and over from a thread of its own, so that reading the answers holds nobody else up. */
const attacker = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { url, bodies, headers, clients, until } = workerData;
  const statuses = {};
  const client = async (first) => {
    for (let i = first; Date.now() < until; i++) {
      const answer = await fetch(url, { method: 'POST', headers, body: bodies[i % bodies.length] });
      await answer.arrayBuffer();
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
    }
  };
  Promise.all(Array.from({ length: clients }, (_, i) => client(i))).then(() => parentPort.postMessage(statuses));`;
const clients = 2;

/** Asks for the health of the service, one time after the other, for as long as others send it these bodies. */
export async function attack(
  url: string,
  path: string,
  bodies: string[],
  forMs: number,
  probeFile: string,
): Promise<AttackFigures> {
  const from = Date.now();
  const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' };
  const workerData = { url: url + path, bodies, headers, clients, until: from + forMs };
  const thread = new Worker(attacker, { eval: true, workerData });
  let statuses: Record<string, number> | null = null;
  const ended = new Promise<void>((resolve, reject) => {
    thread.once('error', reject);
    thread.once('message', (counts) => {
      statuses = counts;
      resolve();
    });
  });
  const health: number[] = [];
  while (statuses === null) {
    health.push(await timeOf(`${url}/healthz`));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await ended;
  const to = Date.now();
  await new Promise((resolve) => setTimeout(resolve, flushedMs));
  const turns = turnsBetween(probeFile, from, to);
  return { turns: quantiles(turns, (ms) => ms), health: quantiles(health, () => 1), statuses };
}

async function timeOf(url: string): Promise<number> {
  const started = performance.now();
  const answer = await fetch(url);
  await answer.arrayBuffer();
  if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}`);
  return performance.now() - started;
}

/** CPU milliseconds of each turn of the event loop in a span of time. */
export function turnsBetween(file: string, from: number, to: number): number[] {
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.flatMap((line) => {
    const [at, ms] = line.split(' ').map(Number);
    return at! >= from && at! <= to ? [ms!] : [];
  });
}

function quantiles(values: number[], weight: (value: number) => number): Quantiles {
  const sorted = values.toSorted((a, b) => b - a);
  const hundredth = values.reduce((sum, value) => sum + weight(value), 0) / 100;
  let above = 0;
  const p99 = sorted.find((value) => {
    above += weight(value);
    return above > hundredth;
  });
  return { p99: p99!, worst: sorted[0]!, count: sorted.length };
}

export function show({ p99, worst, count }: Quantiles): string {
  return `p99 ${p99.toFixed(1)} ms, worst ${worst.toFixed(1)} ms of ${count}`;
}

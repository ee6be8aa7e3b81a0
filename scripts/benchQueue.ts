/**
 * Measures the queue on Redis between two processes: rings a second, and how long after a ring the other one begins.
 * Call: npm run bench:queue -- [redis://127.0.0.1:6379]
 */
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createBullQueue } from '../src/jobs/bullQueue.ts';

const wakeUps = 2000;
const burstMs = 3000;
const [url = 'redis://127.0.0.1:6379', prefix = `bench-${randomUUID()}`, role] = process.argv.slice(2);
const open = () => createBullQueue({ url, prefix, onError: (error) => console.error(error) });
const now = (): number => performance.timeOrigin + performance.now();

async function listen(): Promise<void> {
  const queue = open();
  const work = async () => void (process.connected && process.send!(now()));
  queue.subscribe('bench', work, { everyMs: 1e9, onError: (error) => console.error(error) });
  process.once('disconnect', () => process.exit());
}

async function measure(): Promise<void> {
  const queue = open();
  const worker = fork(fileURLToPath(import.meta.url), [url, prefix, 'worker']);
  const heard = () => once(worker, 'message').then(([at]) => at as number);
  while (!queue.connected()) await new Promise((resolve) => setTimeout(resolve, 10));
  const first = heard();
  queue.ring('bench');
  await first;

  const delays: number[] = [];
  for (let i = 0; i < wakeUps; i++) {
    const begun = heard();
    const rung = now();
    queue.ring('bench');
    delays.push((await begun) - rung);
    // Rings are rare; the other end waits in Redis by then.
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  delays.sort((a, b) => a - b);
  const at = (share: number) => delays[Math.floor(share * (delays.length - 1))]!.toFixed(2);
  console.log(`wake-up after ms: median ${at(0.5)}, p99 ${at(0.99)}, most ${at(1)} (${wakeUps} rings)`);

  let calls = 0;
  let rings = 0;
  worker.on('message', () => calls++);
  const end = now() + burstMs;
  while (now() < end) {
    queue.ring('bench');
    rings++;
    await new Promise(setImmediate);
  }
  const perSecond = (n: number) => Math.round((n / burstMs) * 1000);
  console.log(`in a burst: ${perSecond(rings)} rings a second, ${perSecond(calls)} calls a second`);
  worker.disconnect();
  await queue.close();
}

await (role === 'worker' ? listen() : measure());

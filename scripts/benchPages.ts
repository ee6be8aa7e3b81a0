/**
 * What: fills a service with comments and times the calls that each page of the web app makes.
 * When: after a change of read models, store or pages.
 * Example: npm run bench:pages -- --data DIR --comments 200000 --json pages.json
 *
 * --keep DIR: fills that data folder, or takes it as an earlier run left it; --only TEXT: calls that contain it.
 * Without --data the texts of the sample are sent over and over. Times are wall time (the bar: 300 ms a page) and need a
 * quiet machine; a page's figure is its slowest call, since its calls go out together. CPU time of the service is beside it.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startService, temporaryFolder, untilReady } from '../tests/rig/service.ts';
import { benchBatch, benchTexts } from './bench/texts.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    set: { type: 'string', default: 'online_shopping_10_cats' },
    comments: { type: 'string', default: '200000' },
    rounds: { type: 'string', default: '7' },
    json: { type: 'string' },
    keep: { type: 'string' },
    only: { type: 'string', default: '' },
  },
});
const barMs = 300;
const batchSize = 1000;
const total = Number(values.comments);

const filtered = 'channel=app&from=2026-02-01&to=2026-05-31';
const pages: Record<string, string[]> = {
  overview: [
    '/v1/stats/summary',
    '/v1/stats/trend?interval=week',
    '/v1/stats/breakdown?by=label',
    '/v1/stats/breakdown?by=channel',
    '/v1/keywords?limit=30',
  ],
  'overview, filtered': [
    `/v1/stats/summary?${filtered}`,
    `/v1/stats/trend?interval=week&${filtered}`,
    `/v1/stats/breakdown?by=label&${filtered}`,
    `/v1/keywords?limit=30&${filtered}`,
  ],
  'overview, one source': [
    '/v1/stats/summary?source=survey',
    '/v1/stats/trend?interval=week&source=survey',
    '/v1/stats/breakdown?by=label&source=survey',
    '/v1/keywords?limit=30&source=survey',
  ],
  'overview, one leaf': ['/v1/stats/summary?label=channel.logistics', '/v1/keywords?limit=30&label=channel.logistics'],
  'overview, metadata': ['/v1/stats/summary?metadata.region=east', '/v1/keywords?limit=30&metadata.region=east'],
  explore: ['/v1/comments?limit=30', '/v1/stats/breakdown?by=source'],
  'explore, filtered': [`/v1/comments?limit=30&sentiment=negative&label=channel.logistics&${filtered}`],
  'explore, words': ['/v1/comments?limit=30&text=%E7%89%A9%E6%B5%81%20%E5%AE%A2%E6%9C%8D'],
  taxonomy: ['/v1/taxonomy', '/v1/stats/breakdown?by=label', '/v1/stats/breakdown?by=channel'],
  review: ['/v1/reviews?limit=50', '/v1/reviews/counts'],
  quality: ['/v1/reviews/quality'],
  models: ['/v1/models?limit=100'],
  topics: ['/v1/topics?limit=50', '/v1/topic-definitions?limit=50'],
  keywords: [
    '/v1/keywords?limit=100',
    '/v1/keywords?limit=100&beside=5',
    '/v1/keywords?limit=1&beside=20',
    '/v1/keywords?limit=100&rank=contrast&channel=app&other.channel=web',
    '/v1/keywords?limit=100&rank=contrast&channel=app&other=rest',
    '/v1/keywords?limit=100&rank=rise&from=2026-04-01&to=2026-05-31',
  ],
  alerts: ['/v1/alerts/raised?limit=50'],
  issues: ['/v1/issues?limit=50', '/v1/issues?limit=50&overdue=true'],
  settings: ['/v1/workspace', '/v1/keys', '/v1/users', '/v1/filters'],
};

/** CPU time of all threads so far, in ms (clock ticks of 10 ms). */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
const median = (list: number[]): number => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];

const folder = values.keep ? { path: values.keep, remove: () => undefined } : temporaryFolder('bench-pages');
/** Written once a kept folder is full. */
const full = join(folder.path, 'filled');
mkdirSync(folder.path, { recursive: true });

async function fill(): Promise<void> {
  const texts = benchTexts(values.data, values.set);
  for (let batch = 0; batch * batchSize < total; batch++) {
    const { status, body } = await service.call('POST', '/v1/comments', benchBatch(texts, total, batchSize, batch));
    if (status !== 202) throw new Error(JSON.stringify(body));
  }
  const analysed = async () => (await service.call('GET', '/v1/stats/summary')).body.analysed as number;
  while ((await analysed()) < total) await new Promise((resolve) => setTimeout(resolve, 1000));
  writeFileSync(full, String(total));
}

const service = await startService(folder.path);
try {
  await untilReady(service, 600_000);
  if (!existsSync(full)) await fill();
  console.log(`${readFileSync(full, 'utf8')} comments stored and analysed`);

  const figures: Record<string, Record<string, { ms: number; cpuMs: number }>> = {};
  const rounds = Number(values.rounds);
  for (const [page, calls] of Object.entries(pages)) {
    figures[page] = {};
    for (const call of calls.filter((one) => one.includes(values.only))) {
      const times: number[] = [];
      const cpu = cpuMs(service.child.pid!);
      for (let round = 0; round < rounds; round++) {
        const begin = performance.now();
        const { status, body } = await service.call('GET', call);
        times.push(performance.now() - begin);
        if (status !== 200) throw new Error(`${call}: ${JSON.stringify(body)}`);
      }
      figures[page][call] = { ms: median(times), cpuMs: (cpuMs(service.child.pid!) - cpu) / rounds };
    }
    if (Object.keys(figures[page]).length === 0) continue;
    const slowest = Math.max(...Object.values(figures[page]).map(({ ms }) => ms));
    console.log(`${page.padEnd(20)} ${slowest.toFixed(0).padStart(6)} ms ${slowest <= barMs ? 'ok' : 'SLOW'}`);
    for (const [call, { ms, cpuMs: cpu }] of Object.entries(figures[page]))
      console.log(
        `    ${ms.toFixed(1).padStart(8)} ms ${cpu.toFixed(0).padStart(5)} ms CPU  ${decodeURIComponent(call)}`,
      );
  }
  if (values.json) writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
} finally {
  await service.stop();
  folder.remove();
}

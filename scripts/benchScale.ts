/**
 * What: fills an empty PostgreSQL database through the store's own ingest and a cheap stand-in for the analysis, then times
 * what pages ask for, and prints the sizes of tables and indexes.
 * When: after a change of tables, indexes or queries. The figures are in docs/scale.md.
 * Example: npm run bench:scale -- --database postgres://postgres@127.0.0.1:5432/scale --comments 50000 --copies 19
 *
 * --comments: filled through the service. --copies: so often that fill is copied within the database, under other ids and
 * on other days of --years (see bench/copies.ts); the database's user must be a superuser. --rounds 0: fills, and measures nothing.
 * What is there already is kept: a second run goes on. Wall time; beside it the load, and CPU of a server on
 * this machine without its parallel workers.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { CommentFilter } from '../src/feedback/filter.ts';
import type { Scope } from '../src/feedback/read.ts';
import { runErasure } from '../src/jobs/erase.ts';
import type { JobRun } from '../src/jobs/run.ts';
import { openStore, type Store } from '../src/store/store.ts';
import { analyseAll, comment, words } from '../tests/contracts/support.ts';
import { copyFill } from './bench/copies.ts';
import { cpuOfAll, worksOn } from './bench/processes.ts';

const { values } = parseArgs({
  options: {
    database: { type: 'string', default: 'postgres://postgres@127.0.0.1:5432/scale' },
    comments: { type: 'string', default: '100000' },
    copies: { type: 'string', default: '0' },
    years: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '5' },
  },
});
const perBatch = 2000;
const days = 365;
const channels = ['app', 'web', 'shop', 'phone', 'mail'];
const vocabulary = Array.from({ length: 20_000 }, (_, i) => `词${i.toString(36)}`);
const leaves = Array.from({ length: 40 }, (_, i) => `leaf${i}`);

/** Repeatable, and rare words are rare: the word of rank r comes as often as 1 / r. */
let state = 1;
function random(): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
}
const zipf = (count: number): number => Math.floor((count + 1) ** random()) - 1;

function textOf(): string {
  const length = 6 + Math.floor(random() * 24);
  const said = Array.from({ length }, () => vocabulary[zipf(vocabulary.length)]!);
  const issues = Math.floor(random() * 3);
  for (let i = 0; i < issues; i++) said.push(`${random() < 0.5 ? '+' : '-'}${leaves[zipf(leaves.length)]}`);
  if (random() < 0.05) said.push('?');
  if (random() < 0.05) said.push('!');
  return said.join(' ');
}

function commentAt(index: number) {
  const day = new Date(Date.UTC(2025, 0, 1) + Math.floor(random() * days) * 86_400_000 + index);
  return comment(textOf(), {
    externalId: `e${index}`,
    rating: 1 + Math.floor(random() * 5),
    channel: channels[zipf(channels.length)]!,
    author: `a${Math.floor(random() * 200_000)}`,
    occurredAt: day.toISOString(),
  });
}

const load = (): string => `load ${loadavg()[0]!.toFixed(1)}`;
const client = new pg.Client({ connectionString: values.database });
await client.connect();

async function withStore(work: (store: Store, scope: Scope) => Promise<void>): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'huiyin-scale-'));
  const store = await openStore({
    dataDir,
    databaseUrl: values.database,
    clock: Date.now,
    searchTerms: words,
    conflictThreshold: 0.5,
  });
  try {
    await work(store, await workspace(store));
  } finally {
    await store.close();
    rmSync(dataDir, { recursive: true });
  }
}

async function workspace(store: Store): Promise<Scope> {
  const { rows } = await client.query<{ id: string }>(`select id from workspace where name = 'scale'`);
  const workspaceId = rows[0]?.id ?? (await store.workspaces.add({ name: 'scale', taxonomy: 'cx' }));
  return { workspaceId, actor: 'system' };
}

/** How many were filled so far, copies apart; some may have been erased. */
async function filled(): Promise<number> {
  const { rows: tables } = await client.query<{ there: boolean }>(`select to_regclass('comment') is not null as there`);
  if (!tables[0]!.there) return 0;
  const { rows } = await client.query<{ n: number }>(
    `select coalesce(max(substr(external_id, 2)::int) + 1, 0) as n from comment where external_id like 'e%'`,
  );
  return rows[0]!.n;
}

async function fill(store: Store, scope: Scope, until: number): Promise<void> {
  let there = await filled();
  state += there;
  while (there < until) {
    const start = performance.now();
    const stop = Math.min(until, there + 20_000);
    const count = stop - there;
    while (there < stop) {
      const batch = Array.from({ length: Math.min(perBatch, stop - there) }, (_, i) => commentAt(there + i));
      await store.comments.ingest(scope, batch);
      there += batch.length;
      await analyseAll(store, 1000);
    }
    const rate = Math.round((count / (performance.now() - start)) * 1000);
    console.log(`${there} comments, the last ${count} at ${rate}/s with their analysis (${load()})`);
  }
}

async function copy(count: number): Promise<void> {
  const pool = new pg.Pool({ connectionString: values.database, max: 1 });
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    await copyFill(db, count, Number(values.years), console.log);
  } finally {
    await db.destroy();
  }
}

const backends = new Map<string, number>();
const serverCpu = (): number => cpuOfAll(worksOn(values.database), backends);

async function time(name: string, act: () => Promise<unknown>): Promise<void> {
  const rounds = Number(values.rounds);
  const times: number[] = [];
  const before = serverCpu();
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    try {
      await act();
    } catch (error) {
      console.log(`${name.padEnd(40)} ${(error as Error).message}`);
      return;
    }
    times.push(performance.now() - start);
  }
  const cpu = (serverCpu() - before) / rounds;
  const first = times[0]!;
  times.sort((a, b) => a - b);
  const median = times[Math.floor(times.length / 2)]!;
  const ms = (value: number) => value.toFixed(0).padStart(6);
  console.log(`${name.padEnd(40)} ${ms(median)} ms, first ${ms(first)}, CPU of the server ${ms(cpu)} (${load()})`);
}

async function ask(store: Store, scope: Scope): Promise<void> {
  const page = { limit: 50 };
  const list = (filter: CommentFilter) => () => store.comments.list(scope, filter, page);
  await time('list, newest', list({}));
  await time('list, one channel', list({ channel: ['mail'] }));
  await time('list, a channel without comments', list({ channel: ['fax'] }));
  await time('list, one week', list({ from: '2025-06-02', to: '2025-06-08' }));
  await time('list, one author', list({ author: ['a77'] }));
  await time('list, one leaf', list({ label: ['service.leaf30'] }));
  await time('search, a frequent word', list({ text: vocabulary[0]! }));
  await time('search, a rare word', list({ text: vocabulary[15_000]! }));
  await time('search, two words', list({ text: `${vocabulary[10]} ${vocabulary[30]}` }));
  await time('search, a word that is not there', list({ text: '没有' }));
  await time('overview', () => store.stats.summary(scope, {}));
  await time('overview of 30 days', () => store.stats.summary(scope, { from: '2025-06-01', to: '2025-06-30' }));
  await time('overview, with a frequent word', () => store.stats.summary(scope, { text: vocabulary[3]! }));
  await time('overview, with a rare word', () => store.stats.summary(scope, { text: vocabulary[15_000]! }));
  await time('overview, one leaf', () => store.stats.summary(scope, { label: ['service.leaf30'] }));
  await time('trend by day', () => store.stats.trend(scope, {}, 'day'));
  await time('taxonomy', () => store.stats.breakdown(scope, {}, 'label'));
  await time('taxonomy of 30 days', () =>
    store.stats.breakdown(scope, { from: '2025-06-01', to: '2025-06-30' }, 'label'),
  );
  const keywords = (filter: CommentFilter) => () =>
    store.keywords.find(scope, { filter, limit: 50, beside: 0, compare: null });
  await time('keywords', keywords({}));
  await time('keywords of 30 days', keywords({ from: '2025-06-01', to: '2025-06-30' }));
  await time('keywords, one leaf', keywords({ label: ['service.leaf30'] }));
  await time('review queue', () => store.reviews.list(scope, {}, page));
  await time('review queue, counts', () => store.reviews.counts(scope));
  await time('review claim', () => store.claims.next(scope, { leaseMs: 60_000 }));
  await time('issues, overdue', () => store.issues.list(scope, { overdue: true }, page));
  await time('export, first comment', () => first(store.comments.stream(scope, {})));
  await time('export of a rare word, first comment', () =>
    first(store.comments.stream(scope, { text: vocabulary[15_000]! })),
  );
  await time('ingest of 1,000', () =>
    store.comments.ingest(
      scope,
      Array.from({ length: 1000 }, () => ({ ...commentAt(0), externalId: `n${random()}` })),
    ),
  );
  await time('erasure of an author', () => erase(store, scope));
}

/** Erases an author who has not been erased yet, as the job does. */
async function erase(store: Store, scope: Scope): Promise<void> {
  const { rows } = await client.query<{ author: string }>(
    `select author from comment where author is not null order by author desc limit 1`,
  );
  const { id, jobId } = await store.erasures.request(scope, { author: rows[0]!.author }, false);
  await client.query(`update job set state = 'running' where id = $1`, [jobId]);
  const record = (await store.jobRows.find(scope, jobId))!;
  let number = 0;
  const run: JobRun = {
    record,
    signal: new AbortController().signal,
    next() {
      number++;
      return (progress, checkpoint) => ({ jobId, number, ...progress, checkpoint });
    },
    changed() {},
  };
  const end = await runErasure(run, store, async () => ({ rejectedRows: 0, uploads: 0 }));
  await client.query(`update job set state = 'succeeded' where id = $1`, [jobId]);
  if (end?.state !== 'succeeded') throw new Error(`the erasure ${id} failed`);
}

async function first<T>(stream: AsyncGenerator<T>): Promise<void> {
  await stream.next();
  await stream.return(undefined);
}

async function sizes(): Promise<void> {
  const { rows } = await client.query<{ name: string; rows: number; heap: string; indexes: string }>(
    `select relname as name, n_live_tup::int as rows, pg_size_pretty(pg_table_size(relid)) as heap,
      pg_size_pretty(pg_indexes_size(relid)) as indexes
     from pg_stat_user_tables where pg_total_relation_size(relid) > 1000000 order by pg_total_relation_size(relid) desc`,
  );
  for (const row of rows) console.log(`${row.name.padEnd(20)} ${row.rows} rows, ${row.heap}, indexes ${row.indexes}`);
}

try {
  const comments = Number(values.comments);
  // The service refuses a server that is set up for filling only.
  if ((await filled()) < comments) await withStore((store, scope) => fill(store, scope, comments));
  if (Number(values.copies) > 0) await copy(Number(values.copies));
  if (Number(values.rounds) > 0) {
    await client.query('vacuum (analyze)');
    await withStore(ask);
  }
  await sizes();
} finally {
  await client.end();
}

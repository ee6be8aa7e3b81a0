/**
 * What: fills an empty PostgreSQL database through the store's own ingest and a cheap stand-in for the analysis, then times
 * what pages ask for, and prints the sizes of tables and indexes.
 * When: after a change of tables, indexes or queries. The figures are in docs/scale.md.
 * Example: npm run bench:scale -- --database postgres://postgres@127.0.0.1:5432/scale --comments 1000000
 *
 * Wall time; the load of the machine is printed beside it. What is there already is kept: a second run fills up to --comments.
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import pg from 'pg';
import type { CommentFilter } from '../src/feedback/filter.ts';
import type { Scope } from '../src/feedback/read.ts';
import { openStore } from '../src/store/store.ts';
import { analyseAll, comment, words } from '../tests/contracts/support.ts';

const { values } = parseArgs({
  options: {
    database: { type: 'string', default: 'postgres://postgres@127.0.0.1:5432/scale' },
    comments: { type: 'string', default: '100000' },
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
const clock = Date.now;
const store = await openStore({
  dataDir: '',
  databaseUrl: values.database,
  clock,
  searchTerms: words,
  conflictThreshold: 0.5,
});
const client = new pg.Client({ connectionString: values.database });
await client.connect();

async function workspace(): Promise<Scope> {
  const { rows } = await client.query<{ id: string }>(`select id from workspace where name = 'scale'`);
  const workspaceId = rows[0]?.id ?? (await store.workspaces.add({ name: 'scale', taxonomy: 'cx' }));
  return { workspaceId, actor: 'system' };
}

async function fill(scope: Scope, until: number): Promise<void> {
  const { rows } = await client.query<{ n: number }>('select count(*)::int as n from comment');
  let there = rows[0]!.n;
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

async function time(name: string, act: () => Promise<unknown>): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    const start = performance.now();
    await act();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const median = times[Math.floor(times.length / 2)]!;
  console.log(
    `${name.padEnd(44)} ${median.toFixed(0).padStart(7)} ms, slowest ${times.at(-1)!.toFixed(0)} (${load()})`,
  );
}

async function ask(scope: Scope): Promise<void> {
  const page = { limit: 50 };
  const list = (filter: CommentFilter) => () => store.comments.list(scope, filter, page);
  await time('list, newest', list({}));
  await time('list, one channel', list({ channel: ['mail'] }));
  await time('list, one week', list({ from: '2025-06-02', to: '2025-06-08' }));
  await time('list, one author', list({ author: ['a77'] }));
  await time('list, one leaf', list({ label: ['service.leaf30'] }));
  await time('search, a frequent word', list({ text: vocabulary[0]! }));
  await time('search, a rare word', list({ text: vocabulary[15_000]! }));
  await time('search, two words', list({ text: `${vocabulary[10]} ${vocabulary[30]}` }));
  await time('overview', () => store.stats.summary(scope, {}));
  await time('overview, with a word', () => store.stats.summary(scope, { text: vocabulary[3]! }));
  await time('trend by day', () => store.stats.trend(scope, {}, 'day'));
  await time('taxonomy', () => store.stats.breakdown(scope, {}, 'label'));
  await time('review queue', () => store.reviews.list(scope, {}, page));
  await time('ingest of 1,000', () =>
    store.comments.ingest(
      scope,
      Array.from({ length: 1000 }, () => ({ ...commentAt(0), externalId: `n${random()}` })),
    ),
  );
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
  const scope = await workspace();
  await fill(scope, Number(values.comments));
  await client.query('vacuum (analyze)');
  await ask(scope);
  await sizes();
} finally {
  await client.end();
  await store.close();
}

/**
 * The bars of reliability and security: what must hold, where it is tested, and what must fail so that the test is worth
 * something. A test belongs to a bar when its title, or that of a `describe` around it, begins with the ID (`D1:`, `A1 A3:`);
 * it is a control when `control` follows there, or stands at the beginning. `npm run reliability` measures them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/artefacts/paths.ts';

export interface Bar {
  id: string;
  /** What must hold. */
  bar: string;
  /** Nobody has shown it yet, perhaps. */
  planned?: true;
  /** How much is run by `npm run reliability`, and before a release; `npm test` may run less, see the tests. */
  sizes: readonly [ci: string, release: string];
  /** What the sizes need in the environment. */
  ci?: Readonly<Record<string, string>>;
  release?: Readonly<Record<string, string>>;
  /** What must make the test fail. */
  control: string;
  /** What the tests leave out of the bar; null: nothing. */
  missing?: string;
}

const everyLog = 'the logs of each run of tests, the metrics of two workspaces, the jobs of 50 comments';

export const bars: readonly Bar[] = [
  {
    id: 'D1',
    bar: 'SIGKILL at random moments: no acknowledged comment lost, stored twice or changed',
    sizes: ['25 kills', '200 kills'],
    ci: { FAULT_ROUNDS: '10', FAULT_SCALE_ROUNDS: '10' },
    release: { FAULT_ROUNDS: '200', FAULT_SCALE_ROUNDS: '100' },
    control: 'answers that are given before the commit',
  },
  {
    id: 'D2',
    bar: 'The process dies at every durable operation in turn: the state is that before or after, never between',
    sizes: ['every operation, before and after', 'every operation, 3 seeds'],
    release: { FAULT_SEEDS: '3' },
    control: 'transactions that commit statement by statement',
  },
  {
    id: 'D3',
    bar: 'Power cut: no acknowledged comment lost, the database is sound',
    sizes: ['25 cuts', '200 cuts'],
    ci: { FAULT_ROUNDS: '25' },
    release: { FAULT_ROUNDS: '200' },
    control: 'a disk that lies about syncing',
  },
  {
    id: 'D4',
    bar: 'Redis killed, flushed or away: nothing lost, ingest goes on, all analysed within 60 s of its return',
    sizes: ['10 faults, 5 s of absence', '100 faults, 10 minutes of absence'],
    ci: { FAULT_SCALE_ROUNDS: '10' },
    release: { FAULT_SCALE_ROUNDS: '100', FAULT_ABSENCE: '600', FAULT_STRICT: '1' },
    control: 'nobody looks at the outbox',
  },
  {
    id: 'D5',
    bar: 'A full or failing disk: 507 or 503, reads go on when it is full, nothing acknowledged is lost, a failed sync ends the process, space again heals',
    sizes: ['20 faults', '300 faults'],
    ci: { FAULT_DISK: '20' },
    release: { FAULT_DISK: '300' },
    control: 'a layer that swallows the error',
  },
  {
    id: 'D6',
    bar: '200 copies of one request at once are one comment and one answer; another body 422, in flight 409; also after a restart, for 24 h, per workspace',
    sizes: ['50 keys', '1,000 keys'],
    release: { FAULT_KEYS: '1000' },
    control: 'requests without a key',
  },
  {
    id: 'D7',
    bar: 'Every stored text comes back byte for byte from API, CSV, XLSX and webhook, or is refused with 4xx',
    sizes: ['500 naughty and 10,000 generated texts', '200,000 texts'],
    ci: { FAULT_STRINGS: '10000' },
    release: { FAULT_STRINGS: '200000' },
    control: 'a parser that replaces bad bytes',
  },
  {
    id: 'D8',
    bar: 'A worker that dies or sleeps beyond its lease: one analysis a comment, none stuck, the late write refused; a poison comment ends visibly after 3 tries and delays no other',
    sizes: ['25 rounds', '500 rounds'],
    ci: { FAULT_SLEEPS: '1' },
    release: { FAULT_WORKERS: '500', FAULT_SLEEPS: '1' },
    control: 'no fencing token',
  },
  {
    id: 'D9',
    bar: 'Two reviewers decide one item at once: one decision stays, the other is told so and keeps his words',
    sizes: ['1,000 races', '20,000 races'],
    ci: { FAULT_RACES: '1000' },
    release: { FAULT_RACES: '20000' },
    control: 'decisions without If-Match',
  },
  {
    id: 'D10',
    bar: 'Every event reaches a receiver that fails in every way at least once, under one id, signed; a disabled endpoint gets none; the backlog survives both ends being killed',
    sizes: ['1,000 events', '50,000 events'],
    ci: { FAULT_EVENTS: '1000' },
    release: { FAULT_EVENTS: '50000' },
    control: 'sending without an outbox',
  },
  {
    id: 'D11',
    bar: 'A backup under full load restores with everything acknowledged before it; damaged ones are refused; 100,000 comments in 60 s',
    sizes: ['1 backup each way, 200 flips', '20 backups each way, 200 flips of encrypted ones'],
    control: 'a copy of the database without its log',
    release: { BACKUP_ROUNDS: '20', FAULT_FLIPS: '200' },
  },
  {
    id: 'D12',
    bar: 'Migrations: killed at any step old or new, every older schema comes up, of two processes at once one migrates',
    sizes: ['every step', 'every step'],
    control: 'migrations outside a transaction',
  },
  {
    id: 'I1',
    bar: '20,000 malformed requests over every route: no 5xx, no crash, none over 2 s, problem documents without internals',
    sizes: ['20,000 requests, 1,000 over raw sockets', '500,000 requests, 25,000 over raw sockets'],
    release: { FUZZ_REQUESTS: '500000' },
    control: 'a route without its validator',
  },
  {
    id: 'I2',
    bar: 'A suite of JSON texts as raw bytes: bad ones 4xx, good ones read or refused by a rule with a name',
    sizes: ['318 texts, 21 of bad bytes', '318 texts, 21 of bad bytes'],
    control: 'a lenient decoder',
  },
  {
    id: 'I3',
    bar: 'Every limit holds at its value and breaks one above, memory stays bounded',
    sizes: ['every limit', 'every limit'],
    control: 'one limit removed',
  },
  {
    id: 'I4',
    bar: 'Archive bombs are refused within 3 s and 150 MB of memory',
    sizes: ['24 bombs, 100 changed files', '24 bombs, 5,000 changed files'],
    release: { BOMB_MUTATIONS: '5000' },
    control: 'the file straight to the reader',
  },
  {
    id: 'I5',
    bar: 'Every encoding gives the right text or a refusal with its offset; read = created + updated + unchanged + rejected',
    sizes: ['golden files, 300 changed files', '5,000 changed files'],
    release: { FILE_MUTATIONS: '5000' },
    control: 'a lenient decoder',
  },
  {
    id: 'I6',
    bar: 'No exported cell runs as a formula, alone or after a delimiter or quote; numbers stay numbers',
    sizes: ['66 formulas', '66 formulas'],
    control: 'cells joined by commas',
  },
  {
    id: 'I7',
    bar: '500 scripts through every field onto every page and export: none runs, nothing leaves',
    sizes: ['500 payloads', '5,000 payloads'],
    release: { FAULT_SCRIPTS: '5000' },
    control: 'a field drawn as markup',
  },
  {
    id: 'I8',
    bar: 'Bidi controls and invisible characters hide and reorder nothing on the page; twins are analysed alike, storage keeps the original',
    sizes: ['300 texts', '300 texts'],
    control: 'the raw text without isolation',
  },
  {
    id: 'I9',
    bar: 'No expression and no text takes more than linear time; 50 ms a comment at the cap; the event loop stays free',
    sizes: ['every expression, 80 texts', 'every expression, 1,000 texts'],
    release: { FAULT_TEXTS: '1000' },
    control: 'expressions that backtrack',
  },
  {
    id: 'I10',
    bar: '200 attempts to reach prototypes change nothing',
    sizes: ['208 payloads', '208 payloads'],
    control: 'a recursive merge',
  },
  {
    id: 'A1',
    bar: 'Every route as every principal on own, foreign, deleted and unknown objects: nothing of another workspace',
    sizes: ['every route', 'every route'],
    control: 'one missing workspace condition',
  },
  {
    id: 'A2',
    bar: 'Not yours looks like not there: status, body, headers and time',
    sizes: ['500 pairs', '5,000 pairs'],
    release: { PROBE_PAIRS: '5000' },
    control: '403 in place of 404',
  },
  {
    id: 'A3',
    bar: 'A workspace full of marks, read through the key of another, with requests that break off: no mark comes through',
    sizes: ['5,000 requests', '200,000 requests'],
    ci: { WALK_REQUESTS: '5000' },
    release: { WALK_REQUESTS: '200000', WALK_HOLES: '1' },
    control: 'a cache key without the workspace',
  },
  {
    id: 'A4',
    bar: 'With any workspace condition taken out of any statement the second wall still holds',
    sizes: ['150 conditions a database', 'every condition'],
    release: { FAULT_MUTANTS: '0' },
    control: 'the second wall off',
  },
  {
    id: 'A5',
    bar: 'Keys and sessions: random, only hashed at rest, nowhere in logs, revoked within 1 s, cookies with their flags',
    sizes: ['all', 'all'],
    control: 'a key in plain text',
  },
  {
    id: 'A6',
    bar: 'Every changing route refuses a session from a foreign origin or as a form',
    sizes: ['every route', 'every route'],
    control: 'one route without the check',
  },
  {
    id: 'A7',
    bar: '10,000 guesses: 10 passwords tried in 15 minutes, the owner still gets in, memory bounded',
    sizes: ['10,000 guesses', '10,000 guesses'],
    control: 'a limit by address only',
  },
  {
    id: 'A8',
    bar: '68 spellings of inner addresses, redirects and rebinding: no connection to one, at any entry point',
    sizes: ['68 spellings', '68 spellings'],
    control: 'check the name, then fetch it',
  },
  {
    id: 'A9',
    bar: 'A fresh install has no default user or secret, two share none, and it listens on loopback until it has an admin',
    sizes: ['all', 'all'],
    control: 'a sample secret',
  },
  {
    id: 'L1',
    bar: 'One durable comment costs at most 2.5 times the CPU of a bare JSON route, in batches of 100 at most 60 µs each; 1,000 single, 10,000 batched a second',
    sizes: ['5 s', '10 min'],
    release: { LOAD_SECONDS: '600' },
    control: 'one sync a row',
  },
  {
    id: 'L2',
    bar: 'At half capacity with analysis, reports and pages: ingest p99 100 ms, p99.9 500 ms, reports p99 1 s, no error',
    sizes: ['60 s', '30 min'],
    release: { LOAD_SECONDS: '1800' },
    control: 'analysis on the main thread',
  },
  {
    id: 'L3',
    bar: 'Five times too much: 80 % of the capacity goes through, the rest is refused in 100 ms, normal again in 10 s',
    sizes: ['6 s', '2 min'],
    control: 'an unbounded queue',
    release: { OVERLOAD_SECONDS: '120', FAULT_STRICT: '1' },
  },
  {
    id: 'L4',
    bar: 'Hours at half capacity: heap grows less than 5 %, RSS at most 512 MB, handles flat',
    sizes: ['10 min', '2 h'],
    ci: { LOAD_SECONDS: '600' },
    release: { LOAD_SECONDS: '7200' },
    control: 'a map that keeps every id',
  },
  {
    id: 'L5',
    bar: '2,000 slow clients: p99 of others doubles at most, memory bounded, all gone in 30 s',
    sizes: ['200 clients', '2,000 clients'],
    control: 'the deadlines of the platform',
    release: { SLOW_CLIENTS: '2000', FAULT_STRICT: '1' },
  },
  {
    id: 'L6',
    bar: 'A workspace that sends 100 times as much: p99 of another doubles at most, its comments are analysed in 5 s',
    sizes: ['6 s', '2 min'],
    control: 'one queue for all',
    release: { OVERLOAD_SECONDS: '120', FAULT_STRICT: '1' },
  },
  {
    id: 'L7',
    bar: 'SIGTERM under load: no request dropped, not ready at once, gone in 10 s with code 0, a second one ends it now',
    sizes: ['10 stops', '100 stops'],
    control: 'exit at once',
    release: { FAULT_STOPS: '100', FAULT_STRICT: '1' },
  },
  {
    id: 'L8',
    bar: 'Databases that pause, restart or crawl, receivers that hang, clocks that jump: answers in 5 s, well again in 10 s by itself',
    sizes: ['each once', '20 times'],
    control: 'no deadlines',
    release: { FAULT_DEPENDENCIES: '20', FAULT_STRICT: '1' },
  },
  {
    id: 'L9',
    bar: 'Analysis that crashes, hangs or eats memory on one comment: it stays readable with the reason, others go on at 80 %',
    sizes: ['4 comments', '48 comments'],
    control: 'a fault that hits every comment',
    release: { FAULT_POISON: '12', FAULT_STRICT: '1' },
  },
  {
    id: 'P1',
    bar: 'Personal numbers are masked: 99 % plain, 90 % in disguise; 0.5 % of innocent numbers at most',
    sizes: ['10,000 numbers', '10,000 numbers'],
    control: 'Luhn alone',
  },
  {
    id: 'P2',
    bar: 'Logs, metrics, jobs and traces of the whole suite hold no text, no person, no secret',
    sizes: [everyLog, everyLog],
    control: 'a logged body',
  },
  {
    id: 'P3',
    bar: 'Erasing an author takes text and all that came from it everywhere but backups in 60 s',
    sizes: ['all', 'all'],
    control: 'only the row deleted',
  },
];

/** What a title says about bars. */
export function readTitle(title: string): { ids: string[]; control: boolean } {
  const [start] = /^(?:[A-Z]\d{1,2}[ :,]+)*/.exec(title)!;
  return { ids: start.match(/[A-Z]\d{1,2}/g) ?? [], control: /^control\b/.test(title.slice(start.length)) };
}

/** Test files, each with the bars that its titles begin with. */
export function filesOfBars(): Map<string, Set<string>> {
  const files = readdirSync(join(packageRoot, 'tests'), { recursive: true, encoding: 'utf8' });
  const tests = files.filter((name) => /\.(?:test|load)\.ts$/.test(name)).map((name) => `tests/${name}`);
  return new Map(tests.sort().map((file) => [file, idsIn(readFileSync(join(packageRoot, file), 'utf8'))]));
}

function idsIn(source: string): Set<string> {
  const titles = source.matchAll(/\(\s*['"`]([A-Z]\d{1,2}[ :,][^'"`]*)/g);
  return new Set([...titles].flatMap(([, title]) => readTitle(title!).ids));
}

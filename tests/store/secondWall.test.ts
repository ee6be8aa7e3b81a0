/**
 * Bar A4: each statement that two furnished workspaces ran within their walls, without one of its workspace conditions at a
 * time, asked by one workspace with what the other asked. Mutants that find more than the whole statement without the
 * second wall must find nothing more behind it. `FAULT_MUTANTS=0`: all, instead of a sample; `FAULT_SEED` chooses it.
 */
import { type CompiledQuery, CompiledQuery as Query } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PostgresCompiler, SqliteCompiler } from '../../src/store/database/either.ts';
import { type Database, openDatabase } from '../../src/store/database/open.ts';
import { outsideWalls, wallInForce, withinWall } from '../../src/store/database/wall.ts';
import { type Furnished, furnish } from '../access/furnish.ts';
import { openHouse } from '../access/house.ts';
import { reads } from '../access/walk.ts';
import { databaseUrlOf, tempDir } from '../contracts/support.ts';
import { onPostgres } from '../rig/postgres.ts';
import { record } from '../rig/record.ts';

const most = Number(process.env.FAULT_MUTANTS ?? 150);
const seed = Number(process.env.FAULT_SEED ?? 7);

interface Mutant {
  sql: string;
  whole: string;
  /** As the one asked, and as it asks for what the other asked for. */
  asked: unknown[][];
}

/** Parameters of each statement by workspace. */
const heard = new Map<string, Map<string, readonly unknown[]>>();
const folder = tempDir();
let database: Database;
let mutants: Mutant[];
let own: string;

beforeAll(async () => {
  const compiler = (onPostgres ? PostgresCompiler : SqliteCompiler).prototype;
  const compile = compiler.compileQuery;
  compiler.compileQuery = function (...args) {
    const query = compile.apply(this, args);
    hear(query);
    return query;
  };
  const [a, b] = await furnishTwo();
  compiler.compileQuery = compile;
  own = a.scope.workspaceId;
  mutants = mutantsOf(a.scope.workspaceId, b.scope.workspaceId);
  const place = { dataDir: folder.path, databaseUrl: await databaseUrlOf(folder.path) };
  database = await openDatabase(place, { clock: Date.now, readers: 1, onBroken: () => {} });
});
afterAll(async () => {
  await database.close();
  folder.remove();
});

async function furnishTwo(): Promise<[Furnished, Furnished]> {
  const house = await openHouse({ dataDir: folder.path });
  const a = await furnish(house, 'a', 100);
  const b = await furnish(house, 'b', 500);
  for (const [caller, other] of [
    [a, b],
    [b, a],
  ] as const) {
    for (const { method, path, foreign } of reads(caller, other, other.mark, false)) {
      // The events of a job that waits have no end.
      if (!foreign && !path.endsWith('/events')) await house.rig.call(method, path, { key: caller.keys.admin });
    }
  }
  await house.close();
  return [a, b];
}

function hear({ sql, parameters }: CompiledQuery): void {
  const wall = wallInForce();
  if (wall?.length !== 1) return;
  const byWorkspace = heard.get(sql) ?? new Map();
  heard.set(sql, byWorkspace.set(wall[0]!, parameters));
}

const one = String.raw`(?:"?\w+"?\.)?"?workspace_id"?`;
const parameter = String.raw`\?|\$\d+`;
/** A condition, and what holds for every row in its place and has the same parameters. */
const conditions: readonly (readonly [RegExp, (found: string) => string])[] = [
  [
    new RegExp(`${one} = (?:${parameter})`, 'g'),
    (found) => `${found.split(' = ')[1]}${onPostgres ? '::text' : ''} is not null`,
  ],
  [new RegExp(`${one} = ${one}`, 'g'), () => '1 = 1'],
  [/\(workspace_id, \w+\) in \(select workspace_id, /g, (found) => found.replaceAll('workspace_id, ', '')],
  [
    new RegExp(`${one} in \\(select [^()]*\\((?:${parameter})[^()]*\\)\\)`, 'g'),
    (found) => found.replace(/^.* in (.*)$/, '$1 is not null'),
  ],
];

function mutantsOf(a: string, b: string): Mutant[] {
  const found: Mutant[] = [];
  for (const [whole, byWorkspace] of heard) {
    const ofA = byWorkspace.get(a);
    const ofB = byWorkspace.get(b);
    const asked = [ofA, ofB && swapped(ofB, b, a)].filter((parameters) => parameters !== undefined) as unknown[][];
    for (const [condition, replace] of conditions) {
      for (const { 0: text, index } of whole.matchAll(condition)) {
        if (asked.length === 0) continue;
        const sql = whole.slice(0, index) + replace(text) + whole.slice(index + text.length);
        found.push({ sql, whole, asked });
      }
    }
  }
  return found;
}

function swapped(value: unknown, from: string, to: string): unknown {
  if (typeof value === 'string') return value.replaceAll(from, to);
  // A list for PostgreSQL; all ids are of one length.
  if (Buffer.isBuffer(value)) return Buffer.from(value.toString('latin1').replaceAll(from, to), 'latin1');
  return Array.isArray(value) ? value.map((part) => swapped(part, from, to)) : value;
}

/** What the statement answers and how many rows it changes, as text; null when it fails. Nothing of it stays. */
async function outcomeOf(sql: string, parameters: unknown[]): Promise<string | null> {
  let outcome: string | null = null;
  const undone = new Error('undone');
  await database.writer
    .transaction()
    .execute(async (trx) => {
      const { rows, numAffectedRows } = await trx.executeQuery(Query.raw(sql, parameters));
      outcome = JSON.stringify([rows.flatMap(inAnyOrder).sort(), String(numAffectedRows)]);
      throw undone;
    })
    .catch((error) => {
      if (error !== undone) outcome = null;
    });
  return outcome;
}

/** Without an order of its own a plan gives a query another one. */
function inAnyOrder(row: unknown): string[] {
  const { packed } = row as { packed?: unknown };
  return typeof packed === 'string'
    ? JSON.parse(packed).map((one: unknown) => JSON.stringify(one))
    : [JSON.stringify(row)];
}

/** Whether the mutant answers something else than the whole statement does. */
async function lives({ sql, whole, asked }: Mutant, within: <T>(work: () => T) => T): Promise<boolean> {
  for (const parameters of asked) {
    const mutated = await within(() => outcomeOf(sql, parameters));
    if (mutated !== null && mutated !== (await within(() => outcomeOf(whole, parameters)))) return true;
  }
  return false;
}

function sample(): Mutant[] {
  if (most === 0 || mutants.length <= most) return mutants;
  const step = mutants.length / most;
  return Array.from({ length: most }, (_, index) => mutants[Math.floor((index + (seed % 10) / 10) * step)]!);
}

/** Mutants that answer more without the second wall. */
async function leaking(chosen: Mutant[]): Promise<Mutant[]> {
  const found: Mutant[] = [];
  for (const mutant of chosen) if (await lives(mutant, outsideWalls)) found.push(mutant);
  return found;
}

let chosen: Mutant[];
let alive: Mutant[];

test('A4: control: without the second wall the mutants live', async () => {
  chosen = sample();
  alive = await leaking(chosen);
  expect(alive.length).toBeGreaterThan(chosen.length / 4);
});

test('A4: the second wall stands where a condition is gone', async () => {
  const through: string[] = [];
  for (const mutant of alive) if (await lives(mutant, (work) => withinWall([own], work))) through.push(mutant.sql);
  const size = `${chosen.length} of ${mutants.length} conditions in ${heard.size} statements`;
  const where = onPostgres ? 'PostgreSQL' : 'SQLite';
  record('A4', `${alive.length - through.length} of ${alive.length} leaking mutants killed on ${where}, ${size}`, {
    size,
    seed,
  });
  expect(through).toEqual([]);
});

import { createHash } from 'node:crypto';
import Database from 'better-sqlite3';

/** Rows of each table, and what stands in the index of words, as text; `without` is taken out of it. */
export type DatabaseState = Record<string, string[]>;

/** What an embedded database holds, after SQLite has recovered it. Throws when it is not sound. */
export function stateOf(path: string, without: string[] = []): DatabaseState {
  const database = new Database(path);
  const integrity = database.pragma('integrity_check', { simple: true });
  if (integrity !== 'ok') throw new Error(`integrity_check: ${integrity}`);
  const names = database
    .prepare("select name from sqlite_master where type = 'table' and name not like 'search%' order by name")
    .pluck()
    .all() as string[];
  const state: DatabaseState = {};
  for (const name of names) {
    const rows = database.prepare(`select * from "${name}"`).all();
    state[name] = rows.map((row) => textOf(row, without)).sort();
  }
  database.close();
  return state;
}

function textOf(row: unknown, without: string[]): string {
  const text = JSON.stringify(row, (_, value) =>
    value?.type === 'Buffer' ? createHash('sha256').update(Buffer.from(value.data)).digest('hex') : value,
  );
  return without.reduce((rest, part) => rest.replaceAll(part, ''), text);
}

/** Tables in which the states differ, with the first rows that only one of them has. */
export function differences(one: DatabaseState, other: DatabaseState): string[] {
  const found: string[] = [];
  for (const table of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const [left, right] = [one[table] ?? [], other[table] ?? []];
    const only = [...left.filter((row) => !right.includes(row)), ...right.filter((row) => !left.includes(row))];
    if (only.length > 0 || left.length !== right.length) found.push(`${table}: ${only.slice(0, 2).join(' | ')}`);
  }
  return found;
}

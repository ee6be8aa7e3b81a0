/** Moves all rows between the embedded database and PostgreSQL: in one transaction, which is verified before it ends. */
import { createHash, type Hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type RawBuilder, sql } from 'kysely';
import { AppError } from '../errors.ts';
import { carryWords, countRows, countWords, goOnAfter, lastNumber, moving, requireAlone } from './database/carry.ts';
import { readTables, type Table } from './database/catalogue.ts';
import { isPostgres } from './database/either.ts';
import { type Database, type DatabasePlace, openDatabase } from './database/open.ts';
import type { Trx } from './database/schema.ts';
import { insertRows } from './database/sql.ts';
import { type ModelFiles, type MovedTable, modelsToFolder, modelsToRows } from './moveModels.ts';

export interface MoveOptions {
  from: DatabasePlace;
  to: DatabasePlace;
  /** Of the data folder. */
  models: ModelFiles;
  /** Share of the rows that are read or verified, 0 to 1, and the rows written so far. */
  onProgress?: (share: number, rows: number) => void;
}

/** What every start makes; there it would be in the way of the rows that come. */
const madeByStart = ['setting', 'setup_token', 'duty'];
const firstPage = 20;
const largestPage = 2000;
/** Text and bytes of a page, roughly: large rows come few at a time. */
const pageUnits = 4_000_000;

/**
 * Moves everything into an empty database, and trained models between the folder and PostgreSQL. Throws `state_conflict` when there is nothing to move, when the target is not
 * empty, when a service uses either of them, or when the tables are not of this version; then, and when anything else
 * fails, the target stays as empty as it was.
 */
export async function migrateStore({ from, to, models, onProgress = () => {} }: MoveOptions): Promise<MovedTable[]> {
  if (!from.databaseUrl && !existsSync(join(from.dataDir, 'huiyin.db'))) {
    throw new AppError('state_conflict', `there is no database in ${from.dataDir}`);
  }
  const options = { clock: Date.now, readers: 1, onBroken: () => {}, patientName: moving };
  const source = await openDatabase(from, { ...options, leaveTables: true });
  try {
    const target = await openDatabase(to, options);
    try {
      return await move(source, target, models, onProgress);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function move(
  source: Database,
  target: Database,
  models: ModelFiles,
  onProgress: NonNullable<MoveOptions['onProgress']>,
): Promise<MovedTable[]> {
  const tables = await readTables(isPostgres(source.writer) ? target.writer : source.writer);
  await requireAlone(source.writer);
  await requireAlone(target.writer);
  // The one who writes holds the lock of the folder, and may make the view of its words; of PostgreSQL one moment is read.
  const reading = isPostgres(source.writer) ? source.reader : source.writer;
  return reading.transaction().execute((from) =>
    target.writer.transaction().execute(async (to) => {
      await requireEmpty(to, tables);
      const moved = await moveRows(from, to, tables, onProgress);
      const words = await carryWords(from, to);
      // Not each word is the same to both: of those that PostgreSQL cut, the embedded index may make several.
      if (isPostgres(to) && words !== (await countWords(from))) throw different('search');
      const files = isPostgres(to) ? await modelsToRows(to, models) : await modelsToFolder(to, models);
      // One may have come meanwhile.
      await requireAlone(source.writer);
      await requireAlone(to);
      return [...moved, files];
    }),
  );
}

async function requireEmpty(to: Trx, tables: Table[]): Promise<void> {
  for (const { name } of tables) {
    if (madeByStart.includes(name)) await sql`delete from ${sql.table(name)}`.execute(to);
    else if ((await countOf(to, name)) > 0) {
      throw new AppError('state_conflict', `the target is not empty: there are rows in its table ${name}`);
    }
  }
}

async function moveRows(
  from: Trx,
  to: Trx,
  tables: Table[],
  onProgress: NonNullable<MoveOptions['onProgress']>,
): Promise<MovedTable[]> {
  let total = 0;
  for (const { name } of tables) total += await countOf(from, name);
  const moved: MovedTable[] = [];
  let written = 0;
  let verified = 0;
  const tell = () => onProgress(total === 0 ? 1 : (written + verified) / (2 * total), written);
  for (const table of tables) {
    const sent = createHash('sha256');
    let count = 0;
    for await (const rows of pagesOf(from, table)) {
      addTo(sent, rows);
      await insertRows(to, table.name, table.columns, rows, sql``);
      count += rows.length;
      written += rows.length;
      tell();
    }
    if (table.numbered) await goOnAfter(to, table, await lastNumber(from, table));
    await countRows(to, table);
    const found = createHash('sha256');
    for await (const rows of pagesOf(to, table)) {
      addTo(found, rows);
      verified += rows.length;
      tell();
    }
    const hash = sent.digest('hex');
    if ((await countOf(to, table.name)) !== count || found.digest('hex') !== hash) throw different(table.name);
    moved.push({ table: table.name, rows: count, hash });
  }
  return moved;
}

function different(table: string): AppError {
  return new AppError('storage_failed', `table ${table} was not the same afterwards; nothing was kept`);
}

async function countOf(trx: Trx, table: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(trx);
  return rows[0]!.count;
}

/** All rows in the order of the key, as lists of their values. */
async function* pagesOf(trx: Trx, { name, columns, key }: Table): AsyncGenerator<unknown[][]> {
  const keys = sql.join(key.map((column) => sql.ref(column)));
  const names = sql.join(columns.map((column) => sql.ref(column)));
  let size = firstPage;
  for (let after: RawBuilder<unknown> = sql``; ; ) {
    const { rows } = await sql<Record<string, unknown>>`
      select ${names} from ${sql.table(name)} ${after} order by ${keys} limit ${size}`.execute(trx);
    if (rows.length === 0) return;
    const lists = rows.map((row) => columns.map((column) => row[column]));
    yield lists;
    const last = rows.at(-1)!;
    after = sql`where (${keys}) > (${sql.join(key.map((column) => last[column]))})`;
    const fits = Math.floor((rows.length * pageUnits) / unitsOf(lists));
    size = Math.max(1, Math.min(fits, largestPage));
  }
}

function unitsOf(rows: unknown[][]): number {
  let units = 1;
  for (const row of rows) {
    for (const value of row) units += typeof value === 'string' || value instanceof Uint8Array ? value.length : 8;
  }
  return units;
}

function addTo(hash: Hash, rows: unknown[][]): void {
  for (const row of rows) hash.update(`${JSON.stringify(row.map(toJson))}\n`);
}

function toJson(value: unknown): unknown {
  return value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : value;
}

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Dialect, Kysely, sql } from 'kysely';
import { AppError } from '../../errors.ts';
import { type Clock, iso } from '../clock.ts';
import { migrations } from '../migrations/index.ts';
import { checkPostgres, checkSqlite } from './checkSettings.ts';
import { threadDialect } from './dialect.ts';
import { isPostgres } from './either.ts';
import { startLogCopier } from './logCopier.ts';
import { measured } from './measured.ts';
import { postgresDialect } from './postgres.ts';
import { checkWall, prepareRole } from './rowSecurity.ts';
import type { Db, Schema } from './schema.ts';
import { watchYoungTables } from './youngTables.ts';

/** Connections that write, and some that only read; the work is done outside of the event loop. */
export interface Database {
  writer: Db;
  reader: Db;
  close(): Promise<void>;
}

/** A folder for the embedded database, or the address of a PostgreSQL database. */
export interface DatabasePlace {
  dataDir: string;
  databaseUrl?: string | null;
}

/** Seconds that a transaction or single statement waited for a connection, and that it held it. */
export type OnTime = (group: 'read' | 'write', waited: number, held: number) => void;

/** As many workspaces are written to at the same time by one process. */
const postgresWriters = 4;

interface OpenOptions {
  clock: Clock;
  readers: number;
  onBroken: (error: Error) => void;
  onTime?: OnTime;
  /** Refuse tables that are not up to date instead of changing them. */
  leaveTables?: boolean;
  /** What PostgreSQL knows the connections by, where they may take as long as they take. */
  patientName?: string;
}

/**
 * Opens the database, takes the lock of the folder and brings the tables up to date. Throws `storage_failed` when another
 * process holds the folder, when the database is newer than this program, or when a setting that the service relies on
 * does not hold.
 */
export async function openDatabase(place: DatabasePlace, options: OpenOptions): Promise<Database> {
  let wallRole: string | null = null;
  const connect = await connector(place, options, () => wallRole);
  const { onTime = () => {} } = options;
  const dialectOf = (role: 'writer' | 'reader'): Dialect =>
    measured(connect(role), (waited, held) => onTime(role === 'writer' ? 'write' : 'read', waited, held));
  const writer: Db = new Kysely<Schema>({ dialect: dialectOf('writer') });
  const reader: Db = new Kysely<Schema>({ dialect: dialectOf('reader') });
  let behind: { stop(): Promise<void> } | null = null;
  const close = async () => {
    await behind?.stop();
    await reader.destroy();
    await writer.destroy();
  };
  try {
    if (isPostgres(writer)) await checkPostgres(writer);
    if (options.leaveTables) await requireLevel(writer);
    else await migrate(writer, options.clock);
    if (isPostgres(writer) && !options.leaveTables) {
      wallRole = await prepareRole(writer);
      await checkWall(reader);
      behind = watchYoungTables(writer, reader);
    }
    if (!isPostgres(writer)) {
      await checkSqlite(writer);
      behind = startLogCopier(filesIn(place.dataDir), options.onBroken);
    }
    await sql`select 1`.execute(reader);
  } catch (error) {
    await close();
    throw error;
  }
  return { writer, reader, close };
}

async function connector(
  { dataDir, databaseUrl: url }: DatabasePlace,
  options: OpenOptions,
  wallRole: () => string | null,
) {
  const countOf = { writer: url ? postgresWriters : 1, reader: options.readers };
  if (url) {
    const { patientName } = options;
    return (role: 'writer' | 'reader'): Dialect =>
      postgresDialect({ url, role, count: countOf[role], patientName, wallRole });
  }
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const files = filesIn(dataDir);
  const { onBroken } = options;
  return (role: 'writer' | 'reader'): Dialect => threadDialect({ ...files, role, count: countOf[role], onBroken });
}

const filesIn = (dataDir: string) => ({ path: join(dataDir, 'huiyin.db'), lockPath: join(dataDir, 'lock.db') });

/** Throws `state_conflict` when the tables are older than this program; newer ones are refused as always. */
async function requireLevel(db: Db): Promise<void> {
  const tables = await db.introspection.getTables();
  const done = tables.some(({ name }) => name === 'migration') ? await readApplied(db) : new Set();
  const missing = migrations.find(({ name }) => !done.has(name));
  if (missing) throw new AppError('state_conflict', `the tables lack ${missing.name}: start this version on them once`);
}

/** Applies what is missing, each migration in a transaction of its own. */
async function migrate(db: Db, clock: Clock): Promise<void> {
  await sql`create table if not exists migration (name text primary key, applied_at text not null)`.execute(db);
  const done = await readApplied(db);
  for (const { name, up } of migrations) {
    if (done.has(name)) continue;
    await db.transaction().execute(async (trx) => {
      // Another process may have been faster: transactions that write take turns.
      const there = await trx.selectFrom('migration').select('name').where('name', '=', name).executeTakeFirst();
      if (there) return;
      await up(trx);
      await trx
        .insertInto('migration')
        .values({ name, applied_at: iso(clock()) })
        .execute();
    });
  }
}

async function readApplied(db: Db): Promise<Set<string>> {
  const applied = await db.selectFrom('migration').select('name').orderBy('name').execute();
  for (const { name } of applied) {
    if (!migrations.some((migration) => migration.name === name)) {
      throw new AppError('storage_failed', `the database was written by a newer version (migration ${name})`);
    }
  }
  return new Set(applied.map(({ name }) => name));
}

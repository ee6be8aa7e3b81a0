import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Kysely, sql } from 'kysely';
import { AppError } from '../../errors.ts';
import { type Clock, iso } from '../clock.ts';
import { migrations } from '../migrations/index.ts';
import { threadDialect } from './dialect.ts';
import type { Db, Schema } from './schema.ts';
import { readSetting, requiredSettings } from './sql.ts';

/** One connection that writes, and some that only read; none of them on the event loop. */
export interface Database {
  writer: Db;
  reader: Db;
  close(): Promise<void>;
}

/**
 * Opens the database in `dataDir`, takes the lock of the folder and brings the tables up to date. Throws when another
 * process holds the folder, when the database is newer than this program, or when a durability setting does not hold.
 */
export async function openDatabase(
  dataDir: string,
  options: { clock: Clock; readers: number; onBroken: (error: Error) => void },
): Promise<Database> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const files = { path: join(dataDir, 'huiyin.db'), lockPath: join(dataDir, 'lock.db') };
  const { onBroken, readers } = options;
  const connect = (role: 'writer' | 'reader', count: number): Db =>
    new Kysely<Schema>({ dialect: threadDialect({ ...files, role, count, onBroken }) });
  const writer = connect('writer', 1);
  const reader = connect('reader', readers);
  const close = async () => {
    await reader.destroy();
    await writer.destroy();
  };
  try {
    await migrate(writer, options.clock);
    await checkSettings(writer);
    await sql`select 1`.execute(reader);
  } catch (error) {
    await close();
    throw error;
  }
  return { writer, reader, close };
}

/** Applies what is missing, each migration in a transaction of its own. */
async function migrate(db: Db, clock: Clock): Promise<void> {
  await sql`create table if not exists migration (name text primary key, applied_at text not null)`.execute(db);
  const applied = await db.selectFrom('migration').select('name').orderBy('name').execute();
  for (const { name } of applied) {
    if (!migrations.some((migration) => migration.name === name)) {
      throw new AppError('storage_failed', `the database was written by a newer version (migration ${name})`);
    }
  }
  const done = new Set(applied.map(({ name }) => name));
  for (const { name, up } of migrations) {
    if (done.has(name)) continue;
    await db.transaction().execute(async (trx) => {
      await up(trx);
      await trx
        .insertInto('migration')
        .values({ name, applied_at: iso(clock()) })
        .execute();
    });
  }
}

/** After a first write: SQLite reports `synchronous=FULL` before it and may run with NORMAL from then on. */
async function checkSettings(db: Db): Promise<void> {
  await db
    .insertInto('setting')
    .values({ name: 'opened', value: '' })
    .onConflict((oc) => oc.column('name').doUpdateSet({ value: '' }))
    .execute();
  for (const [name, wanted] of requiredSettings) {
    const found = Object.values((await readSetting(name).execute(db)).rows[0] ?? {})[0];
    if (found !== wanted) {
      throw new AppError('storage_failed', `database setting ${name} is ${found} instead of ${wanted}`);
    }
  }
}

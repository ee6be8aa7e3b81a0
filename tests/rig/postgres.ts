import { randomBytes } from 'node:crypto';
import pg from 'pg';

const server = process.env.HUIYIN_TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';

/** Tests of the store run on SQLite, and once more on PostgreSQL; `vitest.config.ts` says which do. */
export const onPostgres = process.env.HUIYIN_TEST_STORE === 'postgres';

/** A database of its own on a server for tests. */
export interface TestDatabase {
  url: string;
  query<Row extends object>(sql: string, values?: unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
}

/** Whether a server answers; says what was not run if none does. In CI its absence is a failure. */
export async function hasPostgres(what: string): Promise<boolean> {
  try {
    await ask(server, 'select 1');
    return true;
  } catch (error) {
    const line = `${what} was not run: no PostgreSQL at ${new URL(server).host} (${(error as Error).message}). To run it: apt-get install postgresql, or set HUIYIN_TEST_DATABASE_URL`;
    if (process.env.CI) throw new Error(line);
    console.warn(line);
    return false;
  }
}

/** Empty, and sorted by bytes whatever the server's own locale is; or a copy of another one, to which nobody is connected. */
export async function createDatabase(template?: string): Promise<TestDatabase> {
  const name = `huiyin_test_${randomBytes(6).toString('hex')}`;
  const empty = `template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8'`;
  await ask(server, `create database ${name} template ${template ?? empty}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const pool = new pg.Pool({ connectionString: url.href, max: 1 });
  // The end of the server's connections, when the database is dropped, is no news.
  pool.on('error', () => {});
  return {
    url: url.href,
    query: async (sql, values = []) => (await pool.query(sql, values)).rows,
    async drop() {
      await pool.end();
      await ask(server, `drop database ${name} with (force)`);
    },
  };
}

const named = new Map<string, Promise<TestDatabase>>();
let template: Promise<TestDatabase> | null = null;

/** The database that stands for a folder. The first one is filled by `fill`, others are copies of it: that is quicker. */
export function databaseOf(folder: string, fill: (url: string) => Promise<void>): Promise<TestDatabase> {
  const database = named.get(folder) ?? copyOf(fill);
  named.set(folder, database);
  return database;
}

async function copyOf(fill: (url: string) => Promise<void>): Promise<TestDatabase> {
  template ??= createDatabase().then(async (database) => {
    await fill(database.url);
    return database;
  });
  return createDatabase(new URL((await template).url).pathname.slice(1));
}

export async function dropDatabases(): Promise<void> {
  for (const database of [...named.values(), ...(template ? [template] : [])]) await (await database).drop();
  named.clear();
  template = null;
}

async function ask(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

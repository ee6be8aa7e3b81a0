/** Backup and restore of a PostgreSQL database by its own programs, `pg_dump` and `pg_restore`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import pg from 'pg';
import { AppError } from '../../errors.ts';
import type { Snapshot } from './snapshot.ts';

/** UTF-16 units of what a program complains about that are shown. */
const shownUnits = 500;

/** Dumps the database as it is at one moment, in the custom format; rows are counted at that same moment. */
export async function dumpPostgres(url: string, file: string): Promise<Snapshot> {
  return withClient(url, async (client) => {
    await client.query('begin isolation level repeatable read, read only');
    const { rows } = await client.query<{ id: string }>('select pg_export_snapshot() as id');
    const snapshot = await describe(client);
    const { child, ended } = start('pg_dump', url, [
      '--format=custom',
      '--no-owner',
      '--no-privileges',
      // An owner is bound by it too, and outside of all walls, as this is.
      '--enable-row-security',
      `--snapshot=${rows[0]!.id}`,
      `--file=${file}`,
    ]);
    child.stdin.end();
    await ended;
    await client.query('rollback');
    return snapshot;
  });
}

/** Throws `state_conflict` when there are tables in the database already. */
export async function requireEmptyPostgres(url: string): Promise<void> {
  const tables = await withClient(url, (client) => tablesOf(client));
  if (tables.length > 0) {
    throw new AppError(
      'state_conflict',
      'The database of DATABASE_URL is not empty: nothing is restored over what is there.',
    );
  }
}

/** Takes a dump as it comes; all or nothing. */
export async function restorePostgres(url: string) {
  const options = ['--no-owner', '--no-privileges', '--exit-on-error', '--single-transaction'];
  const { child, ended } = start('pg_restore', url, [...options, `--dbname=${databaseOf(url)}`]);
  // A program that has given up says why at its end.
  child.stdin.on('error', () => {});
  ended.catch(() => {});
  return {
    async write(bytes: Buffer): Promise<void> {
      if (child.stdin.writable && !child.stdin.write(bytes)) await Promise.race([once(child.stdin, 'drain'), ended]);
    },
    async close(): Promise<void> {
      child.stdin.end();
      await ended;
    },
  };
}

/** Does away with what must not come back to life, as in the embedded store, and answers the rows by table before that. */
export async function settlePostgres(url: string): Promise<Record<string, number>> {
  return withClient(url, async (client) => {
    const { counts } = await describe(client);
    await client.query("update job set state = 'cancelled' where kind = 'backup' and state in ('queued', 'running')");
    await client.query('delete from session; delete from invite; delete from setup_token');
    return counts;
  });
}

async function describe(client: pg.Client): Promise<Snapshot> {
  const migrations = await client.query<{ name: string }>('select name from migration order by name');
  const counts: Record<string, number> = {};
  for (const table of await tablesOf(client)) {
    const { rows } = await client.query<{ count: string }>(
      `select count(*) as count from ${client.escapeIdentifier(table)}`,
    );
    counts[table] = Number(rows[0]!.count);
  }
  return { migrations: migrations.rows.map(({ name }) => name), counts };
}

async function tablesOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ tablename: string }>(
    'select tablename from pg_tables where schemaname = current_schema() order by tablename',
  );
  return rows.map(({ tablename }) => tablename);
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    return await work(client);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('storage_failed', `PostgreSQL: ${(error as Error).message}`, { cause: error });
  } finally {
    await client.end().catch(() => {});
  }
}

/** The address goes by the environment: others see the arguments of a program, and there is a password in it. */
function start(program: string, url: string, args: string[]) {
  const child = spawn(program, args, { env: environmentOf(url), stdio: ['pipe', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (data: Buffer) => {
    complaint = (complaint + data).slice(-shownUnits);
  });
  const ended = new Promise<void>((resolve, reject) => {
    const fail = (detail: string): void => reject(new AppError('storage_failed', `${program} ${detail}`));
    child.once('error', (error) => fail(`cannot be run: ${error.message}. It comes with the clients of PostgreSQL.`));
    child.once('close', (code) => (code === 0 ? resolve() : fail(`ended with ${code}: ${complaint.trim()}`)));
  });
  return { child, ended };
}

function databaseOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1));
}

function environmentOf(address: string): NodeJS.ProcessEnv {
  const url = new URL(address);
  const mode = url.searchParams.get('sslmode');
  return {
    PATH: process.env.PATH,
    PGHOST: url.searchParams.get('host') ?? decodeURIComponent(url.hostname).replace(/^\[|\]$/g, ''),
    PGPORT: url.port || '5432',
    PGUSER: decodeURIComponent(url.username),
    PGPASSWORD: decodeURIComponent(url.password),
    PGDATABASE: databaseOf(address),
    PGCONNECT_TIMEOUT: '10',
    ...(mode !== null && { PGSSLMODE: mode }),
  };
}

/** Settings of the databases that the service insists on. */
import { sql } from 'kysely';
import { AppError } from '../../errors.ts';
import type { Db } from './schema.ts';

/**
 * Throws `storage_failed` when a setting does not hold. Call it once there are tables, and after a first write: SQLite reports
 * `synchronous=FULL` before it and may run with NORMAL from then on.
 */
export async function checkSqlite(db: Db): Promise<void> {
  await db
    .insertInto('setting')
    .values({ name: 'opened', value: '' })
    .onConflict((oc) => oc.column('name').doUpdateSet({ value: '' }))
    .execute();
  for (const [name, wanted] of sqliteSettings) {
    const { rows } = await sql<Record<string, string | number>>`pragma ${sql.raw(name)}`.execute(db);
    const found = Object.values(rows[0] ?? {})[0];
    if (found !== wanted) refuse(name, found, String(wanted));
  }
}

const sqliteSettings: readonly (readonly [string, string | number])[] = [
  ['journal_mode', 'wal'],
  ['synchronous', 2],
  ['foreign_keys', 1],
  ['secure_delete', 1],
  ['trusted_schema', 0],
];

const oldestPostgres = 150_000;
const postgresSettings: readonly (readonly [string, RegExp, string])[] = [
  ['fsync', /^on$/, 'on'],
  ['full_page_writes', /^on$/, 'on'],
  ['synchronous_commit', /^(on|local|remote_write|remote_apply)$/, 'on'],
  ['server_encoding', /^UTF8$/, 'UTF8'],
];

/** Throws `storage_failed` when a setting that acknowledged data, or the order of texts, rely on does not hold. */
export async function checkPostgres(db: Db): Promise<void> {
  const read = async (name: string) => {
    const { rows } = await sql<{ value: string }>`select current_setting(${name}) as value`.execute(db);
    return rows[0]!.value;
  };
  const version = Number(await read('server_version_num'));
  if (version < oldestPostgres) {
    throw new AppError('storage_failed', `PostgreSQL ${await read('server_version')} is older than 15`);
  }
  for (const [name, good, wanted] of postgresSettings) {
    const found = await read(name);
    if (!good.test(found)) refuse(name, found, wanted);
  }
  if (await sortsOtherwise(db)) {
    throw new AppError(
      'storage_failed',
      "the database does not sort texts by their bytes: create it with template template0 lc_collate 'C' encoding 'UTF8'",
    );
  }
}

/** Letters of both cases, signs that languages pass over, accents, Han, and one beyond the first plane. */
const samples = ['a', 'B', 'a-b', 'aB', 'a b', 'ab', 'ä', 'z', '_', '中', '一', '阿', '\u{20000}', '\uffe5'];

/** Lists go on after the last text that was seen: all parts of the service must agree on the order. */
async function sortsOtherwise(db: Db): Promise<boolean> {
  const { rows } = await sql<{ other: number }>`
    select count(*) as other from unnest(${samples}::text[]) as l (s) cross join unnest(${samples}::text[]) as r (s)
    where (l.s < r.s) <> (l.s collate "C" < r.s collate "C")`.execute(db);
  return rows[0]!.other > 0;
}

function refuse(name: string, found: unknown, wanted: string): never {
  throw new AppError('storage_failed', `database setting ${name} is ${found} instead of ${wanted}`);
}

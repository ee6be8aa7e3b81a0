import { Kysely } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { postgresDialect } from '../../src/store/database/postgres.ts';
import type { Db, Schema } from '../../src/store/database/schema.ts';
import { analyseYoungTables } from '../../src/store/database/youngTables.ts';
import { createDatabase, hasPostgres, type TestDatabase } from '../rig/postgres.ts';

const there = await hasPostgres('tables that grow quickly on PostgreSQL');

describe.skipIf(!there)('a table that grows from nothing', () => {
  let database: TestDatabase;
  let writer: Db;
  let reader: Db;
  beforeAll(async () => {
    database = await createDatabase();
    const connect = (role: 'writer' | 'reader'): Db =>
      new Kysely<Schema>({ dialect: postgresDialect({ url: database.url, role, count: 1, wallRole: () => null }) });
    [writer, reader] = [connect('writer'), connect('reader')];
    await database.query('create table small (id integer)');
    await database.query('create table large (id integer)');
  });
  afterAll(async () => {
    await reader.destroy();
    await writer.destroy();
    await database.drop();
  });

  test('is analysed each time that it has grown fourfold, a small one is not', async () => {
    await database.query('insert into small select generate_series(1, 100)');
    for (const rows of [2_000, 8_000]) {
      await database.query(`insert into large select generate_series(1, ${rows})`);
      await database.query('select pg_stat_force_next_flush()');
      expect(await analyseYoungTables(writer, reader)).toEqual(['large']);
      expect(await analyseYoungTables(writer, reader)).toEqual([]);
    }
    const [table] = await database.query<{ rows: number }>(
      `select reltuples::integer as rows from pg_class where relname = 'large'`,
    );
    expect(table).toEqual({ rows: 10_000 });
  });
});

import pg from 'pg';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectionOf } from '../../src/store/database/postgresAddress.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { comment, newWorkspace, tempDir, words } from '../contracts/support.ts';
import { eventually } from '../rig/eventually.ts';
import { createDatabase, hasPostgres, type TestDatabase } from '../rig/postgres.ts';

const there = await hasPostgres('starts and losses of connection on PostgreSQL');

describe.skipIf(!there)('on PostgreSQL', () => {
  const folder = tempDir();
  afterAll(() => folder.remove());
  let database: TestDatabase;
  const stores: Store[] = [];
  beforeEach(async () => {
    database = await createDatabase();
  });
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
    await database.drop();
  });
  async function open(): Promise<Store> {
    const options = { dataDir: folder.path, clock: Date.now, searchTerms: words, conflictThreshold: 0.5 };
    const store = await openStore({ ...options, databaseUrl: database.url });
    stores.push(store);
    return store;
  }

  test('two processes that start at once on an empty database make the tables once', async () => {
    const [first, second] = await Promise.all([open(), open()]);
    const scope = await newWorkspace(first!, 'w');
    expect(await second!.workspaces.get(scope)).toMatchObject({ name: 'w' });
  });

  test('a lost connection is an expected failure, and the next try has another one', async () => {
    const store = await open();
    const scope = await newWorkspace(store, 'w');
    const endAll = `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name like 'huiyin %'`;
    await database.query(endAll);
    const put = () =>
      store.comments.ingest(scope, [comment('kept', { externalId: 'k' })]).catch((error: { code: string }) => {
        expect(error.code).toBe('storage_failed');
        return null;
      });
    await eventually(async () => expect(await put()).not.toBeNull());
    expect((await store.comments.list(scope, {}, { limit: 10 })).items).toHaveLength(1);
  });

  test('what the address sets for its connections stays, and does not stand before what the service sets', async () => {
    const url = new URL(database.url);
    url.searchParams.set('application_name', 'mine');
    url.searchParams.set('options', '-c jit=on -c datestyle=german');
    const client = new pg.Client(connectionOf(url.href, 'huiyin reader', '-c jit=off'));
    await client.connect();
    const { rows } = await client.query(`select current_setting('jit') as jit, current_setting('DateStyle') as style,
      current_setting('application_name') as name`);
    await client.end();
    expect(rows).toEqual([{ jit: 'off', style: expect.stringContaining('German'), name: 'huiyin reader' }]);
  });

  test('a server that is not there, or has another database, is told of without the password', async () => {
    const options = { dataDir: folder.path, clock: Date.now, searchTerms: words, conflictThreshold: 0.5 };
    for (const address of ['127.0.0.1:1/huiyin', `${new URL(database.url).host}/huiyin_no_such_database`]) {
      const databaseUrl = `postgres://postgres:topsecret@${address}`;
      const failure = await openStore({ ...options, databaseUrl }).catch((error: Error) => error);
      expect(failure).toMatchObject({ code: 'storage_failed' });
      expect((failure as Error).message).not.toContain('topsecret');
    }
  });

  test('a database that sorts texts otherwise than by their bytes is refused', async () => {
    const { pathname } = new URL(database.url);
    const [icu] = await database.query<{ n: number }>(
      `select count(*)::int as n from pg_collation where collname = 'und-x-icu'`,
    );
    if (icu!.n === 0) return;
    const other = `${pathname.slice(1)}_icu`;
    await database.query(`create database ${other} template template0 encoding 'UTF8' locale_provider icu icu_locale 'en'
      lc_collate 'C' lc_ctype 'C.UTF-8'`);
    const url = new URL(database.url);
    url.pathname = `/${other}`;
    const options = { dataDir: folder.path, clock: Date.now, searchTerms: words, conflictThreshold: 0.5 };
    await expect(openStore({ ...options, databaseUrl: url.href })).rejects.toMatchObject({
      code: 'storage_failed',
      message: expect.stringContaining('sort'),
    });
    await database.query(`drop database ${other} with (force)`);
  });
});

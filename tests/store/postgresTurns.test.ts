/** Who waits for whom on PostgreSQL, and for how long. */
import { Kysely, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inWorkspaces } from '../../src/store/database/inWorkspaces.ts';
import { type PostgresOptions, postgresDialect } from '../../src/store/database/postgres.ts';
import type { Db, Schema, Trx } from '../../src/store/database/schema.ts';
import { openStore } from '../../src/store/store.ts';
import { newWorkspace, tempDir, words } from '../contracts/support.ts';
import { createDatabase, hasPostgres, type TestDatabase } from '../rig/postgres.ts';

const there = await hasPostgres('turns and conflicts on PostgreSQL');

describe.skipIf(!there)('on PostgreSQL', () => {
  let database: TestDatabase;
  const opened: Db[] = [];
  beforeAll(async () => {
    database = await createDatabase();
    await database.query('create table pair (id text primary key, n integer not null)');
    await database.query(`insert into pair values ('a', 0), ('b', 0)`);
  });
  afterAll(async () => {
    for (const db of opened) await db.destroy();
    await database.drop();
  });
  function connect(options: Partial<PostgresOptions>): Db {
    const dialect = postgresDialect({ url: database.url, role: 'writer', count: 2, wallRole: () => null, ...options });
    const db: Db = new Kysely<Schema>({ dialect });
    opened.push(db);
    return db;
  }

  /** Two transactions change both rows, each in its own order, and meet in between. */
  async function crossed(run: (change: (trx: Trx) => Promise<void>) => Promise<void>): Promise<string[]> {
    let arrived = 0;
    let meet = () => {};
    const met = new Promise<void>((resolve) => {
      meet = resolve;
    });
    const change = (ids: string[]) => async (trx: Trx) => {
      for (const id of ids) {
        await sql`update pair set n = n + 1 where id = ${id}`.execute(trx);
        if (++arrived === 2) meet();
        await met;
      }
    };
    const results = await Promise.allSettled([run(change(['a', 'b'])), run(change(['b', 'a']))]);
    return results.map((result) => (result.status === 'fulfilled' ? 'done' : result.reason.code));
  }

  test('of two transactions that wait for each other one is run again, and both are done once', async () => {
    const db = connect({});
    expect(await crossed((change) => inWorkspaces(db, [], change))).toEqual(['done', 'done']);
    expect(await database.query('select n from pair')).toEqual([{ n: 2 }, { n: 2 }]);
  });

  test('who waits too long for a connection is told that there is too much to do', async () => {
    const db = connect({ count: 1, turnMs: 50 });
    let release = () => {};
    let held: Promise<void> = Promise.resolve();
    await new Promise<void>((begun) => {
      held = db.transaction().execute(() => {
        begun();
        return new Promise((resolve) => {
          release = resolve;
        });
      });
    });
    await expect(sql`select 1`.execute(db)).rejects.toMatchObject({ code: 'overloaded', retryAfter: 2 });
    release();
    await held;
    expect((await sql`select 2 as n`.execute(db)).rows).toEqual([{ n: 2 }]);
  });

  test('what is looked after all the time does not wait for the writers of a workspace', async () => {
    const folder = tempDir();
    const options = { dataDir: folder.path, clock: Date.now, searchTerms: words, conflictThreshold: 0.5 };
    const store = await openStore({ ...options, databaseUrl: database.url });
    const { workspaceId } = await newWorkspace(store, 'w');
    const kinds = await inWorkspaces(connect({}), [workspaceId], async () => [
      await store.duties.take('duty', 1000),
      await store.work.claim(10, 1000),
      await store.webhookWork.claim({ limit: 10, perEndpoint: 1, busy: [], leaseMs: 1000 }),
      await store.jobRows.takeBack(),
      await store.sweep(),
    ]);
    expect(kinds).toEqual([true, [], [], 0, undefined]);
    await store.close();
    folder.remove();
  });
});

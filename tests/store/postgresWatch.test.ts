import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Kysely, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { postgresDialect } from '../../src/store/database/postgres.ts';
import { eventually } from '../rig/eventually.ts';
import { createDatabase, hasPostgres, type TestDatabase } from '../rig/postgres.ts';

const there = await hasPostgres('L8: a PostgreSQL that goes silent');

describe.skipIf(!there)('a PostgreSQL that goes silent', () => {
  let database: TestDatabase;
  let silent = false;
  const sockets = new Set<Socket>();
  const proxy = createServer((client) => {
    const { hostname, port } = new URL(database.url);
    const server = connect(Number(port), hostname);
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(from);
      from.on('data', (data) => silent || to.write(data));
      from.on('error', () => {});
      from.on('close', () => to.destroy());
    }
  });
  beforeAll(async () => {
    database = await createDatabase();
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
    await database.drop();
  });

  function open(): Kysely<object> {
    const url = new URL(database.url);
    url.port = String((proxy.address() as AddressInfo).port);
    return new Kysely<object>({
      dialect: postgresDialect({ url: url.href, role: 'writer', count: 2, wallRole: () => null }),
    });
  }

  test('what waits fails, what is slow does not, and it is well again by itself', async () => {
    const db = open();
    // Longer than silence may last.
    await sql`select pg_sleep(6)`.execute(db);

    silent = true;
    const code = { code: 'storage_failed' };
    const asked = [1, 2, 3, 4].map((n) => expect(sql`select ${sql.lit(n)}`.execute(db)).rejects.toMatchObject(code));
    const changed = db.transaction().execute((trx) => sql`select 1`.execute(trx));
    await Promise.all([...asked, expect(changed).rejects.toMatchObject(code)]);

    silent = false;
    await eventually(async () => expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]));
    await db.destroy();
  });
});

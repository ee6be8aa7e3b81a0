import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { expect, test } from 'vitest';
import { migrations } from '../../src/store/migrations/index.ts';
import { openTestStore, tempDir } from '../contracts/support.ts';

/** The folder as a version left it that knew only the migrations up to `last`. */
async function oldFolder(path: string, last: string, statements: string[]): Promise<void> {
  const database = new Database(join(path, 'huiyin.db'));
  const db = new Kysely<object>({ dialect: new SqliteDialect({ database }) });
  database.exec('create table migration (name text primary key, applied_at text not null)');
  for (const { name, up } of migrations) {
    await up(db);
    database.prepare("insert into migration values (?, '2026-01-01')").run(name);
    if (name === last) break;
  }
  for (const statement of statements) database.exec(statement);
  await db.destroy();
}

test('a queue from before there were leases is in order, open and can be worked', async () => {
  const dir = tempDir();
  const items = [
    ['c1', 0.9, '2026-02-20'],
    ['c2', 0.5, '2026-01-20'],
    ['c3', 0.9, '2026-02-21'],
  ].flatMap(([id, priority, day], n) => [
    `insert into comment (workspace_id, id, source, text, content_hash, revision, rating, scale_min, scale_max, occurred_at,
       occurred_given, received_at, day, masked, state) values ('w', '${id}', 's', 't', '', 1, 5, 1, 5, '${day}', 1, '${day}',
       '${day}', '[]', 'analysed')`,
    `insert into analysis values ('w', '${id}', 1, 'negative', -500000, 0.9, 'zh-Hans', 'complaint', 'none', null, 0, 0, '${day}')`,
    `insert into analysis_body values ('w', '${id}', '{"sentiment":{"label":"negative","score":-0.5,"confidence":0.9},"conflict":null,"issues":[],"quality":[],"versions":{}}', '[]')`,
    `insert into review_item values ('w', 'i${n + 1}', '${id}', 'low_confidence', ${priority}, 'open', '${day}T00:00:00.000Z')`,
  ]);
  const workspace = "insert into workspace values ('w', 'w', 'cx', null, '2026-01-01')";
  await oldFolder(dir.path, '0004-topic-jobs', [workspace, ...items]);
  const store = await openTestStore(dir.path, () => Date.parse('2026-03-01T00:00:00Z'));
  const scope = { workspaceId: 'w', actor: 'system' };
  const { items: queue } = await store.reviews.list(scope, { state: ['open'] }, { limit: 9 });
  expect(queue.map(({ id }) => id)).toEqual(['i2', 'i1', 'i3']);
  const id = await store.claims.next(scope, { leaseMs: 1000 });
  await store.reviews.decide(scope, id!, { verdict: 'accept' }, { version: 2 });
  expect(await store.reviews.counts(scope)).toMatchObject({ open: 2, done: 1 });
  await store.close();
  dir.remove();
});

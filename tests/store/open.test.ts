import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../src/store/database/open.ts';
import { comment, newWorkspace, openTestStore, tempDir } from '../contracts/support.ts';

let dir: ReturnType<typeof tempDir>;
const opened: Database[] = [];
beforeEach(() => {
  dir = tempDir();
});
afterEach(async () => {
  for (const database of opened.splice(0)) await database.close();
  dir.remove();
});
async function open(): Promise<Database> {
  const database = await openDatabase({ dataDir: dir.path }, { clock: Date.now, readers: 1, onBroken: () => {} });
  opened.push(database);
  return database;
}
const inUse = { code: 'storage_failed', message: expect.stringContaining('another process is using') };

test('a commit is synced to disk, also after the first write', async () => {
  const { writer } = await open();
  await writer.insertInto('setting').values({ name: 'n', value: 'v' }).execute();
  const { rows } = await sql`pragma synchronous`.execute(writer);
  expect(rows).toEqual([{ synchronous: 2 }]);
});

test('without the explicit setting the first write would turn it off: the check can see', () => {
  const db = new Sqlite(join(dir.path, 'control.db'));
  db.pragma('journal_mode = WAL');
  db.exec('create table t (x)');
  expect(db.pragma('synchronous', { simple: true })).toBe(1);
  db.close();
});

test('readers cannot write', async () => {
  const { reader } = await open();
  await expect(reader.insertInto('setting').values({ name: 'n', value: 'v' }).execute()).rejects.toThrow();
});

test('a full disk refuses the write, keeps reading, and is forgotten once there is room', async () => {
  const { writer, reader } = await open();
  const write = (name: string) =>
    writer.transaction().execute((trx) =>
      trx
        .insertInto('setting')
        .values({ name, value: 'v'.repeat(200_000) })
        .execute(),
    );
  await write('before');
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(writer);
  await sql`pragma max_page_count = ${sql.lit(rows[0]!.page_count + 1)}`.execute(writer);
  await expect(write('during')).rejects.toMatchObject({ code: 'storage_full' });
  const names = await reader.selectFrom('setting').select('name').orderBy('name').execute();
  expect(names.map(({ name }) => name)).toEqual(['before', 'opened']);
  await sql`pragma max_page_count = 1000000`.execute(writer);
  await write('after');
});

test('a second opening of the folder is refused, a later one is not', async () => {
  const first = await open();
  await expect(open()).rejects.toMatchObject(inUse);
  await first.close();
  await open();
});

test('another process is refused while this one lives, and the lock of a killed one is free', async () => {
  const child = fork(new URL('./hold.ts', import.meta.url), [dir.path], { execArgv: ['--import', 'tsx'] });
  await once(child, 'message');
  await expect(open()).rejects.toMatchObject(inUse);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const { reader } = await open();
  expect(await reader.selectFrom('comment').select('text').execute()).toEqual([{ text: 'kept' }]);
});

test('a database of a newer version is left alone', async () => {
  const { writer } = await open();
  await writer.insertInto('migration').values({ name: '9999-future', applied_at: '' }).execute();
  await opened.pop()!.close();
  await expect(open()).rejects.toMatchObject({
    code: 'storage_failed',
    message: expect.stringContaining('9999-future'),
  });
});

test('what was stored is there after a restart', async () => {
  const store = await openTestStore(dir.path, Date.now);
  const scope = await newWorkspace(store, 'w');
  const [outcome] = await store.comments.ingest(scope, [comment('kept')]);
  await store.close();
  const again = await openTestStore(dir.path, Date.now);
  expect((await again.comments.get(scope, outcome!.id))!.comment.text).toBe('kept');
  await again.close();
});

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { forgetDeleted } from '../../src/store/database/search.ts';
import { embeddedDatabase } from './embedded.ts';

const embedded = embeddedDatabase();

const write = (name: string, bytes: number) =>
  embedded.database.writer
    .insertInto('setting')
    .values({ name, value: 'v'.repeat(bytes) })
    .execute();

const logBytes = async () => (await stat(join(embedded.dataDir, 'huiyin.db-wal'))).size;

async function logState() {
  const { rows } = await sql<{ log: number; checkpointed: number }>`pragma wal_checkpoint(noop)`.execute(
    embedded.database.reader,
  );
  return rows[0]!;
}

test('the log is copied back long before the writer would do so', async () => {
  for (let n = 0; n < 5; n++) await write(`long ${n}`, 1 << 20);
  await expect.poll(async () => (await logState()).checkpointed, { timeout: 10_000 }).toBeGreaterThan(1000);
  const { log } = await logState();
  expect(log).toBeLessThan(8000);
});

test('a short log is left to the writer', async () => {
  await write('short', 100_000);
  await pause(600);
  expect(await logState()).toMatchObject({ checkpointed: 0 });
});

test('what was erased leaves the log once others have read what they read', async () => {
  const other = new Sqlite(join(embedded.dataDir, 'huiyin.db'));
  other.exec('begin');
  other.prepare('select name from setting').all();
  await sql`pragma busy_timeout = 0`.execute(embedded.database.writer);
  await write('erased', 100_000);
  const forgetting = forgetDeleted(embedded.database.writer);
  await pause(300);
  expect(await logBytes()).toBeGreaterThan(100_000);
  other.exec('commit');
  await forgetting;
  expect(await logBytes()).toBe(0);
  other.close();
});

/** The wall that PostgreSQL holds by its rows: whoever the user of the database is, and whatever table there is. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeBackup } from '../../src/store/backup/make.ts';
import { restoreBackup } from '../../src/store/backup/restore.ts';
import { openDatabase } from '../../src/store/database/open.ts';
import { withinWall } from '../../src/store/database/wall.ts';
import { openStore } from '../../src/store/store.ts';
import { comment, newWorkspace, tempDir, words } from '../contracts/support.ts';
import { createDatabase, hasPostgres, type TestDatabase } from '../rig/postgres.ts';

const folder = tempDir();
const owner = `huiyin_owner_${randomBytes(6).toString('hex')}`;
const version = '0.1.0';

describe.skipIf(!(await hasPostgres('the wall of PostgreSQL')))('row-level security', () => {
  const databases: TestDatabase[] = [];
  beforeAll(async () => {
    databases.push(await createDatabase(), await createDatabase());
    await databases[0]!.query(`create role ${owner} login password '${owner}'`);
    for (const database of databases) await database.query(`alter database ${nameOf(database)} owner to ${owner}`);
  });
  afterAll(async () => {
    const [first, second] = databases as [TestDatabase, TestDatabase];
    await second.drop();
    await first.query(
      `reassign owned by ${owner} to current_user; alter database ${nameOf(first)} owner to current_user`,
    );
    await first.query(`drop owned by ${owner}; drop role ${owner}`);
    await first.drop();
    folder.remove();
  });

  const nameOf = ({ url }: TestDatabase): string => new URL(url).pathname.slice(1);
  const asOwner = (database: TestDatabase): string =>
    Object.assign(new URL(database.url), { username: owner, password: owner }).href;
  const placeOf = (databaseUrl: string) => ({ dataDir: join(folder.path, 'data'), databaseUrl });
  const openAs = (databaseUrl: string) =>
    openStore({ ...placeOf(databaseUrl), clock: Date.now, searchTerms: words, conflictThreshold: 0.5 });

  test('the owner of the tables and a superuser alike find what is within the wall; a backup has all', async () => {
    const [from, to] = databases as [TestDatabase, TestDatabase];
    const store = await openAs(asOwner(from));
    const [a, b] = [await newWorkspace(store, 'a'), await newWorkspace(store, 'b')];
    for (const scope of [a, b]) await store.comments.ingest(scope, [comment('hello')]);
    await store.close();

    for (const url of [asOwner(from), from.url]) {
      const database = await openDatabase(placeOf(url), { clock: Date.now, readers: 1, onBroken: () => {} });
      const count = async () => (await database.reader.selectFrom('comment').select('workspace_id').execute()).length;
      expect(await count()).toBe(2);
      expect(await withinWall([a.workspaceId], count)).toBe(1);
      expect(await withinWall([''], count)).toBe(0);
      expect(await withinWall([a.workspaceId, b.workspaceId], count)).toBe(2);
      expect(await count()).toBe(2);
      const stray = withinWall([a.workspaceId], () =>
        database.writer.updateTable('comment').set({ workspace_id: b.workspaceId }).execute(),
      );
      await expect(stray).rejects.toMatchObject({ code: '42501' });
      await database.close();
    }

    const file = join(folder.path, 'backup');
    const made = await makeBackup({ ...placeOf(asOwner(from)), file, version }, () => {});
    expect(made.counts).toMatchObject({ comment: 2, workspace: 2 });
    await restoreBackup({ ...placeOf(asOwner(to)), dataDir: join(folder.path, 'restored'), file, version });
    const again = await openAs(asOwner(to));
    expect((await again.stats.summary(b, {})).comments).toBe(1);
    await again.close();
  });

  test('every table with rows of workspaces is behind it', async () => {
    const open = await databases[0]!.query<{ name: string }>(
      `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attname = 'workspace_id'
          and not (c.relrowsecurity and c.relforcerowsecurity
            and exists (select 1 from pg_policy p where p.polrelid = c.oid))`,
    );
    expect(open).toEqual([]);
  });
});

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeBackup } from '../../../src/store/backup/make.ts';
import { restoreBackup } from '../../../src/store/backup/restore.ts';
import { openStore } from '../../../src/store/store.ts';
import { createDatabase, hasPostgres } from '../../rig/postgres.ts';
import { temporaryFolder } from '../../rig/service.ts';

const folder = temporaryFolder('pgbackup');
afterAll(() => folder.remove());
const version = '0.1.0';
const open = (dataDir: string, databaseUrl: string) =>
  openStore({ dataDir, databaseUrl, clock: Date.now, searchTerms: async () => [], conflictThreshold: 0.5 });

test.skipIf(!(await hasPostgres('D11 on PostgreSQL')))('D11: PostgreSQL goes into one file and back', async () => {
  const [from, to] = [await createDatabase(), await createDatabase()];
  const dataDir = join(folder.path, 'data');
  const store = await open(dataDir, from.url);
  await store.access.ensureAdminKey('k'.repeat(40), { workspace: 'first', taxonomy: 'cx' });
  const { scope } = (await store.access.authenticate('k'.repeat(40)))!;
  const comment = { source: 's', ratingScale: { min: 1, max: 5 }, masked: [] };
  await store.comments.ingest(scope, [{ ...comment, text: '物流很慢', externalId: '1' }]);
  const file = join(folder.path, 'pg.backup');
  const made = await makeBackup({ dataDir, databaseUrl: from.url, file, version }, () => {});
  expect(made.counts).toMatchObject({ comment: 1, outbox: 1, workspace: 1 });

  const target = join(folder.path, 'restored');
  await expect(restoreBackup({ file, dataDir: target, version })).rejects.toMatchObject({ code: 'file_refused' });
  const used = restoreBackup({ file, dataDir: target, databaseUrl: from.url, version });
  await expect(used).rejects.toMatchObject({ code: 'state_conflict' });
  expect(existsSync(target)).toBe(false);

  await restoreBackup({ file, dataDir: target, databaseUrl: to.url, version });
  const again = await open(target, to.url);
  expect((await again.access.authenticate('k'.repeat(40)))!.scope.workspaceId).toBe(scope.workspaceId);
  expect((await again.stats.summary(scope, {})).comments).toBe(1);
  await Promise.all([store.close(), again.close()]);
  await Promise.all([from.drop(), to.drop()]);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keyScopes, type Scope } from '../../src/feedback/read.ts';
import type { Store } from '../../src/store/store.ts';
import { createClock, newWorkspace, openTestStore, type TestClock, tempDir } from '../contracts/support.ts';
import { eventually } from '../rig/eventually.ts';
import { onPostgres } from '../rig/postgres.ts';

let dir: ReturnType<typeof tempDir>;
let store: Store;
let clock: TestClock;
beforeEach(async () => {
  dir = tempDir();
  clock = createClock();
  store = await openTestStore(dir.path, clock);
});
afterEach(async () => {
  await store.close();
  dir.remove();
});
const first = { workspace: 'shop', taxonomy: 'cx' };

test('the set-up token works once, and only the latest one', async () => {
  const old = (await store.access.issueSetupToken())!;
  const token = (await store.access.issueSetupToken())!;
  expect(await store.access.setupDone()).toBe(false);
  expect(await store.access.completeSetup(old, first)).toBeNull();
  const { key, record } = (await store.access.completeSetup(token, first))!;
  expect(record).toMatchObject({ name: 'admin', scopes: keyScopes, expiresAt: null });
  await expect(store.access.completeSetup(token, first)).rejects.toMatchObject({ code: 'setup_done' });
  expect(await store.access.issueSetupToken()).toBeNull();
  expect(await store.access.setupDone()).toBe(true);
  const principal = (await store.access.authenticate(key))!;
  expect(await store.workspaces.get(principal.scope)).toMatchObject({
    name: 'shop',
    taxonomy: 'cx',
    conflictThreshold: 0.5,
  });
});

test('a bootstrap key sets the service up once', async () => {
  const key = 'k'.repeat(32);
  expect(await store.access.ensureAdminKey(key, first)).toBe(true);
  expect(await store.access.ensureAdminKey('z'.repeat(32), first)).toBe(false);
  expect((await store.access.authenticate(key))!.scopes).toEqual(keyScopes);
  expect(await store.access.authenticate('z'.repeat(32))).toBeNull();
});

test('keys have a shape, expire, are revoked, and note their use', async () => {
  const scope: Scope = await newWorkspace(store, 'w');
  const expiresAt = new Date(clock() + 1000).toISOString();
  const { key, record } = await store.access.createKey(scope, { name: 'n', scopes: ['read'], expiresAt });
  expect(key).toMatch(/^hy_[\w-]{49}$/);
  expect(record.prefix).toBe(key.slice(0, 8));
  const principal = await store.access.authenticate(key);
  expect(principal).toEqual({
    scope: { workspaceId: scope.workspaceId, actor: `key:${record.id}` },
    actor: { kind: 'key', id: record.id, name: 'n' },
    scopes: ['read'],
    requestsPerMinute: null,
  });
  await eventually(async () => expect((await store.access.listKeys(scope))[0]!.lastUsedAt).not.toBeNull());
  for (const wrong of ['', 'hy_', key.slice(0, -1), `${key}x`, key.toUpperCase()]) {
    expect(await store.access.authenticate(wrong)).toBeNull();
  }
  clock.advance(1000);
  expect(await store.access.authenticate(key)).toBeNull();

  const second = await store.access.createKey(scope, { name: 'm', scopes: ['ingest', 'admin'] });
  expect(await store.access.authenticate(second.key)).not.toBeNull();
  expect(await store.access.revokeKey(scope, second.record.id)).toBe(true);
  expect(await store.access.revokeKey(scope, second.record.id)).toBe(false);
  expect(await store.access.authenticate(second.key)).toBeNull();
});

test.skipIf(onPostgres)('no secret is on disk', async () => {
  const token = (await store.access.issueSetupToken())!;
  const { key } = (await store.access.completeSetup(token, first))!;
  await store.access.authenticate(key);
  for (const file of ['huiyin.db', 'huiyin.db-wal']) {
    const bytes = readFileSync(join(dir.path, file));
    expect(bytes.includes(key)).toBe(false);
    expect(bytes.includes(token)).toBe(false);
  }
});

test('workspace settings change alone', async () => {
  const scope = await newWorkspace(store, 'w');
  const other = await newWorkspace(store, 'other');
  await store.workspaces.update(scope, { taxonomy: 'dining', conflictThreshold: 0.7 });
  await store.workspaces.update(scope, {});
  expect(await store.workspaces.get(scope)).toMatchObject({ name: 'w', taxonomy: 'dining', conflictThreshold: 0.7 });
  expect(await store.workspaces.get(other)).toMatchObject({ name: 'other', taxonomy: 'cx', conflictThreshold: 0.5 });
});

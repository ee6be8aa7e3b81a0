import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeBackup } from '../../../src/store/backup/make.ts';
import { checkBackup, restoreBackup } from '../../../src/store/backup/restore.ts';
import { openStore } from '../../../src/store/store.ts';
import { temporaryFolder } from '../../rig/service.ts';

const folder = temporaryFolder('backup');
const dataDir = join(folder.path, 'data');
const file = join(folder.path, 'out', 'plain.backup');
const sealed = join(folder.path, 'out', 'sealed.backup');
const passphrase = '一个很长的口令 with words';
const version = '0.1.0';
const model = Buffer.from('weights of a model');

beforeAll(async () => {
  const store = await openStore({ dataDir, clock: Date.now, searchTerms: async () => [], conflictThreshold: 0.5 });
  await store.access.ensureAdminKey('k'.repeat(40), { workspace: 'first', taxonomy: 'cx' });
  const scope = (await store.access.authenticate('k'.repeat(40)))!.scope;
  const comment = { source: 's', ratingScale: { min: 1, max: 5 }, masked: [] };
  await store.comments.ingest(scope, [{ ...comment, text: '物流很慢', externalId: '1' }]);
  await store.jobRows.create(scope, 'import', {
    file: { path: '/elsewhere/uploads/waiting', name: 'a.csv', bytes: 1 },
  });
  mkdirSync(join(dataDir, 'models', scope.workspaceId, 'adaptation', '1'), { recursive: true });
  writeFileSync(join(dataDir, 'models', scope.workspaceId, 'adaptation', '1', 'weights.bin'), model);
  mkdirSync(join(dataDir, 'uploads'));
  writeFileSync(join(dataDir, 'uploads', 'waiting'), 'text\n好\n');
  // The log of a database that is in use is not in its file.
  await makeBackup({ dataDir, file, version }, () => {});
  await makeBackup({ dataDir, file: sealed, version, passphrase }, () => {});
  await store.close();
});
afterAll(() => folder.remove());

test('what is restored is what was there, but for sessions and the place of uploads', async () => {
  const target = join(folder.path, 'restored');
  const { counts } = await restoreBackup({ file, dataDir: target, version });
  expect(counts).toMatchObject({ comment: 1, outbox: 1, workspace: 1, job: 1 });
  const [workspace] = readdirSync(join(target, 'models'));
  expect(readFileSync(join(target, 'models', workspace!, 'adaptation', '1', 'weights.bin'))).toEqual(model);
  const store = await openStore({
    dataDir: target,
    clock: Date.now,
    searchTerms: async () => [],
    conflictThreshold: 0.5,
  });
  expect(await store.access.authenticate('k'.repeat(40))).not.toBeNull();
  const [job] = await store.jobRows.queued(['import'], 9);
  expect(job!.input).toMatchObject({ file: { path: join(target, 'uploads', 'waiting') } });
  await store.close();
});

test('an encrypted one opens with its passphrase only, and shows nothing', async () => {
  const bytes = readFileSync(sealed);
  expect(bytes.includes('物流很慢')).toBe(false);
  expect(bytes.includes('SQLite format')).toBe(false);
  expect(readFileSync(file).includes('物流很慢')).toBe(true);
  await expect(checkBackup({ file: sealed, version })).rejects.toMatchObject({ code: 'invalid_request' });
  await expect(checkBackup({ file: sealed, version, passphrase: 'another' })).rejects.toMatchObject({
    code: 'file_refused',
  });
  const target = join(folder.path, 'unsealed');
  expect((await restoreBackup({ file: sealed, dataDir: target, version, passphrase })).counts.comment).toBe(1);
});

test('a folder that is in use is left alone', async () => {
  const target = join(folder.path, 'used');
  mkdirSync(target);
  writeFileSync(join(target, 'notes.txt'), 'mine');
  await expect(restoreBackup({ file, dataDir: target, version })).rejects.toMatchObject({ code: 'state_conflict' });
  expect(readdirSync(target)).toEqual(['notes.txt']);
});

test('a backup of a newer version is refused', async () => {
  const older = checkBackup({ file, version: '0.0.9' });
  await expect(older).rejects.toMatchObject({ code: 'file_refused', message: expect.stringContaining('newer') });
});

/** A small generator, so that the places are the same each time. */
function places(count: number, length: number): number[] {
  let state = 7;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state % length;
  });
}

describe.each([
  ['plain', file, undefined, 200],
  // Each attempt derives the key anew.
  ['encrypted', sealed, passphrase, Number(process.env.FAULT_FLIPS ?? 4)],
])('D11: a %s backup', (_name, path, secret, attempts) => {
  const bad = join(folder.path, 'bad.backup');
  const target = join(folder.path, 'never');
  const attempt = async (bytes: Buffer) => {
    writeFileSync(bad, bytes);
    const restored = restoreBackup({ file: bad, dataDir: target, version, passphrase: secret });
    await expect(restored).rejects.toMatchObject({ code: 'file_refused' });
    expect(existsSync(target)).toBe(false);
  };

  test('is refused with any one bit changed', { timeout: 300_000 }, async () => {
    const whole = readFileSync(path);
    for (const [index, at] of [0, 13, whole.length - 1, ...places(attempts, whole.length)].entries()) {
      const bytes = Buffer.from(whole);
      bytes[at]! ^= 1 << (index % 8);
      await attempt(bytes);
    }
  });

  test('is refused when it is cut off or goes on', { timeout: 300_000 }, async () => {
    const whole = readFileSync(path);
    for (const length of [0, 1, 20, 4096, whole.length - 33, whole.length - 1])
      await attempt(whole.subarray(0, length));
    await attempt(Buffer.concat([whole, Buffer.from([0])]));
  });
});

test('D11: control: the database file without its log has lost what was acknowledged', async () => {
  const source = join(folder.path, 'live');
  const store = await openStore({
    dataDir: source,
    clock: Date.now,
    searchTerms: async () => [],
    conflictThreshold: 0.5,
  });
  await store.access.ensureAdminKey('k'.repeat(40), { workspace: 'first', taxonomy: 'cx' });
  const copy = join(folder.path, 'copy.db');
  cpSync(join(source, 'huiyin.db'), copy);
  await store.close();
  const database = new Database(copy);
  const keys = () => database.prepare('select count(*) from api_key').pluck().get();
  expect(() => expect(keys()).toBe(1)).toThrow();
  database.close();
});

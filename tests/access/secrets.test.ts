/** Bar A5: secrets are long, kept as hashes or sealed, shown once, and worthless when they should be. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSeal } from '../../src/store/sealing.ts';
import { openStore } from '../../src/store/store.ts';
import { createClock, newWorkspace, openTestStore, tempDir, words } from '../contracts/support.ts';
import { expectProblem } from '../http/harness.ts';
import { furnish, password } from './furnish.ts';
import { type House, openHouse } from './house.ts';

const hour = 3_600_000;

describe('an API key', () => {
  const clock = createClock(Date.now());
  let house: House;
  let admin: string;
  beforeAll(async () => {
    house = await openHouse({ clock });
    const scope = await newWorkspace(house.store, 'w');
    admin = (await house.store.access.createKey(scope, { name: 'admin', scopes: ['admin'] })).key;
  });
  afterAll(() => house.close());

  const make = async (json: object = {}) => {
    const { json: made } = await house.rig.call('POST', '/v1/keys', {
      key: admin,
      json: { name: 'k', scopes: ['read'], ...json },
    });
    return made as { key: string; record: { id: string } };
  };
  const rotate = (id: string, json: object, headers = {}) =>
    house.rig.call('POST', `/v1/keys/${id}/rotate`, { key: admin, json, headers });
  const works = async (key: string) => (await house.rig.call('GET', '/v1/workspace', { key })).status === 200;

  test('A5 has 256 random bits behind a prefix, and a checksum', async () => {
    const made = await Promise.all(Array.from({ length: 20 }, () => make()));
    for (const { key } of made) expect(key).toMatch(/^hy_[\w-]{43}[\w-]{6}$/);
    expect(new Set(made.map(({ key }) => key)).size).toBe(20);
  });

  test('A5 rotates: the former secret works for its time, and the one before that no more', async () => {
    const { key, record } = await make();
    const first = await rotate(record.id, { graceHours: 2 });
    expect(first.status, first.text).toBe(201);
    expect(first.json.record).toMatchObject({ id: record.id, prefix: first.json.key.slice(0, 8) });
    expect(first.json.record.formerUntil).toBe(new Date(clock() + 2 * hour).toISOString());
    expect(await Promise.all([key, first.json.key].map(works))).toEqual([true, true]);
    const second = await rotate(record.id, { graceHours: 2 });
    expect(await Promise.all([key, first.json.key, second.json.key].map(works))).toEqual([false, true, true]);
    clock.advance(2 * hour);
    expect(await Promise.all([first.json.key, second.json.key].map(works))).toEqual([false, true]);
    const third = await rotate(record.id, { graceHours: 0 });
    expect(await Promise.all([second.json.key, third.json.key].map(works))).toEqual([false, true]);
    const fourth = await rotate(record.id, {});
    await house.rig.call('DELETE', `/v1/keys/${record.id}`, { key: admin });
    expect(await Promise.all([third.json.key, fourth.json.key].map(works))).toEqual([false, false]);
    expectProblem(await rotate(record.id, {}), 'not_found');
  });

  test('A5 is shown once: a replay has none; what has expired is not rotated', async () => {
    const { record } = await make({ expiresAt: new Date(clock() + hour).toISOString() });
    const headers = { 'idempotency-key': 'rotate-once' };
    const first = await rotate(record.id, {}, headers);
    const replayed = await rotate(record.id, {}, headers);
    expect(first.json.key).toMatch(/^hy_/);
    expect(replayed.json).toEqual({ ...first.json, key: null });
    clock.advance(hour);
    expectProblem(await rotate(record.id, {}), 'state_conflict');
  });

  test('A7 has a limit of its own, which no other key feels', async () => {
    const { key } = await make({ requestsPerMinute: 5 });
    for (let n = 0; n < 5; n++) expect(await works(key)).toBe(true);
    const refused = await house.rig.call('GET', '/v1/workspace', { key });
    expectProblem(refused, 'rate_limited');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await works(admin)).toBe(true);
  });

  test('A5 is taken from the header alone', async () => {
    for (const name of ['key', 'api_key', 'access_token', 'token'])
      expect((await house.rig.call('GET', `/v1/workspace?${name}=${admin}`, { key: null })).status).toBe(401);
  });
});

/** The files below a folder that hold the words. */
function holding(folder: string, word: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return holding(path, word);
    return readFileSync(path).includes(word) ? [name] : [];
  });
}

test('A5 no file and no line of the log holds a live secret', { timeout: 180_000 }, async () => {
  const folder = tempDir();
  const house = await openHouse({ dataDir: folder.path });
  const token = (await house.store.access.issueSetupToken())!;
  const own = await furnish(house, 'a', 100);
  const url = 'http://127.0.0.1:9/x';
  const webhook = await house.rig.call('POST', '/v1/webhooks', {
    key: own.keys.admin,
    json: { url, events: ['issue.opened'] },
    headers: { 'idempotency-key': 'made-once' },
  });
  expect(webhook.status, webhook.text).toBe(201);
  const made = await house.rig.call('POST', '/v1/keys', {
    key: own.keys.admin,
    json: { name: 'k', scopes: ['read'] },
    headers: { 'idempotency-key': 'made-once' },
  });
  const user = (await house.store.users.list(own.scope))[0]!;
  const invite = (await house.store.users.invite(own.scope, user.id))!.token;
  await house.rig.call('POST', '/v1/session', { key: null, json: { login: `${own.mark}-admin`, password } });
  const sessions = Object.values(own.sessions).flatMap(({ cookie, csrf }) => [cookie, csrf]);
  const secrets = [
    token,
    made.json.key,
    webhook.json.secret,
    invite,
    password,
    ...Object.values(own.keys),
    ...sessions,
  ];
  for (const secret of secrets) expect(house.world.logged.join(''), secret).not.toContain(secret);
  await house.close();
  for (const secret of secrets) expect(holding(folder.path, secret), secret).toEqual([]);
  const sealing = readFileSync(join(folder.path, 'secret.key'), 'utf8').trim();
  expect(holding(folder.path, sealing)).toEqual(['secret.key']);
  expect(statSync(join(folder.path, 'secret.key')).mode & 0o777).toBe(0o600);
  folder.remove();
});

test('A5 control: a key that is kept in plain text is found', async () => {
  const folder = tempDir();
  const store = await openTestStore(folder.path, Date.now);
  const scope = await newWorkspace(store, 'w');
  const { key } = await store.access.createKey(scope, { name: 'k', scopes: ['read'] });
  expect(holding(folder.path, key)).toEqual([]);
  await store.savedFilters.create(scope, { name: key, filter: {} });
  expect(holding(folder.path, key)).not.toEqual([]);
  await store.close();
  folder.remove();
});

describe('secrets of webhooks', () => {
  const input = {
    url: 'https://example.com/',
    description: '',
    events: ['issue.opened' as const],
    content: 'tags' as const,
  };

  test('A5 of before are sealed at the next start, and sign on', async () => {
    const folder = tempDir();
    const first = await openTestStore(folder.path, Date.now);
    const scope = await newWorkspace(first, 'w');
    const { endpoint, secret } = await first.webhooks.create(scope, input);
    await first.close();
    const database = new Database(join(folder.path, 'huiyin.db'));
    database.prepare('update webhook_secret set secret = ?').run(secret);
    database.pragma('wal_checkpoint(truncate)');
    database.close();
    expect(holding(folder.path, secret)).not.toEqual([]);
    const second = await openTestStore(folder.path, Date.now);
    await second.webhooks.test(scope, endpoint.id);
    const claimed = await second.webhookWork.claim({ limit: 1, perEndpoint: 1, busy: [], leaseMs: 1000 });
    expect(claimed[0]!.secrets).toEqual([secret]);
    await second.close();
    expect(holding(folder.path, secret)).toEqual([]);
    folder.remove();
  });

  test('A5 need the key that sealed them: another one stops the start', async () => {
    const folder = tempDir();
    const options = { dataDir: folder.path, clock: Date.now, searchTerms: words, conflictThreshold: 0.5, readers: 1 };
    const first = await openStore({ ...options, secretKey: 'the secret key of all the machines' });
    const scope = await newWorkspace(first, 'w');
    await first.webhooks.create(scope, input);
    await first.close();
    await expect(openStore(options)).rejects.toMatchObject({ code: 'storage_failed' });
    const second = await openStore({ ...options, secretKey: 'the secret key of all the machines' });
    await second.close();
    writeFileSync(join(folder.path, 'secret.key'), 'short\n');
    await expect(openStore(options)).rejects.toMatchObject({ code: 'storage_failed' });
    folder.remove();
  });

  test('A9 two installations share none', async () => {
    const keys = [];
    for (let n = 0; n < 2; n++) {
      const folder = tempDir();
      const store = await openTestStore(folder.path, Date.now);
      const database = new Database(join(folder.path, 'huiyin.db'), { readonly: true });
      const settings = database.prepare("select value from setting where value <> ''").pluck().all() as string[];
      database.close();
      keys.push([readFileSync(join(folder.path, 'secret.key'), 'utf8'), ...settings]);
      await store.close();
      folder.remove();
    }
    const [one, two] = keys as [string[], string[]];
    expect(one.length).toBeGreaterThan(1);
    for (const value of one) expect(two).not.toContain(value);
  });
});

test('A5 a sealed text opens with its key and in its row alone, and never the same twice', () => {
  const seal = createSeal('k'.repeat(40));
  const sealed = seal.close('whsec_好', 'row 1');
  expect(sealed).not.toContain('whsec');
  expect(seal.close('whsec_好', 'row 1')).not.toBe(sealed);
  expect(seal.open(sealed, 'row 1')).toBe('whsec_好');
  const changed = `${sealed.slice(0, -2)}${sealed.endsWith('A') ? 'B' : 'A'}${sealed.slice(-1)}`;
  expect(() => seal.open(sealed, 'row 2')).toThrow('another secret key');
  expect(() => seal.open(changed, 'row 1')).toThrow('another secret key');
  expect(() => createSeal('l'.repeat(40)).open(sealed, 'row 1')).toThrow('another secret key');
  expect(seal.mark('a')).toBe(seal.mark('a'));
  expect(createSeal('l'.repeat(40)).mark('a')).not.toBe(seal.mark('a'));
});

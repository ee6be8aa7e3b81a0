/** Signing in, over HTTP and with the real store. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { limits } from '../../src/feedback/limits.ts';
import type { Role } from '../../src/feedback/read.ts';
import type { Store } from '../../src/store/store.ts';
import { createClock, openTestStore, type TestClock, tempDir } from '../contracts/support.ts';
import { createWorld } from './fakes.ts';
import { expectProblem, type Reply, type Rig, startRig } from './harness.ts';

let dir: ReturnType<typeof tempDir>;
let store: Store;
let clock: TestClock;
let rig: Rig;
beforeEach(async () => {
  dir = tempDir();
  clock = createClock(Date.now());
  store = await openTestStore(dir.path, clock);
  rig = await serve();
});
afterEach(async () => {
  await rig.close();
  await store.close();
  dir.remove();
});

function serve(config = {}): Promise<Rig> {
  const { access, users, sessions, workspaces } = store;
  return startRig(Object.assign(createWorld(config), { access, users, sessions, workspaces }));
}

const password = '一二三四五六七八九十';
const admin = { login: 'mei@example.com', name: '梅', password };

/** A browser: keeps its cookie, and sends the token and where it comes from. */
function browser(own = rig) {
  let cookie = '';
  let csrf = '';
  return {
    async send(method: string, path: string, json?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
      const reply = await own.call(method, path, {
        key: null,
        json,
        headers: { origin: own.url, ...(cookie && { cookie }), ...(csrf && { 'x-csrf-token': csrf }), ...headers },
      });
      const set = reply.headers.get('set-cookie');
      if (set) cookie = set.split(';')[0]!;
      if (reply.json?.csrfToken) csrf = reply.json.csrfToken;
      return reply;
    },
    signIn(login: string, typed = password) {
      return this.send('POST', '/v1/session', { login, password: typed });
    },
    cookie: () => cookie,
  };
}

async function setUp(own = rig) {
  const token = await store.access.issueSetupToken();
  const page = browser(own);
  return { page, reply: await page.send('POST', '/v1/setup', { token, workspace: 'shop', admin }) };
}

/** Adds somebody and accepts the invitation. */
async function join(boss: ReturnType<typeof browser>, login: string, role: Role) {
  const { json: user } = await boss.send('POST', '/v1/users', { login, name: login, role });
  const { json: invite } = await boss.send('POST', `/v1/users/${user.id}/invite`);
  const page = browser();
  const reply = await page.send('POST', '/v1/session/invite', { token: invite.token, password });
  return { user, invite, page, reply };
}

describe('set-up', () => {
  test('makes the first admin, who is signed in at once', async () => {
    const { page, reply } = await setUp();
    expect(reply.status).toBe(201);
    expect(reply.json).toEqual({
      user: expect.objectContaining({ login: 'mei@example.com', name: '梅', role: 'admin', hasPassword: true }),
      scopes: ['ingest', 'read', 'analyse', 'review', 'admin'],
      workspace: expect.objectContaining({ name: 'shop', taxonomy: 'cx' }),
      csrfToken: expect.stringMatching(/^[\w-]{43}$/),
      expiresAt: expect.any(String),
    });
    expect((await page.send('GET', '/v1/session')).json).toEqual(reply.json);
    expect((await page.send('GET', '/v1/keys')).json).toEqual({ items: [] });
    const made = await page.send('POST', '/v1/keys', { name: 'k', scopes: ['read'] });
    expect((await rig.call('GET', '/v1/workspace', { key: made.json.key })).json.name).toBe('shop');
    expectProblem(await page.send('POST', '/v1/setup', { token: 'x', admin }), 'setup_done');
  });

  test('still gives a key to whom that is enough', async () => {
    const token = await store.access.issueSetupToken();
    const reply = await rig.call('POST', '/v1/setup', { key: null, json: { token } });
    expect(reply.headers.get('set-cookie')).toBeNull();
    expect(reply.json.record).toMatchObject({ name: 'admin' });
    const made = await rig.call('POST', '/v1/users', {
      key: reply.json.key,
      json: { login: 'li', name: '李', role: 'admin' },
    });
    expect([made.status, made.json.hasPassword]).toEqual([201, false]);
    const invite = await rig.call('POST', `/v1/users/${made.json.id}/invite`, { key: reply.json.key });
    expect(invite.json.link).toBe(`/invite#token=${invite.json.token}`);
  });

  test.each([
    ['a short password', { ...admin, password: '一二三四五六七八九' }, 'out_of_range', '/admin/password'],
    [
      'a password of nine letters of two units',
      { ...admin, password: '𠮷'.repeat(9) },
      'out_of_range',
      '/admin/password',
    ],
    ['a long password', { ...admin, password: 'x'.repeat(201) }, 'out_of_range', '/admin/password'],
    ['no password', { login: 'mei', name: 'n' }, 'missing_field', '/admin/password'],
    ['the login as password', { ...admin, password: 'MEI@example.com' }, 'invalid_format', '/admin/password'],
    ['a login with blanks', { ...admin, login: 'mei li' }, 'invalid_format', '/admin/login'],
    ['a role', { ...admin, role: 'reader' }, 'unknown_field', '/admin/role'],
  ] as const)('refuses %s', async (_what, given, code, pointer) => {
    const token = await store.access.issueSetupToken();
    expectProblem(await browser().send('POST', '/v1/setup', { token, admin: given }), code, pointer);
    expect((await browser().send('POST', '/v1/setup', { token, admin })).status).toBe(201);
  });
});

describe('A5: the cookie', () => {
  const attributes = (reply: Reply) => reply.headers.get('set-cookie')!.split('; ').slice(1).sort();

  test('is for the server only, and for no other site', async () => {
    const { reply, page } = await setUp();
    expect(page.cookie()).toMatch(/^huiyin-session=[\w-]{43}$/);
    expect(attributes(reply)).toEqual([expect.stringMatching(/^Expires=/), 'HttpOnly', 'Path=/', 'SameSite=Strict']);
    expect(Date.parse(attributes(reply)[0]!.slice('Expires='.length)) - clock()).toBeLessThanOrEqual(12 * 3_600_000);
    const out = await page.send('DELETE', '/v1/session');
    expect([out.status, out.headers.get('set-cookie')]).toEqual([
      204,
      expect.stringContaining('=; Path=/; Expires=Thu, 01 Jan 1970'),
    ]);
  });

  test('is bound to host and TLS where the public address has TLS', async () => {
    const own = await serve({ publicOrigin: 'https://feedback.example.com' });
    const token = await store.access.issueSetupToken();
    const send = (method: string, path: string, json: unknown, headers: Record<string, string>) =>
      own.call(method, path, { key: null, json, headers });
    const publicPage = { origin: 'https://feedback.example.com' };
    expectProblem(await send('POST', '/v1/setup', { token, admin }, { origin: own.url }), 'forbidden');
    const reply = await send('POST', '/v1/setup', { token, admin }, publicPage);
    expect(attributes(reply)).toContain('Secure');
    const cookie = reply.headers.get('set-cookie')!.split(';')[0]!;
    expect(cookie).toMatch(/^__Host-huiyin-session=/);
    const session = { cookie, 'x-csrf-token': reply.json.csrfToken };
    const invite = await send('POST', `/v1/users/${reply.json.user.id}/invite`, undefined, {
      ...session,
      ...publicPage,
    });
    expect(invite.json.link).toMatch(/^https:\/\/feedback\.example\.com\/invite#token=[\w-]{43}$/);
    expectProblem(await send('DELETE', '/v1/session', undefined, { ...session, origin: own.url }), 'forbidden');
    const bare = { cookie: cookie.slice('__Host-'.length) };
    expectProblem(await send('GET', '/v1/session', undefined, bare), 'unauthorized');
    await own.close();
  });
});

describe('signing in', () => {
  test('A5: and out again; each sign-in has a new cookie and token', async () => {
    const { page, reply: first } = await setUp();
    const former = page.cookie();
    const again = await page.signIn('MEI@example.com');
    expect(again.status).toBe(200);
    expect(again.json.user.lastSignInAt).not.toBeNull();
    expect(page.cookie()).not.toBe(former);
    expect(again.json.csrfToken).not.toBe(first.json.csrfToken);
    expectProblem(await rig.call('GET', '/v1/session', { key: null, headers: { cookie: former } }), 'unauthorized');
    const current = page.cookie();
    expect((await page.send('DELETE', '/v1/session')).status).toBe(204);
    expectProblem(await rig.call('GET', '/v1/session', { key: null, headers: { cookie: current } }), 'unauthorized');
  });

  test('A7: answers an unknown login and a wrong password alike', async () => {
    const { page } = await setUp();
    await page.send('POST', '/v1/users', { login: 'invited', name: 'n', role: 'reader' });
    const shown = async (login: string, typed: string) => {
      const reply = await browser().signIn(login, typed);
      expectProblem(reply, 'unauthorized');
      expect(reply.headers.get('set-cookie')).toBeNull();
      const { instance: _, requestId: __, ...rest } = reply.json;
      return rest;
    };
    const wrong = await shown('mei@example.com', 'wrong password');
    expect(await shown('nobody', password)).toEqual(wrong);
    expect(await shown('invited', password)).toEqual(wrong);
  });

  test('A6: is refused to pages of other sites and to forms', async () => {
    await setUp();
    const json = { login: 'mei@example.com', password };
    const foreign: [string, string][] = [
      ['origin', 'https://elsewhere.example'],
      ['sec-fetch-site', 'cross-site'],
    ];
    for (const [name, value] of foreign)
      expectProblem(
        await rig.call('POST', '/v1/session', { key: null, json, headers: { [name]: value } }),
        'forbidden',
      );
    for (const type of ['text/plain', 'application/x-www-form-urlencoded'])
      expectProblem(
        await rig.call('POST', '/v1/session', { key: null, json, headers: { 'content-type': type } }),
        'unsupported_media_type',
      );
    expect((await rig.call('POST', '/v1/session', { key: null, json })).status).toBe(200);
  });

  test('ends when nobody uses the session', async () => {
    const { page } = await setUp();
    clock.advance(limits.sessionIdleMinutes * 60_000);
    expectProblem(await page.send('GET', '/v1/session'), 'unauthorized');
  });

  test('A7: cannot be tried for long, known or not; nothing of it is logged', async () => {
    await setUp();
    for (const login of ['mei@example.com', 'nobody']) {
      for (let at = 0; at < limits.failedSignInsLogin; at++)
        expectProblem(await browser().signIn(login, `guess ${at}`), 'unauthorized');
      const refused = await browser().signIn(login);
      expectProblem(refused, 'rate_limited');
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(limits.signInWindowMinutes * 60 - 120);
    }
    const log = rig.world.logged.join('');
    expect(log).toContain('/v1/session');
    expect(log).not.toMatch(/guess|nobody|mei@|huiyin-session/);
  });
});

describe('people', () => {
  test('an admin invites, and what the person may do follows the role', async () => {
    const { page: boss } = await setUp();
    const { page, user, reply, invite } = await join(boss, 'li', 'reviewer');
    expect(reply.json.user).toMatchObject({ id: user.id, role: 'reviewer', hasPassword: true });
    expect(reply.json.scopes).toEqual(['read', 'review']);
    expectProblem(await page.send('GET', '/v1/users'), 'forbidden');
    expectProblem(await browser().send('POST', '/v1/session/invite', { token: invite.token, password }), 'forbidden');
    const patched = await boss.send('PATCH', `/v1/users/${user.id}`, { role: 'admin' });
    expect(patched.json).toMatchObject({ role: 'admin', name: 'li' });
    expect((await page.send('GET', '/v1/users')).json.items).toHaveLength(2);
    await boss.send('PATCH', `/v1/users/${user.id}`, { disabled: true });
    expectProblem(await page.send('GET', '/v1/session'), 'unauthorized');
    expectProblem(await page.signIn('li'), 'unauthorized');
    expect((await boss.send('DELETE', `/v1/users/${user.id}`)).status).toBe(204);
    expectProblem(await boss.send('DELETE', `/v1/users/${user.id}`), 'not_found');
    expectProblem(await boss.send('POST', `/v1/users/${user.id}/invite`), 'not_found');
  });

  test('the last admin stays', async () => {
    const { page, reply } = await setUp();
    const path = `/v1/users/${reply.json.user.id}`;
    expectProblem(await page.send('DELETE', path), 'state_conflict');
    expectProblem(await page.send('PATCH', path, { role: 'reader' }), 'state_conflict');
    expectProblem(await page.send('PATCH', path, { disabled: true }), 'state_conflict');
  });

  test.each([
    ['a login that is taken', { login: 'Mei@Example.com', name: 'n', role: 'reader' }, 'duplicate_value', '/login'],
    ['a role that there is not', { login: 'a', name: 'n', role: 'owner' }, 'unknown_value', '/role'],
    ['no name', { login: 'a', role: 'reader' }, 'missing_field', '/name'],
    ['a password', { login: 'a', name: 'n', role: 'reader', password }, 'unknown_field', '/password'],
    ['a line break in a login', { login: 'a\nb', name: 'n', role: 'reader' }, 'invalid_format', '/login'],
  ] as const)('%s is refused', async (_what, given, code, pointer) => {
    const { page } = await setUp();
    expectProblem(await page.send('POST', '/v1/users', given), code, pointer);
  });

  test('nothing to change is refused', async () => {
    const { page, reply } = await setUp();
    expectProblem(await page.send('PATCH', `/v1/users/${reply.json.user.id}`, {}), 'missing_field');
  });

  test('one person per idempotency key, whoever asks', async () => {
    const { page } = await setUp();
    const send = () =>
      page.send('POST', '/v1/users', { login: 'li', name: 'n', role: 'reader' }, { 'idempotency-key': 'once' });
    const first = await send();
    const again = await send();
    expect(again.json).toEqual(first.json);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  });
});

describe('the own password', () => {
  test('A5: changes with the current one; other sessions end and this one gets a new cookie', async () => {
    const { page } = await setUp();
    const elsewhere = browser();
    await elsewhere.signIn('mei@example.com');
    const change = (current: string, next: string) =>
      page.send('POST', '/v1/users/me/password', { current, password: next });
    expectProblem(await change('wrong', 'another password'), 'forbidden', '/current');
    expectProblem(await change(password, 'short'), 'out_of_range', '/password');
    expectProblem(await change(password, 'mei@example.com'), 'invalid_format', '/password');
    const former = page.cookie();
    expect((await change(password, 'another password')).status).toBe(200);
    expect(page.cookie()).not.toBe(former);
    expect((await page.send('GET', '/v1/session')).status).toBe(200);
    expectProblem(await elsewhere.send('GET', '/v1/session'), 'unauthorized');
    expectProblem(await browser().signIn('mei@example.com'), 'unauthorized');
    expect((await browser().signIn('mei@example.com', 'another password')).status).toBe(200);
  });

  test('cannot be guessed by who found an open browser', async () => {
    const { page } = await setUp();
    const guess = () => page.send('POST', '/v1/users/me/password', { current: 'guess', password: 'another password' });
    for (let at = 0; at < limits.failedSignInsLogin; at++) expectProblem(await guess(), 'forbidden', '/current');
    expectProblem(await guess(), 'rate_limited');
  });
});

test('A7: a proxy is believed when it is trusted', async () => {
  await setUp();
  const from = (own: Rig, address: string) =>
    own.call('POST', '/v1/session', {
      key: null,
      json: { login: 'mei@example.com', password: 'guess' },
      headers: { 'x-forwarded-for': address },
    });
  const open = await serve({ setupAttempts: 1 });
  const behind = await serve({ setupAttempts: 1, trustedProxies: ['127.0.0.1'] });
  const attempt = (own: Rig, address: string) =>
    own.call('POST', '/v1/session/invite', {
      key: null,
      json: { token: 'x', password },
      headers: { 'x-forwarded-for': address },
    });
  expectProblem(await attempt(open, '192.0.2.1'), 'forbidden');
  expectProblem(await attempt(open, '192.0.2.2'), 'rate_limited');
  expectProblem(await attempt(behind, '192.0.2.1'), 'forbidden');
  expectProblem(await attempt(behind, '192.0.2.2'), 'forbidden');
  expectProblem(await attempt(behind, '192.0.2.2'), 'rate_limited');
  expectProblem(await from(open, '192.0.2.1'), 'unauthorized');
  await open.close();
  await behind.close();
});

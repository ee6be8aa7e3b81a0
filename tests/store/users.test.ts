import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { limits } from '../../src/feedback/limits.ts';
import { type Role, roles, type Scope } from '../../src/feedback/read.ts';
import type { Store } from '../../src/store/store.ts';
import { createClock, newWorkspace, openTestStore, readRows, type TestClock, tempDir } from '../contracts/support.ts';
import { eventually } from '../rig/eventually.ts';
import { onPostgres } from '../rig/postgres.ts';

let dir: ReturnType<typeof tempDir>;
let store: Store;
let clock: TestClock;
let scope: Scope;
beforeEach(async () => {
  dir = tempDir();
  clock = createClock();
  store = await openTestStore(dir.path, clock);
  scope = await newWorkspace(store, 'w');
});
afterEach(async () => {
  await store.close();
  dir.remove();
});
const password = '一个足够长的密码 0';
const minutes = 60_000;

/** Somebody who has set a password, signed in. */
async function person(login: string, role: Role, within = scope) {
  const user = await store.users.create(within, { login, name: `${login} here`, role });
  const { token } = (await store.users.invite(within, user.id))!;
  return { user, ...(await store.sessions.acceptInvite(token, password))! };
}
const signIn = (login: string, typed = password) => store.sessions.signIn({ login, password: typed }, null);
const works = async (token: string) => (await store.sessions.authenticate(token)) !== null;

const audit = () =>
  readRows<{ actor: string; action: string; subject: string }>(
    dir.path,
    'select actor, action, subject from audit order by id',
  );

describe('set-up by a person', () => {
  const admin = { login: 'Ｍei@Example.com ', name: '梅', password };

  test('makes the workspace and its first admin, who is signed in and can sign in again', async () => {
    const fresh = tempDir();
    const own = await openTestStore(fresh.path, clock);
    const token = (await own.access.issueSetupToken())!;
    expect(await own.access.completeSetupAs('wrong', { workspace: 'shop', taxonomy: 'cx' }, admin)).toBeNull();
    const made = (await own.access.completeSetupAs(token, { workspace: 'shop', taxonomy: 'cx' }, admin))!;
    const principal = (await own.sessions.authenticate(made.token))!;
    expect(principal).toEqual(made.principal);
    expect(principal.scopes).toContain('admin');
    expect(principal.session.user).toMatchObject({ login: 'mei@example.com', name: '梅', role: 'admin' });
    expect(await own.workspaces.get(principal.scope)).toMatchObject({ name: 'shop' });
    expect(await own.access.listKeys(principal.scope)).toEqual([]);
    await expect(own.access.completeSetup(token, { workspace: 'x', taxonomy: 'cx' })).rejects.toMatchObject({
      code: 'setup_done',
    });
    expect(await own.sessions.signIn({ login: 'MEI@example.com', password }, null)).not.toBeNull();
    await own.close();
    fresh.remove();
  });
});

describe('signing in', () => {
  test('needs login and password of somebody who is enabled and has one', async () => {
    const { user } = await person('li', 'reader');
    await store.users.create(scope, { login: 'invited', name: 'n', role: 'reader' });
    for (const [login, typed] of [
      ['li', 'wrong password'],
      ['li', ''],
      ['li', password.slice(1)],
      ['nobody', password],
      ['invited', password],
      ['', ''],
    ] as const)
      expect(await signIn(login, typed), `${login} ${typed}`).toBeNull();
    expect(await signIn(' LI ')).not.toBeNull();
    await store.users.update(scope, user.id, { disabled: true });
    expect(await signIn('li')).toBeNull();
    await store.users.update(scope, user.id, { disabled: false });
    expect(await signIn('li')).not.toBeNull();
  });

  test('says who it is, with the scopes of the role', async () => {
    const expected = { reader: ['read'], analyst: ['analyse', 'ingest', 'read'], reviewer: ['read', 'review'] };
    for (const role of ['reader', 'analyst', 'reviewer'] as const) {
      const { token, user } = await person(role, role);
      const principal = (await store.sessions.authenticate(token))!;
      expect([...principal.scopes].sort()).toEqual(expected[role]);
      expect(principal.actor).toEqual({ kind: 'user', id: user.id, name: `${role} here` });
      expect(principal.scope).toEqual({ workspaceId: scope.workspaceId, actor: `user:${user.id}` });
    }
  });

  test('opens a new session each time and ends the one of the same browser', async () => {
    const { token } = await person('li', 'reader');
    const again = (await store.sessions.signIn({ login: 'li', password }, token))!;
    expect(again.token).not.toBe(token);
    expect(again.token.length).toBeGreaterThanOrEqual(43);
    expect([await works(token), await works(again.token)]).toEqual([false, true]);
    const elsewhere = (await signIn('li'))!;
    expect([await works(again.token), await works(elsewhere.token)]).toEqual([true, true]);
    expect(again.principal.session.csrfToken).not.toBe(elsewhere.principal.session.csrfToken);
  });

  test('a login is one person of the whole service', async () => {
    await person('li', 'reader');
    const other = await newWorkspace(store, 'other');
    for (const within of [scope, other])
      await expect(store.users.create(within, { login: 'ＬＩ', name: 'n', role: 'reader' })).rejects.toMatchObject({
        code: 'duplicate_value',
        problems: [{ pointer: '/login' }],
      });
  });
});

describe('a session', () => {
  test('lives as long as it is used, and no longer than half a day', async () => {
    const { token } = await person('li', 'reader');
    const end = clock() + limits.sessionHours * 60 * minutes;
    const seen = async (): Promise<string> => {
      const [row] = await readRows<{ last_seen_at: string }>(dir.path, 'select last_seen_at from session');
      return row!.last_seen_at;
    };
    while (clock() + 20 * minutes < end) {
      clock.advance(20 * minutes);
      await eventually(async () => {
        expect(await works(token)).toBe(true);
        expect(await seen()).toBe(new Date(clock()).toISOString());
      });
    }
    clock.advance(20 * minutes);
    expect(await works(token)).toBe(false);
  });

  test('ends when nobody uses it, and is swept away', async () => {
    const { token } = await person('li', 'reader');
    clock.advance(limits.sessionIdleMinutes * minutes);
    expect(await works(token)).toBe(false);
    await store.sweep();
    expect(await readRows(dir.path, 'select * from session')).toEqual([]);
  });

  test('ends by signing out, alone', async () => {
    const { token, principal } = await person('li', 'reader');
    const other = (await signIn('li'))!;
    await store.sessions.signOut(principal.scope, token);
    expect([await works(token), await works(other.token)]).toEqual([false, true]);
  });

  test('follows the role at once, and ends with its person', async () => {
    await person('boss', 'admin');
    const { token, user } = await person('li', 'reader');
    await store.users.update(scope, user.id, { role: 'admin', name: '李' });
    expect(await store.sessions.authenticate(token)).toMatchObject({
      scopes: expect.arrayContaining(['admin']),
      actor: { name: '李' },
    });
    await store.users.update(scope, user.id, { disabled: true });
    await store.users.update(scope, user.id, { disabled: false });
    expect(await works(token)).toBe(false);
    const again = (await signIn('li'))!;
    expect(await store.users.delete(scope, user.id)).toBe(true);
    expect(await works(again.token)).toBe(false);
  });
});

describe('passwords', () => {
  test('an invitation works once, for half an hour, and only the latest', async () => {
    const user = await store.users.create(scope, { login: 'li', name: 'n', role: 'reader' });
    const [old, token] = [await store.users.invite(scope, user.id), await store.users.invite(scope, user.id)];
    expect(await store.sessions.acceptInvite(old!.token, password)).toBeNull();
    expect(await store.sessions.acceptInvite(token!.token, password)).not.toBeNull();
    expect(await store.sessions.acceptInvite(token!.token, password)).toBeNull();
    const late = (await store.users.invite(scope, user.id))!;
    clock.advance(limits.inviteMinutes * minutes);
    expect(await store.sessions.acceptInvite(late.token, password)).toBeNull();
    expect(await store.sessions.authenticate(late.token)).toBeNull();
  });

  test('two who accept at once: one of them is in', async () => {
    const user = await store.users.create(scope, { login: 'li', name: 'n', role: 'reader' });
    const { token } = (await store.users.invite(scope, user.id))!;
    const both = await Promise.all([1, 2].map((n) => store.sessions.acceptInvite(token, password + n)));
    expect(both.filter((one) => one !== null)).toHaveLength(1);
  });

  test('an invitation ends the sessions before it, and dies with a disabling', async () => {
    const { token, user } = await person('li', 'reader');
    const invite = (await store.users.invite(scope, user.id))!;
    expect(await works(token)).toBe(true);
    const accepted = (await store.sessions.acceptInvite(invite.token, 'another password'))!;
    expect([await works(token), await works(accepted.token)]).toEqual([false, true]);
    expect([await signIn('li'), await signIn('li', 'another password')]).toEqual([null, expect.anything()]);
    const late = (await store.users.invite(scope, user.id))!;
    await store.users.update(scope, user.id, { disabled: true });
    expect(await store.sessions.acceptInvite(late.token, password)).toBeNull();
    await expect(store.users.invite(scope, user.id)).rejects.toMatchObject({ code: 'state_conflict' });
  });

  test('changing it needs the current one and ends all other sessions', async () => {
    const { token, user, principal } = await person('li', 'reader');
    const change = (current: string, next: string) =>
      store.sessions.changePassword(principal.scope, user.id, { current, password: next });
    expect(await change('wrong password', 'another password')).toBeNull();
    expect(await works(token)).toBe(true);
    const changed = (await change(password, 'another password'))!;
    expect([await works(token), await works(changed.token)]).toEqual([false, true]);
    expect([await signIn('li'), await signIn('li', 'another password')]).toEqual([null, expect.anything()]);
  });

  test('are not the name of their owner, and composed letters are the same letters', async () => {
    const user = await store.users.create(scope, {
      login: 'somebody@example.com',
      name: 'Some Body Long',
      role: 'reader',
    });
    const { token } = (await store.users.invite(scope, user.id))!;
    for (const name of ['Somebody@example.com', 'some body long'])
      await expect(store.sessions.acceptInvite(token, name)).rejects.toMatchObject({
        code: 'invalid_format',
        problems: [{ pointer: '/password' }],
      });
    expect(await store.sessions.acceptInvite(token, 'caf\u00e9 caf\u00e9 ok')).not.toBeNull();
    expect(await signIn('somebody@example.com', 'cafe\u0301 cafe\u0301 ok')).not.toBeNull();
  });
});

describe('the last admin', () => {
  const conflict = { code: 'state_conflict', problems: [{ reason: 'last_admin' }] };

  test('stays: not removed, not demoted, not disabled', async () => {
    const { user } = await person('boss', 'admin');
    await person('li', 'reviewer');
    await expect(store.users.delete(scope, user.id)).rejects.toMatchObject(conflict);
    for (const role of roles.filter((other) => other !== 'admin'))
      await expect(store.users.update(scope, user.id, { role })).rejects.toMatchObject(conflict);
    await expect(store.users.update(scope, user.id, { disabled: true })).rejects.toMatchObject(conflict);
    expect(await store.users.update(scope, user.id, { name: 'other', role: 'admin' })).toMatchObject({ name: 'other' });
  });

  test('is not replaced by one who is disabled, only invited, or of another workspace', async () => {
    const { user } = await person('boss', 'admin');
    const second = await person('second', 'admin');
    await store.users.update(scope, second.user.id, { disabled: true });
    const invited = await store.users.create(scope, { login: 'invited', name: 'n', role: 'admin' });
    await person('foreign', 'admin', await newWorkspace(store, 'other'));
    await expect(store.users.delete(scope, user.id)).rejects.toMatchObject(conflict);
    expect(await store.users.delete(scope, invited.id)).toBe(true);
    await store.users.update(scope, second.user.id, { disabled: false });
    expect(await store.users.delete(scope, user.id)).toBe(true);
    await expect(store.users.delete(scope, second.user.id)).rejects.toMatchObject(conflict);
  });

  test('two admins who remove each other at once: one stays', async () => {
    const [a, b] = [await person('a', 'admin'), await person('b', 'admin')];
    const ends = await Promise.allSettled([a, b].map(({ user }) => store.users.delete(scope, user.id)));
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await store.users.list(scope)).toHaveLength(1);
  });
});

test('people of another workspace are not there', async () => {
  const { user } = await person('boss', 'admin');
  await person('second', 'admin');
  const other = await newWorkspace(store, 'other');
  expect(await store.users.list(other)).toEqual([]);
  expect(await store.users.update(other, user.id, { role: 'reader' })).toBeNull();
  expect(await store.users.delete(other, user.id)).toBe(false);
  expect(await store.users.invite(other, user.id)).toBeNull();
  expect(
    await store.sessions.changePassword(other, user.id, { current: password, password: 'another one' }),
  ).toBeNull();
  expect((await store.users.list(scope)).map(({ role }) => role)).toEqual(['admin', 'admin']);
});

test('the audit log names who did what', async () => {
  const { user: boss, principal } = await person('boss', 'admin');
  const li = await store.users.create(principal.scope, { login: 'li', name: 'n', role: 'reader' });
  await store.access.createKey(principal.scope, { name: 'k', scopes: ['read'] });
  await store.users.delete(principal.scope, li.id);
  expect(await audit()).toEqual([
    { actor: 'system', action: 'user.create', subject: boss.id },
    { actor: 'system', action: 'user.invite', subject: boss.id },
    { actor: `user:${boss.id}`, action: 'user.password', subject: boss.id },
    { actor: `user:${boss.id}`, action: 'session.create', subject: boss.id },
    { actor: `user:${boss.id}`, action: 'user.create', subject: li.id },
    { actor: `user:${boss.id}`, action: 'key.create', subject: expect.any(String) },
    { actor: `user:${boss.id}`, action: 'user.delete', subject: li.id },
  ]);
});

test.skipIf(onPostgres)('no secret is on disk', async () => {
  const { token, principal, user } = await person('li', 'reader');
  const invite = (await store.users.invite(scope, user.id))!;
  for (const file of ['huiyin.db', 'huiyin.db-wal']) {
    const bytes = readFileSync(join(dir.path, file));
    for (const secret of [token, principal.session.csrfToken, invite.token, password])
      expect(bytes.includes(secret)).toBe(false);
  }
  expect(readFileSync(join(dir.path, 'huiyin.db-wal')).includes('$scrypt$ln=15,r=8,p=1$')).toBe(true);
});

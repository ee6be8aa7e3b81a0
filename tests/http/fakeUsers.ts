/** People of workspace a, one of each role, signed in. For tests only; `signIn.test.ts` has the real ones. */
import { type Role, roles, scopesOf, type User } from '../../src/feedback/read.ts';
import type { Dependencies } from '../../src/http/dependencies.ts';
import type { Principal, SignedIn } from '../../src/http/services.ts';
import { fakePassword } from '../rig/secrets.ts';

const now = '2026-05-03T06:20:00.000Z';
export const password = fakePassword;
export const sessionOf = (role: Role): string => `session-of-${role}`;
export const csrfOf = (role: Role): string => `csrf-of-${role}`;

/** What a browser sends from a page of the service at `url`. */
export function browserHeaders(url: string, role: Role): Record<string, string> {
  return { cookie: `other=1; huiyin-session=${sessionOf(role)}`, origin: url, 'x-csrf-token': csrfOf(role) };
}

export function fakeUser(role: Role): User {
  const seen = { createdAt: now, lastSignInAt: now };
  return { id: `u-${role}`, login: role, name: `The ${role}`, role, hasPassword: true, disabled: false, ...seen };
}

export function fakeSignedIn(role: Role, workspaceId = 'a'): SignedIn {
  const user = fakeUser(role);
  const principal: Principal = {
    scope: { workspaceId, actor: `user:${user.id}` },
    actor: { kind: 'user', id: user.id, name: user.name },
    scopes: [...scopesOf[role]],
    session: { user, csrfToken: csrfOf(role), expiresAt: '2026-05-03T18:20:00.000Z' },
  };
  return { token: sessionOf(role), principal };
}

/** Sessions and people stay as they are. */
export function fakeUsers(): Pick<Dependencies, 'sessions' | 'users'> {
  const find = (id: string) => roles.map(fakeUser).find((user) => user.id === id) ?? null;
  return {
    sessions: {
      async authenticate(token) {
        const role = roles.find((candidate) => sessionOf(candidate) === token);
        return role === undefined ? null : fakeSignedIn(role).principal;
      },
      async signIn({ login, password: typed }) {
        const role = roles.find((candidate) => candidate === login);
        return role === undefined || typed !== password ? null : fakeSignedIn(role);
      },
      async signOut() {},
      async acceptInvite(token) {
        return token === 'invite-of-reader' ? fakeSignedIn('reader') : null;
      },
      async changePassword(_scope, id, { current }) {
        const user = find(id);
        return user && current === password ? fakeSignedIn(user.role) : null;
      },
    },
    users: {
      async list({ workspaceId }) {
        return workspaceId === 'a' ? roles.map(fakeUser) : [];
      },
      async create(_scope, input) {
        return { ...fakeUser(input.role), ...input, id: 'u-new', hasPassword: false, lastSignInAt: null };
      },
      async update(_scope, id, { name, role, disabled }) {
        const user = find(id);
        return (
          user && {
            ...user,
            ...(name !== undefined && { name }),
            ...(role !== undefined && { role }),
            ...(disabled !== undefined && { disabled }),
          }
        );
      },
      async delete(_scope, id) {
        return find(id) !== null;
      },
      async invite(_scope, id) {
        return find(id) && { token: 'invite-of-reader', expiresAt: now };
      },
    },
  };
}

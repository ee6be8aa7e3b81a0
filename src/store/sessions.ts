import { createHmac, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { AppError } from '../errors.ts';
import { limits } from '../feedback/limits.ts';
import { type Actor, type KeyScope, type OpenSession, type Scope, scopesOf } from '../feedback/read.ts';
import { isOwnName, toLogin } from '../feedback/signIn.ts';
import { auditRows } from './audit.ts';
import { type Clock, iso } from './clock.ts';
import { inWorkspaces } from './database/inWorkspaces.ts';
import type { Db, SessionTable, Trx, UserTable } from './database/schema.ts';
import { deletePast } from './deletePast.ts';
import { hashSecret, newToken } from './keys.ts';
import { fitsPassword, hashPassword } from './passwords.ts';
import { findUser, shutOut, toUser } from './users.ts';

const idleMs = limits.sessionIdleMinutes * 60_000;
const longestMs = limits.sessionHours * 3_600_000;
const seenEveryMs = 30_000;

interface SessionPrincipal {
  scope: Scope;
  actor: Actor;
  scopes: KeyScope[];
  session: OpenSession;
}

export interface SignedIn {
  /** For the cookie; only its hash is kept. */
  token: string;
  principal: SessionPrincipal;
}

export function createSessions(writer: Db, reader: Db, clock: Clock) {
  /** Sessions whose use is being written down. */
  const noting = new Set<string>();

  function noteUse({ workspace_id, hash, last_seen_at }: SessionTable, now: number): void {
    if (now - Date.parse(last_seen_at) < seenEveryMs || noting.has(hash)) return;
    noting.add(hash);
    const note = (trx: Trx) =>
      trx
        .updateTable('session')
        .set({ last_seen_at: iso(now) })
        .where('workspace_id', '=', workspace_id)
        .where('hash', '=', hash)
        .execute();
    // Nobody waits for it, and a disk that fails tells so at the next write that matters.
    inWorkspaces(writer, [], note)
      .catch(() => {})
      .finally(() => noting.delete(hash));
  }

  /** Sets the password when `consume` agrees, ends every session, and opens a new one. */
  async function replacePassword(
    found: UserTable,
    password: string,
    consume: (trx: Trx, user: UserTable) => Promise<boolean>,
  ): Promise<SignedIn | null> {
    refuseOwnName(password, found);
    const hash = await hashPassword(password);
    return writer.transaction().execute(async (trx) => {
      const scope = scopeOf(found);
      const user = await findUser(trx, scope, found.id);
      if (!user || user.disabled_at !== null || !(await consume(trx, user))) return null;
      await shutOut(trx, user);
      await trx
        .updateTable('app_user')
        .set({ password_hash: hash })
        .where('workspace_id', '=', user.workspace_id)
        .where('id', '=', user.id)
        .execute();
      await auditRows(trx, [{ scope, action: 'user.password', subject: user.id, detail: {} }], clock);
      return openSession(trx, { ...user, password_hash: hash }, clock);
    });
  }

  return {
    /** Who the token of a cookie belongs to, with what the person may do now; null when it is worthless. */
    async authenticate(token: string): Promise<SessionPrincipal | null> {
      const hash = hashSecret(token);
      const session = await reader.selectFrom('session').selectAll().where('hash', '=', hash).executeTakeFirst();
      if (!session || !isLive(session, clock())) return null;
      const user = await findUser(reader, { workspaceId: session.workspace_id, actor: 'system' }, session.user_id);
      if (!user || user.disabled_at !== null) return null;
      noteUse(session, clock());
      return toPrincipal(user, session, token);
    },

    /**
     * Null for an unknown login and a wrong password alike, after the same time. The session of `formerToken` ends.
     * Throws `overloaded`.
     */
    async signIn(input: { login: string; password: string }, formerToken: string | null): Promise<SignedIn | null> {
      const login = toLogin(input.login);
      const found = await reader.selectFrom('app_user').selectAll().where('login', '=', login).executeTakeFirst();
      const fits = await fitsPassword(input.password, found?.password_hash ?? null);
      if (!found || !fits) return null;
      return writer.transaction().execute(async (trx) => {
        const user = await findUser(trx, scopeOf(found), found.id);
        if (!user || user.disabled_at !== null || user.password_hash !== found.password_hash) return null;
        if (formerToken !== null) await endSession(trx, formerToken);
        return openSession(trx, user, clock);
      });
    },

    async signOut(scope: Scope, token: string): Promise<void> {
      await writer.transaction().execute(async (trx) => {
        const own = trx.deleteFrom('session').where('workspace_id', '=', scope.workspaceId);
        await own.where('hash', '=', hashSecret(token)).execute();
        await auditRows(trx, [{ scope, action: 'session.delete', subject: idOf(scope), detail: {} }], clock);
      });
    },

    /** Null when the token is worthless. Throws `invalid_format` for a password that is the person's name. */
    async acceptInvite(token: string, password: string): Promise<SignedIn | null> {
      const hash = hashSecret(token);
      const invite = await reader.selectFrom('invite').selectAll().where('hash', '=', hash).executeTakeFirst();
      if (!invite || invite.expires_at <= iso(clock())) return null;
      const user = await findUser(reader, { workspaceId: invite.workspace_id, actor: 'system' }, invite.user_id);
      if (!user) return null;
      return replacePassword(user, password, async (trx, { workspace_id }) => {
        const used = trx.deleteFrom('invite').where('workspace_id', '=', workspace_id).where('hash', '=', hash);
        return (await used.executeTakeFirst()).numDeletedRows === 1n;
      });
    },

    /** Null when `current` is wrong. Ends all sessions and opens a new one. */
    async changePassword(scope: Scope, id: string, { current, password }: { current: string; password: string }) {
      const found = await findUser(reader, scope, id);
      if (!found || !(await fitsPassword(current, found.password_hash))) return null;
      return replacePassword(found, password, async (_trx, user) => user.password_hash === found.password_hash);
    },
  };
}

export async function openSession(trx: Trx, user: UserTable, clock: Clock): Promise<SignedIn> {
  const [token, now] = [newToken(), clock()];
  const session: SessionTable = {
    workspace_id: user.workspace_id,
    hash: hashSecret(token),
    user_id: user.id,
    csrf_secret: randomBytes(32).toString('base64url'),
    created_at: iso(now),
    expires_at: iso(now + longestMs),
    last_seen_at: iso(now),
  };
  await trx.insertInto('session').values(session).execute();
  await trx
    .updateTable('app_user')
    .set({ last_sign_in_at: iso(now) })
    .where('workspace_id', '=', user.workspace_id)
    .where('id', '=', user.id)
    .execute();
  const scope = scopeOf(user);
  await auditRows(trx, [{ scope, action: 'session.create', subject: user.id, detail: { role: user.role } }], clock);
  return { token, principal: toPrincipal({ ...user, last_sign_in_at: iso(now) }, session, token) };
}

/** Sessions and invitations past their time. */
export async function sweepSessions(writer: Db, now: number): Promise<void> {
  const ended = sql`expires_at <= ${iso(now)} or last_seen_at <= ${iso(now - idleMs)}`;
  await deletePast(writer, 'session', ['workspace_id', 'hash'], ended);
  await deletePast(writer, 'invite', ['workspace_id', 'user_id'], sql`expires_at <= ${iso(now)}`);
}

function isLive({ expires_at, last_seen_at }: SessionTable, now: number): boolean {
  return expires_at > iso(now) && last_seen_at > iso(now - idleMs);
}

async function endSession(trx: Trx, token: string): Promise<void> {
  await trx.deleteFrom('session').where('hash', '=', hashSecret(token)).execute();
}

function scopeOf({ workspace_id, id }: UserTable): Scope {
  return { workspaceId: workspace_id, actor: `user:${id}` };
}

function idOf({ actor }: Scope): string {
  return actor.slice(actor.indexOf(':') + 1);
}

/** The CSRF token follows from both secrets, so that the database alone does not hold it. */
function toPrincipal(row: UserTable, session: SessionTable, token: string): SessionPrincipal {
  const user = toUser(row);
  return {
    scope: scopeOf(row),
    actor: { kind: 'user', id: user.id, name: user.name },
    scopes: [...scopesOf[user.role]],
    session: {
      user,
      csrfToken: createHmac('sha256', session.csrf_secret).update(token).digest('base64url'),
      expiresAt: session.expires_at,
    },
  };
}

function refuseOwnName(password: string, user: UserTable): void {
  if (!isOwnName(password, user)) return;
  const detail = 'A password is not the name of its owner.';
  throw new AppError('invalid_format', detail, {
    problems: [{ code: 'invalid_format', detail, pointer: '/password', reason: 'password_is_name' }],
  });
}

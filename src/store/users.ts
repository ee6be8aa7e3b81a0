import { AppError } from '../errors.ts';
import { limits } from '../feedback/limits.ts';
import type { NewUser, Role, Scope, User } from '../feedback/read.ts';
import { toLogin } from '../feedback/signIn.ts';
import { type AuditEntry, auditRows } from './audit.ts';
import { type Clock, iso } from './clock.ts';
import type { Db, Trx, UserTable } from './database/schema.ts';
import { newId } from './ids.ts';
import { hashSecret, newToken } from './keys.ts';

export interface UserPatch {
  name?: string | undefined;
  role?: Role | undefined;
  disabled?: boolean | undefined;
}

export function createUsers(writer: Db, reader: Db, clock: Clock) {
  return {
    async list({ workspaceId }: Scope): Promise<User[]> {
      const all = reader.selectFrom('app_user').selectAll().where('workspace_id', '=', workspaceId);
      return (await all.orderBy('created_at').orderBy('id').execute()).map(toUser);
    },

    /** Somebody without a password, who needs an invitation. Throws `duplicate_value` for a login that is taken. */
    async create(scope: Scope, input: NewUser): Promise<User> {
      return writer.transaction().execute(async (trx) => toUser(await addUser(trx, scope, input, null, clock)));
    },

    /** Null when there is none. Counts from the next request on. Throws `state_conflict` for the last admin. */
    async update(scope: Scope, id: string, patch: UserPatch): Promise<User | null> {
      return writer.transaction().execute(async (trx) => {
        const user = await findUser(trx, scope, id);
        if (!user) return null;
        const changed = patched(user, patch, clock());
        if (isAdmin(user) && !isAdmin(changed)) await refuseLastAdmin(trx, user);
        const { name, role, disabled_at } = changed;
        await trx
          .updateTable('app_user')
          .set({ name, role, disabled_at })
          .where('workspace_id', '=', scope.workspaceId)
          .where('id', '=', id)
          .execute();
        if (disabled_at !== null) await shutOut(trx, user);
        const detail = { renamed: name !== user.name, role, disabled: disabled_at !== null };
        await audit(trx, { scope, action: 'user.update', subject: id, detail });
        return toUser(changed);
      });
    },

    /** With sessions and invitations. False when there is none. Throws `state_conflict` for the last admin. */
    async delete(scope: Scope, id: string): Promise<boolean> {
      return writer.transaction().execute(async (trx) => {
        const user = await findUser(trx, scope, id);
        if (!user) return false;
        if (isAdmin(user)) await refuseLastAdmin(trx, user);
        await trx.deleteFrom('app_user').where('workspace_id', '=', scope.workspaceId).where('id', '=', id).execute();
        await audit(trx, { scope, action: 'user.delete', subject: id, detail: { login: user.login } });
        return true;
      });
    },

    /** A token to set a password with, once, in place of an earlier one. Null when there is no such person. */
    async invite(scope: Scope, id: string): Promise<{ token: string; expiresAt: string } | null> {
      return writer.transaction().execute(async (trx) => {
        const user = await findUser(trx, scope, id);
        if (!user) return null;
        if (user.disabled_at !== null)
          throw new AppError('state_conflict', 'This person is disabled.', { reason: 'person_disabled' });
        const token = newToken();
        const expiresAt = iso(clock() + limits.inviteMinutes * 60_000);
        const row = { hash: hashSecret(token), created_at: iso(clock()), expires_at: expiresAt };
        await trx
          .insertInto('invite')
          .values({ workspace_id: scope.workspaceId, user_id: id, ...row })
          .onConflict((oc) => oc.columns(['workspace_id', 'user_id']).doUpdateSet(row))
          .execute();
        await audit(trx, { scope, action: 'user.invite', subject: id, detail: {} });
        return { token, expiresAt };
      });
    },
  };

  function audit(trx: Trx, entry: AuditEntry): Promise<void> {
    return auditRows(trx, [entry], clock);
  }
}

export async function addUser(
  trx: Trx,
  scope: Scope,
  { login: typed, name, role }: NewUser,
  passwordHash: string | null,
  clock: Clock,
): Promise<UserTable> {
  const login = toLogin(typed);
  const row: UserTable = {
    workspace_id: scope.workspaceId,
    id: newId(clock()),
    login,
    name,
    role,
    password_hash: passwordHash,
    created_at: iso(clock()),
    disabled_at: null,
    last_sign_in_at: null,
  };
  // Whoever has it may be of another workspace, whose people are not to be read here.
  const added = await trx
    .insertInto('app_user')
    .values(row)
    .onConflict((oc) => oc.column('login').doNothing())
    .executeTakeFirst();
  if (added.numInsertedOrUpdatedRows === 0n) {
    const detail = 'Somebody signs in with this already.';
    throw new AppError('duplicate_value', detail, {
      problems: [{ code: 'duplicate_value', detail, pointer: '/login', reason: 'login_taken' }],
    });
  }
  await auditRows(trx, [{ scope, action: 'user.create', subject: row.id, detail: { login, role } }], clock);
  return row;
}

export function findUser(db: Db | Trx, { workspaceId }: Scope, id: string): Promise<UserTable | undefined> {
  const all = db.selectFrom('app_user').selectAll();
  return all.where('workspace_id', '=', workspaceId).where('id', '=', id).executeTakeFirst();
}

/** Ends what the person can come in with: sessions and invitations. */
export async function shutOut(trx: Trx, { workspace_id, id }: UserTable): Promise<void> {
  for (const table of ['session', 'invite'] as const)
    await trx.deleteFrom(table).where('workspace_id', '=', workspace_id).where('user_id', '=', id).execute();
}

export function toUser(row: UserTable): User {
  return {
    id: row.id,
    login: row.login,
    name: row.name,
    role: row.role as Role,
    hasPassword: row.password_hash !== null,
    disabled: row.disabled_at !== null,
    createdAt: row.created_at,
    lastSignInAt: row.last_sign_in_at,
  };
}

function patched(user: UserTable, { name, role, disabled }: UserPatch, now: number): UserTable {
  const disabledAt = disabled === undefined ? user.disabled_at : disabled ? (user.disabled_at ?? iso(now)) : null;
  return { ...user, name: name ?? user.name, role: role ?? user.role, disabled_at: disabledAt };
}

function isAdmin(user: UserTable): boolean {
  return user.role === 'admin' && user.disabled_at === null;
}

/** Somebody must stay who can do what this admin can: one who only was invited does not replace one who signs in. */
async function refuseLastAdmin(trx: Trx, { workspace_id, id, password_hash }: UserTable): Promise<void> {
  let others = trx
    .selectFrom('app_user')
    .select('id')
    .where('workspace_id', '=', workspace_id)
    .where('id', '!=', id)
    .where('role', '=', 'admin')
    .where('disabled_at', 'is', null);
  if (password_hash !== null) others = others.where('password_hash', 'is not', null);
  if (!(await others.limit(1).executeTakeFirst()))
    throw new AppError('state_conflict', 'This is the last admin.', { reason: 'last_admin' });
}

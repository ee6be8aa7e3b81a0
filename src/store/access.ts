import { AppError } from '../errors.ts';
import { type Actor, type ApiKey, type KeyScope, keyScopes, type Scope } from '../feedback/read.ts';
import { auditRows } from './audit.ts';
import { type Clock, iso, utc } from './clock.ts';
import { inWorkspaces } from './database/inWorkspaces.ts';
import type { ApiKeyTable, Db, Trx } from './database/schema.ts';
import { jsonList } from './database/sql.ts';
import { outsideWalls } from './database/wall.ts';
import { gather } from './gather.ts';
import { newId } from './ids.ts';
import { hashSecret, newKey, newToken, sameHash } from './keys.ts';
import { hashPassword } from './passwords.ts';
import { openSession, type SignedIn } from './sessions.ts';
import { addUser } from './users.ts';
import { addWorkspace } from './workspaces.ts';

const lastUsedEveryMs = 60_000;

interface NewKey {
  name: string;
  scopes: KeyScope[];
  expiresAt?: string;
  requestsPerMinute?: number;
}

interface FirstWorkspace {
  workspace: string;
  taxonomy: string;
}

interface FirstAdmin {
  login: string;
  name: string;
  password: string;
}

export function createAccess(writer: Db, reader: Db, clock: Clock) {
  /** When the use of a key was last written down, by key. Bounded by the number of live keys. */
  const noted = new Map<string, number>();

  function noteUse(row: ApiKeyTable, now: number): void {
    const key = `${row.workspace_id} ${row.id}`;
    if (now - (noted.get(key) ?? 0) < lastUsedEveryMs) return;
    noted.set(key, now);
    const note = (trx: Trx) =>
      trx
        .updateTable('api_key')
        .set({ last_used_at: iso(now) })
        .where('workspace_id', '=', row.workspace_id)
        .where('id', '=', row.id)
        .execute();
    // Nobody waits for it, and a disk that fails tells so at the next write that matters.
    inWorkspaces(writer, [], note).catch(() => noted.delete(key));
  }

  const setupDone = async (db: Db = reader): Promise<boolean> =>
    (await db.selectFrom('workspace').select('id').limit(1).executeTakeFirst()) !== undefined;

  /** Uses the set-up token up for what `make` makes; null when it is not the token. Throws `setup_done`. */
  function trade<T>(token: string, make: (trx: Trx) => Promise<T>): Promise<T | null> {
    return writer.transaction().execute(async (trx) => {
      if (await setupDone(trx)) throw new AppError('setup_done', 'the service is set up already');
      const row = await trx.selectFrom('setup_token').select('hash').executeTakeFirst();
      if (!row || !sameHash(row.hash, hashSecret(token))) return null;
      await trx.deleteFrom('setup_token').execute();
      return make(trx);
    });
  }

  const keyOfHash = gather((hashes: string[]) => outsideWalls(() => readKeys(reader, hashes)));

  return {
    async authenticate(key: string) {
      const hash = hashSecret(key);
      const row = await keyOfHash(hash);
      if (!row || !isLive(row, clock()) || !fits(row, hash, clock())) return null;
      noteUse(row, clock());
      const scope: Scope = { workspaceId: row.workspace_id, actor: `key:${row.id}` };
      const actor: Actor = { kind: 'key', id: row.id, name: row.name };
      return {
        scope,
        actor,
        scopes: JSON.parse(row.scopes) as KeyScope[],
        requestsPerMinute: row.requests_per_minute,
      };
    },

    async createKey(scope: Scope, input: NewKey): Promise<{ key: string; record: ApiKey }> {
      return writer.transaction().execute((trx) => addKey(trx, scope, input, newKey(), clock));
    },

    async listKeys(scope: Scope): Promise<ApiKey[]> {
      const rows = await reader
        .selectFrom('api_key')
        .selectAll()
        .where('workspace_id', '=', scope.workspaceId)
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(toApiKey);
    },

    /** False when there is no such key, or it was revoked before. */
    async revokeKey(scope: Scope, id: string): Promise<boolean> {
      return writer.transaction().execute(async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable('api_key')
          .set({ revoked_at: iso(clock()) })
          .where('workspace_id', '=', scope.workspaceId)
          .where('id', '=', id)
          .where('revoked_at', 'is', null)
          .executeTakeFirst();
        if (numUpdatedRows !== 1n) return false;
        await auditRows(trx, [{ scope, action: 'key.revoke', subject: id, detail: {} }], clock);
        return true;
      });
    },

    /**
     * Another secret in the place of the key's, which works on for `graceHours`; one from before that ends at once. Null
     * when there is no such key, or it was revoked. Throws `state_conflict` when it has expired.
     */
    async rotateKey(scope: Scope, id: string, graceHours: number): Promise<{ key: string; record: ApiKey } | null> {
      return writer.transaction().execute(async (trx) => {
        const row = await trx
          .selectFrom('api_key')
          .selectAll()
          .where('workspace_id', '=', scope.workspaceId)
          .where('id', '=', id)
          .where('revoked_at', 'is', null)
          .executeTakeFirst();
        if (!row) return null;
        if (!isLive(row, clock()))
          throw new AppError('state_conflict', 'This key has expired: make another one.', { reason: 'key_expired' });
        const key = newKey();
        const changed = {
          hash: hashSecret(key),
          prefix: key.slice(0, 8),
          former_hash: graceHours === 0 ? null : row.hash,
          former_until: graceHours === 0 ? null : iso(clock() + graceHours * 3_600_000),
        };
        await trx
          .updateTable('api_key')
          .set(changed)
          .where('workspace_id', '=', scope.workspaceId)
          .where('id', '=', id)
          .execute();
        await auditRows(trx, [{ scope, action: 'key.rotate', subject: id, detail: { graceHours } }], clock);
        return { key, record: toApiKey({ ...row, ...changed }) };
      });
    },

    setupDone: () => setupDone(),

    /** A fresh one-time token in place of an older one; null when the service is set up. Only its hash is kept. */
    async issueSetupToken(): Promise<string | null> {
      return writer.transaction().execute(async (trx) => {
        if (await setupDone(trx)) return null;
        const token = newToken();
        await trx.deleteFrom('setup_token').execute();
        await trx
          .insertInto('setup_token')
          .values({ hash: hashSecret(token), created_at: iso(clock()) })
          .execute();
        return token;
      });
    },

    completeSetup: (token: string, input: FirstWorkspace) =>
      trade(token, (trx) => addFirstWorkspace(trx, input, newKey(), clock)),

    /** The same for a person in place of a key: the first admin, who is signed in at once. */
    async completeSetupAs(token: string, input: FirstWorkspace, admin: FirstAdmin): Promise<SignedIn | null> {
      const passwordHash = await hashPassword(admin.password);
      return trade(token, async (trx) => {
        const workspaceId = await addWorkspace(trx, { name: input.workspace, taxonomy: input.taxonomy }, clock);
        const scope: Scope = { workspaceId, actor: 'setup' };
        return openSession(trx, await addUser(trx, scope, { ...admin, role: 'admin' }, passwordHash, clock), clock);
      });
    },

    /** Unattended set-up: the first workspace with this admin key, unless there is a workspace already. */
    async ensureAdminKey(key: string, input: FirstWorkspace): Promise<boolean> {
      return writer.transaction().execute(async (trx) => {
        if (await setupDone(trx)) return false;
        await trx.deleteFrom('setup_token').execute();
        await addFirstWorkspace(trx, input, key, clock);
        return true;
      });
    },
  };
}

/** By the hash of their secret, or of their former one. */
async function readKeys(reader: Db, hashes: string[]): Promise<Map<string, ApiKeyTable>> {
  const rows = await reader
    .selectFrom('api_key')
    .selectAll()
    .where((eb) => eb.or([eb('hash', 'in', jsonList(hashes)), eb('former_hash', 'in', jsonList(hashes))]))
    .execute();
  return new Map(rows.flatMap((row) => [row.former_hash, row.hash].flatMap((hash) => (hash ? [[hash, row]] : []))));
}

function isLive(row: ApiKeyTable, now: number): boolean {
  return row.revoked_at === null && (row.expires_at === null || row.expires_at > iso(now));
}

/** In constant time. The secret before the last rotation fits until its time is over. */
function fits(row: ApiKeyTable, hash: string, now: number): boolean {
  if (sameHash(row.hash, hash)) return true;
  return row.former_hash !== null && sameHash(row.former_hash, hash) && (row.former_until ?? '') > iso(now);
}

async function addFirstWorkspace(trx: Trx, input: FirstWorkspace, key: string, clock: Clock) {
  const workspaceId = await addWorkspace(trx, { name: input.workspace, taxonomy: input.taxonomy }, clock);
  const scope: Scope = { workspaceId, actor: 'setup' };
  return addKey(trx, scope, { name: 'admin', scopes: [...keyScopes] }, key, clock);
}

async function addKey(trx: Trx, scope: Scope, input: NewKey, key: string, clock: Clock) {
  const now = clock();
  const row: ApiKeyTable = {
    workspace_id: scope.workspaceId,
    id: newId(now),
    name: input.name,
    prefix: key.slice(0, 8),
    hash: hashSecret(key),
    scopes: JSON.stringify(input.scopes),
    created_at: iso(now),
    expires_at: input.expiresAt === undefined ? null : utc(input.expiresAt),
    revoked_at: null,
    last_used_at: null,
    former_hash: null,
    former_until: null,
    requests_per_minute: input.requestsPerMinute ?? null,
  };
  await trx.insertInto('api_key').values(row).execute();
  const detail = { name: row.name, scopes: input.scopes.join(' ') };
  await auditRows(trx, [{ scope, action: 'key.create', subject: row.id, detail }], clock);
  return { key, record: toApiKey(row) };
}

function toApiKey(row: ApiKeyTable): ApiKey {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: JSON.parse(row.scopes) as KeyScope[],
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
    formerUntil: row.former_until,
    requestsPerMinute: row.requests_per_minute,
  };
}

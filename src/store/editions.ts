/** Taxonomies and lexicons of workspaces: drafts, published versions, and which of them is in force. */
import { sql } from 'kysely';
import { AppError } from '../errors.ts';
import type { Draft, EditionHead, EditionKind, InForce, PutInForce } from '../feedback/edition.ts';
import type { Page, PageRequest, Scope } from '../feedback/read.ts';
import type { LeafPlace } from '../feedback/taxonomy.ts';
import { auditRows } from './audit.ts';
import { type Clock, iso } from './clock.ts';
import { beyond, type Cursors } from './cursors.ts';
import type { Db, EditionTable, Trx } from './database/schema.ts';
import { newId } from './ids.ts';
import { insertJob } from './jobRows.ts';
import { putPlaces } from './leafPlaces.ts';

/** What comes into force; its content is JSON. */
export interface NewEdition {
  key: string;
  content: string;
  note: string | null;
}

/** How a version comes into force. */
export interface ComingIntoForce {
  /** The version that must still be in force: what comes was made from it. */
  from: number;
  /** Where the codes of a taxonomy stand from now on; none for a shipped one. */
  places: readonly LeafPlace[];
  /** Reads all comments again. */
  backfill: boolean;
}

const columns = { taxonomy: 'taxonomy_version', lexicon: 'lexicon_version' } as const;

export function createEditions(writer: Db, reader: Db, clock: Clock, cursors: Cursors) {
  return {
    /** The version in force; 0: what ships with the service. */
    versionInForce: (scope: Scope, kind: EditionKind): Promise<number> => versionIn(reader, scope, kind),

    /** A published version; null when there is none. */
    async get(scope: Scope, kind: EditionKind, version: number): Promise<InForce<string> | null> {
      const row = await reader
        .selectFrom('edition')
        .select(['version', 'key', 'content'])
        .where('workspace_id', '=', scope.workspaceId)
        .where('kind', '=', kind)
        .where('version', '=', version)
        .executeTakeFirst();
      return row ?? null;
    },

    /** Published versions, the newest first. */
    async list(scope: Scope, kind: EditionKind, page: PageRequest): Promise<Page<EditionHead>> {
      const bound = ['editions', scope.workspaceId, kind];
      const active = await versionIn(reader, scope, kind);
      let query = reader
        .selectFrom('edition')
        .select(['version', 'key', 'note', 'created_at', 'created_by'])
        .where('workspace_id', '=', scope.workspaceId)
        .where('kind', '=', kind)
        .orderBy('version', 'desc')
        .limit(page.limit + 1);
      const after = cursors.read(page.cursor, bound);
      if (after) query = query.where(beyond(['version'], '<', after));
      const rows = await query.execute();
      return cursors.page(
        rows,
        page.limit,
        bound,
        (row) => [row.version],
        (row) => toHead(row, active),
      );
    },

    async draft(scope: Scope, kind: EditionKind): Promise<Draft<string> | null> {
      return draftIn(reader, scope, kind);
    },

    /**
     * Puts a draft in the place of the one that is there. `expected` is the revision that must be there, null: none; absent:
     * whatever there is. Throws `version_conflict`.
     */
    async putDraft(
      scope: Scope,
      kind: EditionKind,
      content: string,
      expected: string | null | undefined,
    ): Promise<Draft<string>> {
      const now = clock();
      return writer.transaction().execute(async (trx) => {
        await requireDraft(trx, scope, kind, expected);
        const row = { revision: newId(now), content, updated_at: iso(now), updated_by: scope.actor };
        await trx
          .insertInto('edition_draft')
          .values({ workspace_id: scope.workspaceId, kind, ...row })
          .onConflict((oc) => oc.columns(['workspace_id', 'kind']).doUpdateSet(row))
          .execute();
        await auditRows(trx, [{ scope, action: `${kind}.edit`, subject: scope.workspaceId, detail: {} }], clock);
        return { content, revision: row.revision, updatedAt: row.updated_at, updatedBy: row.updated_by };
      });
    },

    /** False when there is none. Throws `version_conflict` like `putDraft`. */
    async dropDraft(scope: Scope, kind: EditionKind, expected: string | undefined): Promise<boolean> {
      return writer.transaction().execute(async (trx) => {
        const draft = await requireDraft(trx, scope, kind, expected);
        if (!draft) return false;
        await deleteDraft(trx, scope, kind);
        await auditRows(trx, [{ scope, action: `${kind}.discard`, subject: scope.workspaceId, detail: {} }], clock);
        return true;
      });
    },

    /**
     * Makes the draft of this revision the next version and puts it in force, for every comment that is read from then on;
     * with the job that reads the others again. Throws `version_conflict` when the draft, or what is in force, has changed.
     */
    async publish(
      scope: Scope,
      kind: EditionKind,
      revision: string,
      edition: NewEdition,
      coming: ComingIntoForce,
    ): Promise<PutInForce> {
      const now = clock();
      return writer.transaction().execute(async (trx) => {
        await requireDraft(trx, scope, kind, revision);
        const version = (await latestIn(trx, scope, kind)) + 1;
        const { key, content, note } = edition;
        const made = { created_at: iso(now), created_by: scope.actor };
        await trx
          .insertInto('edition')
          .values({ workspace_id: scope.workspaceId, kind, version, key, content, note, ...made })
          .execute();
        await deleteDraft(trx, scope, kind);
        return putInForce(trx, scope, kind, { version, key, action: 'publish' }, coming, clock);
      });
    },

    /** Puts an earlier version in force again, 0: what ships with the service. A draft stays. */
    async rollback(
      scope: Scope,
      kind: EditionKind,
      to: { version: number; key: string },
      coming: ComingIntoForce,
    ): Promise<PutInForce> {
      return writer
        .transaction()
        .execute((trx) => putInForce(trx, scope, kind, { ...to, action: 'rollback' }, coming, clock));
    },
  };
}

async function versionIn(db: Db | Trx, { workspaceId }: Scope, kind: EditionKind): Promise<number> {
  const row = await db.selectFrom('workspace').selectAll().where('id', '=', workspaceId).executeTakeFirst();
  return row?.[columns[kind]] ?? 0;
}

async function latestIn(trx: Trx, { workspaceId }: Scope, kind: EditionKind): Promise<number> {
  const row = await trx
    .selectFrom('edition')
    .select((eb) => eb.fn.max('version').as('version'))
    .where('workspace_id', '=', workspaceId)
    .where('kind', '=', kind)
    .executeTakeFirst();
  return row?.version ?? 0;
}

async function draftIn(db: Db | Trx, { workspaceId }: Scope, kind: EditionKind): Promise<Draft<string> | null> {
  const row = await db
    .selectFrom('edition_draft')
    .select(['content', 'revision', 'updated_at as updatedAt', 'updated_by as updatedBy'])
    .where('workspace_id', '=', workspaceId)
    .where('kind', '=', kind)
    .executeTakeFirst();
  return row ?? null;
}

async function requireDraft(
  trx: Trx,
  scope: Scope,
  kind: EditionKind,
  expected: string | null | undefined,
): Promise<Draft<string> | null> {
  const draft = await draftIn(trx, scope, kind);
  if (expected !== undefined && (draft?.revision ?? null) !== expected)
    throw new AppError('version_conflict', 'The draft has changed since it was read.');
  return draft;
}

async function deleteDraft(trx: Trx, { workspaceId }: Scope, kind: EditionKind): Promise<void> {
  await trx.deleteFrom('edition_draft').where('workspace_id', '=', workspaceId).where('kind', '=', kind).execute();
}

/** One row decides what is in force, so that no reader ever sees half of it. */
async function putInForce(
  trx: Trx,
  scope: Scope,
  kind: EditionKind,
  { version, key, action }: { version: number; key: string; action: 'publish' | 'rollback' },
  { from, places, backfill }: ComingIntoForce,
  clock: Clock,
): Promise<PutInForce> {
  if ((await versionIn(trx, scope, kind)) !== from)
    throw new AppError('version_conflict', 'Another version has come into force since then.');
  await sql`update workspace set ${sql.ref(columns[kind])} = ${version === 0 ? null : version}
    where id = ${scope.workspaceId}`.execute(trx);
  if (kind === 'taxonomy') await putPlaces(trx, scope, places);
  const job = backfill ? await insertJob(trx, scope, 'reanalyse', { filter: {} }, clock()) : null;
  const detail = { version, from, key };
  await auditRows(trx, [{ scope, action: `${kind}.${action}`, subject: String(version), detail }], clock);
  return { version, key, job };
}

function toHead(
  { version, key, note, created_at, created_by }: Omit<EditionTable, 'workspace_id' | 'kind' | 'content'>,
  active: number,
): EditionHead {
  const state = version === active ? 'active' : 'retired';
  return { version, key, state, note, createdAt: created_at, createdBy: created_by };
}

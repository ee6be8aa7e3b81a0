import { AppError } from '../errors.ts';
import type { ReadWith } from '../feedback/analysed.ts';
import type { Scope, WorkspacePatch, WorkspaceSettings } from '../feedback/read.ts';
import { auditRows } from './audit.ts';
import { type Clock, iso } from './clock.ts';
import type { Db, Trx } from './database/schema.ts';
import { newWorkspaceId } from './ids.ts';
import { putPlaces } from './leafPlaces.ts';
import { createReadWith } from './readWith.ts';

export function createWorkspaces(writer: Db, reader: Db, defaultThreshold: number, clock: Clock) {
  const readWith = createReadWith(reader);
  return {
    /** What its comments are read with at present. */
    async readWith(scope: Scope): Promise<ReadWith> {
      const row = await find(reader, scope);
      const { taxonomy, taxonomy_version: taxonomyVersion, lexicon_version: lexiconVersion, model } = row;
      const chosen = { workspaceId: scope.workspaceId, taxonomy, taxonomyVersion, lexiconVersion, model };
      return (await readWith([chosen]))[0];
    },

    /** A further workspace; answers its id. */
    async add(input: { name: string; taxonomy: string }): Promise<string> {
      return writer.transaction().execute((trx) => addWorkspace(trx, input, clock));
    },

    async get(scope: Scope): Promise<WorkspaceSettings> {
      const row = await find(reader, scope);
      const { id, name, taxonomy, conflict_threshold } = row;
      return {
        id,
        name,
        taxonomy,
        conflictThreshold: conflict_threshold ?? defaultThreshold,
        auditShare: row.audit_share,
        secondOpinionShare: row.second_opinion_share,
        finalCheckShare: row.final_check_share,
        trainAfter: row.train_after,
        trainRestHours: row.train_rest_hours,
        trainEveryDays: row.train_every_days,
        reanalyseAfterPromotion: row.reanalyse_after_promotion === 1,
        retentionDays: row.retention_days,
        model: row.model,
        taxonomyVersion: row.taxonomy_version ?? 0,
        lexiconVersion: row.lexicon_version ?? 0,
      };
    },

    /**
     * Counts for what is analysed from now on; a re-analysis brings older comments along. To name a taxonomy is to choose
     * that shipped one in place of whatever is in force.
     */
    async update(scope: Scope, patch: WorkspacePatch): Promise<void> {
      const set = {
        ...(patch.name === undefined ? {} : { name: patch.name }),
        ...(patch.taxonomy === undefined ? {} : { taxonomy: patch.taxonomy, taxonomy_version: null }),
        ...(patch.conflictThreshold === undefined ? {} : { conflict_threshold: patch.conflictThreshold }),
        ...(patch.auditShare === undefined ? {} : { audit_share: patch.auditShare }),
        ...(patch.secondOpinionShare === undefined ? {} : { second_opinion_share: patch.secondOpinionShare }),
        ...(patch.retentionDays === undefined ? {} : { retention_days: patch.retentionDays }),
        ...(patch.trainAfter === undefined ? {} : { train_after: patch.trainAfter }),
        ...(patch.trainRestHours === undefined ? {} : { train_rest_hours: patch.trainRestHours }),
        ...(patch.trainEveryDays === undefined ? {} : { train_every_days: patch.trainEveryDays }),
        ...(patch.reanalyseAfterPromotion === undefined
          ? {}
          : { reanalyse_after_promotion: Number(patch.reanalyseAfterPromotion) }),
        ...(patch.finalCheckShare === undefined ? {} : { final_check_share: patch.finalCheckShare }),
      };
      if (Object.keys(set).length === 0) return;
      await writer.transaction().execute(async (trx) => {
        await trx.updateTable('workspace').set(set).where('id', '=', scope.workspaceId).execute();
        if (patch.taxonomy !== undefined) await putPlaces(trx, scope, []);
        await auditRows(trx, [{ scope, action: 'workspace.update', subject: scope.workspaceId, detail: set }], clock);
      });
    },
  };
}

async function find(reader: Db, { workspaceId }: Scope) {
  const row = await reader.selectFrom('workspace').selectAll().where('id', '=', workspaceId).executeTakeFirst();
  if (!row) throw new AppError('not_found', 'there is no such workspace');
  return row;
}

/** Returns the id of the new workspace. */
export async function addWorkspace(
  trx: Trx,
  { name, taxonomy }: { name: string; taxonomy: string },
  clock: Clock,
): Promise<string> {
  const now = clock();
  const id = newWorkspaceId();
  await trx
    .insertInto('workspace')
    .values({ id, name, taxonomy, conflict_threshold: null, created_at: iso(now) })
    .execute();
  return id;
}

import { AppError } from '../errors.ts';
import type { Scope, WorkspacePatch, WorkspaceSettings } from '../feedback/read.ts';
import { auditRows } from './audit.ts';
import { type Clock, iso } from './clock.ts';
import type { Db, Trx } from './database/schema.ts';
import { newWorkspaceId } from './ids.ts';

export function createWorkspaces(writer: Db, reader: Db, defaultThreshold: number, clock: Clock) {
  return {
    /** A further workspace; answers its id. */
    async add(input: { name: string; taxonomy: string }): Promise<string> {
      return writer.transaction().execute((trx) => addWorkspace(trx, input, clock));
    },

    async get(scope: Scope): Promise<WorkspaceSettings> {
      const row = await reader
        .selectFrom('workspace')
        .selectAll()
        .where('id', '=', scope.workspaceId)
        .executeTakeFirst();
      if (!row) throw new AppError('not_found', 'there is no such workspace');
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
        model: row.model,
      };
    },

    /** Counts for what is analysed from now on; a re-analysis brings older comments along. */
    async update(scope: Scope, patch: WorkspacePatch): Promise<void> {
      const set = {
        ...(patch.name === undefined ? {} : { name: patch.name }),
        ...(patch.taxonomy === undefined ? {} : { taxonomy: patch.taxonomy }),
        ...(patch.conflictThreshold === undefined ? {} : { conflict_threshold: patch.conflictThreshold }),
        ...(patch.auditShare === undefined ? {} : { audit_share: patch.auditShare }),
        ...(patch.secondOpinionShare === undefined ? {} : { second_opinion_share: patch.secondOpinionShare }),
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
        await auditRows(trx, [{ scope, action: 'workspace.update', subject: scope.workspaceId, detail: set }], clock);
      });
    },
  };
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

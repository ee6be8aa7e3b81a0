import { AppError, tooMany } from '../errors.ts';
import type { CommentFilter } from '../feedback/filter.ts';
import { limits } from '../feedback/limits.ts';
import type { Scope } from '../feedback/read.ts';
import type { SavedFilter, SavedFilterInput } from '../feedback/savedFilter.ts';
import { auditRows } from './audit.ts';
import { type Clock, iso } from './clock.ts';
import type { Db, SavedFilterTable } from './database/schema.ts';
import { newId } from './ids.ts';

/** Choices of comments under a name, few enough to be read at once. */
export function createSavedFilters(writer: Db, reader: Db, clock: Clock) {
  const of = ({ workspaceId }: Scope, db: Pick<Db, 'selectFrom'>) =>
    db.selectFrom('saved_filter').selectAll().where('workspace_id', '=', workspaceId).orderBy('name');

  return {
    /** By name. */
    async list(scope: Scope): Promise<SavedFilter[]> {
      return (await of(scope, reader).execute()).map(toSavedFilter);
    },

    /** Throws `state_conflict` for a name that is taken, `out_of_range` beyond the limit. */
    async create(scope: Scope, { name, filter }: SavedFilterInput): Promise<SavedFilter> {
      const now = clock();
      const row: SavedFilterTable = {
        workspace_id: scope.workspaceId,
        id: newId(now),
        name,
        filter: JSON.stringify(filter),
        created_at: iso(now),
        created_by: scope.actor,
      };
      await writer.transaction().execute(async (trx) => {
        const known = await of(scope, trx).execute();
        if (known.some((one) => one.name === name))
          throw new AppError('state_conflict', 'There is a filter of this name already.', { reason: 'name_taken' });
        if (known.length >= limits.savedFilters)
          throw tooMany(`A workspace has at most ${limits.savedFilters} filters.`, limits.savedFilters);
        await trx.insertInto('saved_filter').values(row).execute();
        await auditRows(trx, [{ scope, action: 'filter.create', subject: row.id, detail: { name } }], clock);
      });
      return toSavedFilter(row);
    },

    /** False when there is none. */
    async delete(scope: Scope, id: string): Promise<boolean> {
      return writer.transaction().execute(async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom('saved_filter')
          .where('workspace_id', '=', scope.workspaceId)
          .where('id', '=', id)
          .executeTakeFirst();
        if (numDeletedRows !== 1n) return false;
        await auditRows(trx, [{ scope, action: 'filter.delete', subject: id, detail: {} }], clock);
        return true;
      });
    },
  };
}

function toSavedFilter({ id, name, filter, created_at, created_by }: SavedFilterTable): SavedFilter {
  return { id, name, filter: JSON.parse(filter) as CommentFilter, createdAt: created_at, createdBy: created_by };
}

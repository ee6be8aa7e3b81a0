import { AppError } from '../errors.ts';
import type { Scope } from '../feedback/read.ts';
import type { LeafDraft, TaxonomyDraft } from '../feedback/topics/suggest.ts';
import { auditRows } from './audit.ts';
import { type Clock, iso } from './clock.ts';
import type { Db, TaxonomyDraftTable } from './database/schema.ts';
import { jsonList } from './database/sql.ts';
import { newId } from './ids.ts';

/** Entries that somebody wants in a taxonomy, until an editor takes them up. */
export function createTaxonomyDrafts(writer: Db, reader: Db, clock: Clock) {
  return {
    /** One a source: asked for again, it is the one that is there. */
    async create(
      scope: Scope,
      { taxonomy, content, source }: { taxonomy: string; content: LeafDraft; source: string },
    ): Promise<{ draft: TaxonomyDraft; created: boolean }> {
      const now = clock();
      const id = newId(now);
      return writer.transaction().execute(async (trx) => {
        await trx
          .insertInto('taxonomy_draft')
          .values({
            workspace_id: scope.workspaceId,
            id,
            taxonomy,
            content: JSON.stringify(content),
            source,
            created_at: iso(now),
            created_by: scope.actor,
          })
          .onConflict((oc) => oc.columns(['workspace_id', 'source']).doNothing())
          .execute();
        const row = await trx
          .selectFrom('taxonomy_draft')
          .selectAll()
          .where('workspace_id', '=', scope.workspaceId)
          .where('source', '=', source)
          .executeTakeFirst();
        if (!row) throw new AppError('internal', 'the draft is not there');
        const created = row.id === id;
        if (created) await auditRows(trx, [{ scope, action: 'taxonomy.draft', subject: id, detail: {} }], clock);
        return { draft: toDraft(row), created };
      });
    },

    /** All, the oldest first. */
    async list(scope: Scope): Promise<TaxonomyDraft[]> {
      const rows = await reader
        .selectFrom('taxonomy_draft')
        .selectAll()
        .where('workspace_id', '=', scope.workspaceId)
        .orderBy('id')
        .execute();
      return rows.map(toDraft);
    },

    /** Ids of drafts by their source. */
    async bySource(scope: Scope, sources: string[]): Promise<Map<string, string>> {
      const rows = await reader
        .selectFrom('taxonomy_draft')
        .select(['source', 'id'])
        .where('workspace_id', '=', scope.workspaceId)
        .where('source', 'in', jsonList(sources))
        .execute();
      return new Map(rows.map(({ source, id }) => [source, id]));
    },
  };
}

function toDraft(row: TaxonomyDraftTable): TaxonomyDraft {
  const { id, taxonomy, source, content, created_at, created_by } = row;
  return { id, taxonomy, content: JSON.parse(content), source, createdAt: created_at, createdBy: created_by };
}

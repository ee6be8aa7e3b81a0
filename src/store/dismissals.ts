/** Suggested leaves that a workspace does not want to see, by the run and the topic that they were read off. */
import type { Scope } from '../feedback/read.ts';
import { auditRows } from './audit.ts';
import { type Clock, iso } from './clock.ts';
import type { Db } from './database/schema.ts';

export function createDismissals(writer: Db, reader: Db, clock: Clock) {
  return {
    async of(scope: Scope, runId: string): Promise<Set<number>> {
      const rows = await reader
        .selectFrom('dismissed_suggestion')
        .select('topic')
        .where('workspace_id', '=', scope.workspaceId)
        .where('run_id', '=', runId)
        .execute();
      return new Set(rows.map(({ topic }) => topic));
    },

    /** Twice is once. */
    async set(scope: Scope, runId: string, topic: number, dismissed: boolean): Promise<void> {
      const place = { workspace_id: scope.workspaceId, run_id: runId, topic };
      await writer.transaction().execute(async (trx) => {
        const change = dismissed
          ? await trx
              .insertInto('dismissed_suggestion')
              .values({ ...place, dismissed_at: iso(clock()), dismissed_by: scope.actor })
              .onConflict((oc) => oc.columns(['workspace_id', 'run_id', 'topic']).doNothing())
              .executeTakeFirst()
          : await trx
              .deleteFrom('dismissed_suggestion')
              .where('workspace_id', '=', place.workspace_id)
              .where('run_id', '=', runId)
              .where('topic', '=', topic)
              .executeTakeFirst();
        const changed = 'numDeletedRows' in change ? change.numDeletedRows : change.numInsertedOrUpdatedRows;
        if (changed !== 1n) return;
        const action = dismissed ? 'suggestion.dismiss' : 'suggestion.restore';
        await auditRows(trx, [{ scope, action, subject: runId, detail: { topic } }], clock);
      });
    },
  };
}

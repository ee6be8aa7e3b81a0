import type { Scope } from '../feedback/read.ts';
import { auditRows } from './audit.ts';
import { type Clock, iso } from './clock.ts';
import { inWorkspaces } from './database/inWorkspaces.ts';
import type { Db, Trx } from './database/schema.ts';
import { clearDerived } from './derived.ts';
import { idBefore } from './ids.ts';
import { type CommentKey, RollupChange } from './rollups.ts';

/** Erases comments and everything that is derived from them, decisions and issues included; answers how many there were. */
export async function eraseComments(trx: Trx, keys: readonly CommentKey[]): Promise<number> {
  if (keys.length === 0) return 0;
  const rollups = new RollupChange();
  await rollups.subtract(trx, keys);
  await clearDerived(trx, keys);
  let erased = 0;
  for (const [workspaceId, id] of keys) {
    const gone = trx.deleteFrom('comment').where('workspace_id', '=', workspaceId).where('id', '=', id);
    erased += Number((await gone.executeTakeFirst()).numDeletedRows);
  }
  await rollups.write(trx);
  return erased;
}

const dayMs = 86_400_000;
const atOnce = 500;

/** Erases up to 500 comments past the retention time of each workspace; answers their keys. */
export async function sweepRetention(writer: Db, clock: Clock): Promise<CommentKey[]> {
  const all = await inWorkspaces(writer, [], (trx) =>
    trx.selectFrom('workspace').select(['id', 'retention_days']).where('retention_days', 'is not', null).execute(),
  );
  const gone: CommentKey[] = [];
  for (const { id: workspaceId, retention_days: days } of all) {
    const keys = await inWorkspaces(writer, [workspaceId], async (trx) => {
      const rows = await trx
        .selectFrom('comment')
        .select('id')
        .where('workspace_id', '=', workspaceId)
        .where('id', '<', idBefore(clock() - days! * dayMs))
        .where('received_at', '<', iso(clock() - days! * dayMs))
        .orderBy('id')
        .limit(atOnce)
        .execute();
      const found = rows.map(({ id }) => [workspaceId, id] as const);
      if (found.length === 0) return found;
      await eraseComments(trx, found);
      const scope: Scope = { workspaceId, actor: 'system' };
      const detail = { comments: found.length, days };
      await auditRows(trx, [{ scope, action: 'retention.erase', subject: workspaceId, detail }], clock);
      return found;
    });
    gone.push(...keys);
  }
  return gone;
}

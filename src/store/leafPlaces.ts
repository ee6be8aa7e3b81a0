/** Where the codes of a workspace's own taxonomy stand, for whatever was said under them before. */
import { sql } from 'kysely';
import type { Scope } from '../feedback/read.ts';
import type { LeafPlace } from '../feedback/taxonomy.ts';
import type { Trx } from './database/schema.ts';
import { insertRows } from './database/sql.ts';

/** Puts these in the place of all. */
export async function putPlaces(trx: Trx, { workspaceId }: Scope, places: readonly LeafPlace[]): Promise<void> {
  await trx.deleteFrom('leaf_place').where('workspace_id', '=', workspaceId).execute();
  const rows = places.map(({ code, place, facts }) => {
    return [workspaceId, code, place, facts?.code ?? code, facts && JSON.stringify(facts)];
  });
  await insertRows(trx, 'leaf_place', ['workspace_id', 'code', 'place', 'leaf', 'facts'], rows, sql``);
}

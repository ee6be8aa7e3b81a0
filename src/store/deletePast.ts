import { type RawBuilder, sql } from 'kysely';
import { inWorkspaces } from './database/inWorkspaces.ts';
import type { Db } from './database/schema.ts';
import { skipLocked } from './database/sql.ts';

/**
 * Tidies rows up that are past their time, without holding up whoever writes to their workspaces: what another transaction
 * has in hand stays until the next time. `key`: the primary key of the table.
 */
export async function deletePast(
  writer: Db,
  table: string,
  key: readonly string[],
  past: RawBuilder<unknown>,
): Promise<void> {
  const names = sql.join(key.map((name) => sql.ref(name)));
  const gone = sql`delete from ${sql.table(table)} where (${names}) in
    (select ${names} from ${sql.table(table)} where ${past} ${skipLocked(table)})`;
  await inWorkspaces(writer, [], (trx) => gone.execute(trx));
}

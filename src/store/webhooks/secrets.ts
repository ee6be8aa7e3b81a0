/** The secrets that sign webhooks, sealed at rest. */
import { sql } from 'kysely';
import type { Db } from '../database/schema.ts';
import { isSealed, type Seal } from '../sealing.ts';

interface SecretRow {
  workspace_id: string;
  endpoint_id: string;
  id: string;
  secret: string;
}

const aboutOf = ({ workspace_id, endpoint_id, id }: Omit<SecretRow, 'secret'>): string =>
  `webhook_secret ${workspace_id} ${endpoint_id} ${id}`;

export const sealSecret = (seal: Seal, row: SecretRow): string => seal.close(row.secret, aboutOf(row));
export const openSecret = (seal: Seal, row: SecretRow): string => seal.open(row.secret, aboutOf(row));

/**
 * Seals what older versions left in plain words, and makes sure that the key is the one that sealed the rest: a wrong key
 * shows at the start, not with the first delivery. Throws `storage_failed`.
 */
export async function sealAll(writer: Db, seal: Seal): Promise<void> {
  const rows = await writer.selectFrom('webhook_secret').selectAll().execute();
  for (const row of rows) {
    if (isSealed(row.secret)) openSecret(seal, row);
    else
      await sql`update webhook_secret set secret = ${sealSecret(seal, row)}
        where workspace_id = ${row.workspace_id} and endpoint_id = ${row.endpoint_id} and id = ${row.id}`.execute(
        writer,
      );
  }
}

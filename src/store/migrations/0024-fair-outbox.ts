import { type QueryExecutorProvider, sql } from 'kysely';

/** Tasks are claimed in turn by workspace: of each the oldest that are due. */
export async function up(db: QueryExecutorProvider): Promise<void> {
  await sql`create index outbox_turn on outbox (workspace_id, attempts, available_at)`.execute(db);
}

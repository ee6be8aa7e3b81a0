import { type QueryExecutorProvider, sql } from 'kysely';

/** The audit trail is asked for by what was done; most of it says that comments came in. */
export async function up(db: QueryExecutorProvider): Promise<void> {
  await sql`create index audit_action on audit (workspace_id, action, id)`.execute(db);
}

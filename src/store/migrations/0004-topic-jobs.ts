import { type QueryExecutorProvider, sql } from 'kysely';

/**
 * Topic runs are made by jobs. `definition` is a hash of what was asked for: runs of the same definition follow each other.
 * `topics` is how many were found.
 */
export async function up(db: QueryExecutorProvider): Promise<void> {
  for (const column of ['job_id text', 'definition text', 'topics integer'])
    await sql`alter table topic_run add column ${sql.raw(column)}`.execute(db);
  await sql`create index topic_run_definition on topic_run (workspace_id, definition, id)`.execute(db);
}

import { type QueryExecutorProvider, sql } from 'kysely';

/** Suggested leaves that the workspace does not want to see. */
export async function up(db: QueryExecutorProvider): Promise<void> {
  await sql`create table dismissed_suggestion (
    workspace_id text not null, run_id text not null, topic integer not null,
    dismissed_at text not null, dismissed_by text not null,
    primary key (workspace_id, run_id, topic),
    foreign key (workspace_id, run_id) references topic_run (workspace_id, id) on delete cascade)`.execute(db);
}

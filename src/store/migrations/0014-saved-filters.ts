import { type QueryExecutorProvider, sql } from 'kysely';

/** Choices of comments under a name. */
export async function up(db: QueryExecutorProvider): Promise<void> {
  await sql`create table saved_filter (
    workspace_id text not null, id text not null, name text not null, filter text not null,
    created_at text not null, created_by text not null,
    primary key (workspace_id, id), unique (workspace_id, name),
    foreign key (workspace_id) references workspace (id) on delete cascade)`.execute(db);
}

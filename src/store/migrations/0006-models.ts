import { type QueryExecutorProvider, sql } from 'kysely';

/**
 * Models that were learned for a workspace; their weights are files. `workspace.model` is the version in force, null: the
 * shipped models alone. `body` is JSON: what it was learned from, its figures, and what it would change, with comments by
 * id only. `train_after`: so many decisions start a training, 0: none does. Promotions are only ever added; `previous` is what was in force
 * before, so that rolling back can go on.
 */
export async function up(db: QueryExecutorProvider): Promise<void> {
  await sql`alter table workspace add column model integer`.execute(db);
  await sql`alter table workspace add column train_after integer not null default 50`.execute(db);
  await sql`create table workspace_model (
    workspace_id text not null, version integer not null, job_id text not null, body text not null,
    created_at text not null,
    primary key (workspace_id, version),
    foreign key (workspace_id) references workspace (id) on delete cascade)`.execute(db);
  await sql`create table model_promotion (
    workspace_id text not null, id text not null, version integer, previous integer, reason text not null,
    at text not null, actor text not null,
    primary key (workspace_id, id),
    foreign key (workspace_id) references workspace (id) on delete cascade)`.execute(db);
}

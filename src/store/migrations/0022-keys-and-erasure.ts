import { type QueryExecutorProvider, sql } from 'kysely';

/**
 * - api_key.former_hash: of the secret before the last rotation, which works until `former_until`. `requests_per_minute`:
 *   null: as many as the service allows.
 * - workspace.retention_days: comments are erased so many days after they came in; null: they stay.
 * - erasure.hashes: JSON list of keyed hashes of whom or what was erased, so that a restored backup can be erased again.
 *   `subject`: JSON of the same in plain words, only until the job has ended.
 */
export async function up(db: QueryExecutorProvider): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}

const statements = [
  sql`alter table api_key add column former_hash text`,
  sql`alter table api_key add column former_until text`,
  sql`alter table api_key add column requests_per_minute integer`,
  sql`create index api_key_former on api_key (former_hash) where former_hash is not null`,
  sql`alter table workspace add column retention_days integer`,
  sql`create table erasure (
    workspace_id text not null, id text not null, job_id text not null, hashes text not null, subject text,
    found integer, erased integer, created_at text not null, ended_at text,
    primary key (workspace_id, id),
    foreign key (workspace_id) references workspace (id) on delete cascade)`,
];

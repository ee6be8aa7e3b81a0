import { type QueryExecutorProvider, sql } from 'kysely';
import { bytes, clustered } from '../database/sql.ts';

/**
 * What keeps topics up to date: words that count as another word; what a run needs to assign comments to come (`hash` is of
 * the bytes); orders that run again and again; drafts of
 * taxonomy entries; comments that wait for their topics, under a token that changes when they are queued again. `changes` counts
 * what has come to or gone from a run since its figures were made.
 */
export async function up(db: QueryExecutorProvider): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}

const statements = [
  sql`create table synonym (
    workspace_id text not null, word text not null, term text not null,
    primary key (workspace_id, word),
    foreign key (workspace_id) references workspace (id) on delete cascade) ${clustered}`,
  sql`create table topic_model (
    workspace_id text not null, run_id text not null, hash text not null, bytes ${bytes} not null,
    primary key (workspace_id, run_id),
    foreign key (workspace_id, run_id) references topic_run (workspace_id, id) on delete cascade)`,
  sql`create table topic_pending (
    workspace_id text not null, comment_id text not null, token text not null,
    primary key (workspace_id, comment_id),
    foreign key (workspace_id, comment_id) references comment (workspace_id, id) on delete cascade) ${clustered}`,
  // `next_at` is when it runs by itself; null: never. Its runs have `id:<id>` as their definition.
  sql`create table topic_definition (
    workspace_id text not null, id text not null, name text not null, request text not null, cadence text not null,
    next_at text, created_at text not null, updated_at text not null,
    primary key (workspace_id, id),
    foreign key (workspace_id) references workspace (id) on delete cascade)`,
  sql`create index topic_definition_due on topic_definition (next_at) where next_at is not null`,
  // `source` names what it was made of; there is one draft of each.
  sql`create table taxonomy_draft (
    workspace_id text not null, id text not null, taxonomy text not null, content text not null, source text not null,
    created_at text not null, created_by text not null,
    primary key (workspace_id, id), unique (workspace_id, source),
    foreign key (workspace_id) references workspace (id) on delete cascade)`,
  sql`alter table topic_run add column changes integer not null default 0`,
  sql`create index topic_run_changed on topic_run (workspace_id, id) where changes > 0`,
];

import { type QueryExecutorProvider, sql } from 'kysely';
import { clustered } from '../database/sql.ts';

/**
 * Topic runs and the topic of each of their comments. `request` and `body` are JSON; the body names comments by id only, so
 * that what is erased is found nowhere in it. `probability` is whole millionths.
 */
export async function up(db: QueryExecutorProvider): Promise<void> {
  await sql`create table topic_run (
    workspace_id text not null, id text not null, state text not null, request text not null,
    body text, comments integer, created_at text not null, ended_at text,
    primary key (workspace_id, id),
    foreign key (workspace_id) references workspace (id) on delete cascade)`.execute(db);
  await sql`create table topic_assignment (
    workspace_id text not null, run_id text not null, comment_id text not null,
    topic integer not null, probability bigint not null,
    primary key (workspace_id, run_id, comment_id),
    foreign key (workspace_id, run_id) references topic_run (workspace_id, id) on delete cascade,
    foreign key (workspace_id, comment_id) references comment (workspace_id, id) on delete cascade) ${clustered}`.execute(
    db,
  );
  await sql`create index topic_assignment_topic
    on topic_assignment (workspace_id, run_id, topic, probability, comment_id)`.execute(db);
  // Erasing a comment looks for its assignments.
  await sql`create index topic_assignment_comment on topic_assignment (workspace_id, comment_id)`.execute(db);
}

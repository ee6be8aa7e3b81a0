import { type QueryExecutorProvider, sql } from 'kysely';

/**
 * - report.request: JSON of the order. `body`: JSON of the document without the words of its quotes; null until it is made.
 * - report_quote: the words, by the place of the quote in the document. They go with their comment.
 * - report_schedule.next_at: when its period is over.
 */
export async function up(db: QueryExecutorProvider): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}

const ofWorkspace = sql`foreign key (workspace_id) references workspace (id) on delete cascade`;

const statements = [
  sql`create table report (
    workspace_id text not null, id text not null, job_id text not null, schedule_id text, request text not null,
    body text, comments integer, created_at text not null, ended_at text,
    primary key (workspace_id, id), ${ofWorkspace})`,
  sql`create index report_schedule_reports on report (workspace_id, schedule_id, id) where schedule_id is not null`,
  sql`create table report_quote (
    workspace_id text not null, report_id text not null, place integer not null, comment_id text not null,
    words text not null,
    primary key (workspace_id, report_id, place),
    foreign key (workspace_id, report_id) references report (workspace_id, id) on delete cascade,
    foreign key (workspace_id, comment_id) references comment (workspace_id, id) on delete cascade)`,
  sql`create index report_quote_comment on report_quote (workspace_id, comment_id)`,
  sql`create table report_schedule (
    workspace_id text not null, id text not null, name text not null, cadence text not null, language text not null,
    filters text not null, next_at text not null, created_at text not null,
    primary key (workspace_id, id), ${ofWorkspace})`,
  sql`create index report_schedule_due on report_schedule (next_at)`,
];

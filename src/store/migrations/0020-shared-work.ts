import { type QueryExecutorProvider, sql } from 'kysely';
import { bytes } from '../database/sql.ts';

/**
 * What several processes must agree on.
 * - job.lease: fencing token of the run in hand; what another one writes is refused. `lease_until`: null without an end,
 *   as long as one process has the database to itself. `attempts`: runs since it last got on. `run_at`: not before.
 * - duty: which process does what one process is enough for, and until when it may be silent.
 * - stored_file: files that every process must find; `content` names their parts, which are there before the row is.
 */
export async function up(db: QueryExecutorProvider): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}

const ofWorkspace = sql`foreign key (workspace_id) references workspace (id) on delete cascade`;

const statements = [
  sql`alter table job add column lease text not null default ''`,
  sql`alter table job add column lease_until text`,
  sql`alter table job add column attempts integer not null default 0`,
  sql`alter table job add column run_at text`,
  sql`create index job_failed on job (workspace_id, updated_at) where state = 'failed'`,
  sql`create table duty (name text not null primary key, holder text not null, until text not null)`,
  sql`create table stored_file (
    workspace_id text not null, kind text not null, name text not null, content text not null, hash text not null,
    bytes bigint not null, created_at text not null,
    primary key (workspace_id, kind, name), ${ofWorkspace})`,
  sql`create table stored_part (
    workspace_id text not null, content text not null, number integer not null, part ${bytes} not null,
    primary key (workspace_id, content, number), ${ofWorkspace})`,
];

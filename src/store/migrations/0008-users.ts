import { type QueryExecutorProvider, sql } from 'kysely';

/**
 * People, who is signed in, and one-time links to set a password. Of tokens only hashes are kept. A login belongs to one
 * person of the whole service, so that signing in needs no workspace. `last_seen_at` may lag behind by a minute.
 */
export async function up(db: QueryExecutorProvider): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}

const ofUser = sql`foreign key (workspace_id, user_id) references app_user (workspace_id, id) on delete cascade`;

const statements = [
  sql`create table app_user (
    workspace_id text not null, id text not null, login text not null unique, name text not null, role text not null,
    password_hash text, created_at text not null, disabled_at text, last_sign_in_at text,
    primary key (workspace_id, id),
    foreign key (workspace_id) references workspace (id) on delete cascade)`,
  sql`create table session (
    workspace_id text not null, hash text not null unique, user_id text not null, csrf_secret text not null,
    created_at text not null, expires_at text not null, last_seen_at text not null,
    primary key (workspace_id, hash), ${ofUser})`,
  sql`create index "session_user" on session (workspace_id, user_id)`,
  sql`create index session_age on session (expires_at)`,
  sql`create table invite (
    workspace_id text not null, user_id text not null, hash text not null unique,
    created_at text not null, expires_at text not null,
    primary key (workspace_id, user_id), ${ofUser})`,
];

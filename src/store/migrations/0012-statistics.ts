import { type QueryExecutorProvider, sql } from 'kysely';
import { clustered } from '../database/sql.ts';

/**
 * What a workspace says about its statistics, what happened in its business, what it wants to reach, and what scans of the
 * data quality found. A scan writes its findings under its own number; they count once `quality_scan` names it.
 */
export async function up(db: QueryExecutorProvider): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}

const ofWorkspace = sql`foreign key (workspace_id) references workspace (id) on delete cascade`;
const ofComment = sql`foreign key (workspace_id, comment_id) references comment (workspace_id, id) on delete cascade`;

const statements = [
  sql`create table statistics_settings (
    workspace_id text not null primary key, version integer not null, body text not null, ${ofWorkspace})`,
  sql`create table business_event (
    workspace_id text not null, id text not null, body text not null, created_at text not null, updated_at text not null,
    primary key (workspace_id, id), ${ofWorkspace})`,
  sql`create table target (
    workspace_id text not null, id text not null, body text not null, created_at text not null, updated_at text not null,
    primary key (workspace_id, id), ${ofWorkspace})`,
  sql`create table quality_scan (
    workspace_id text not null primary key, scan text not null, ended_at text not null, body text not null, ${ofWorkspace})`,
  sql`create table quality_flag (
    workspace_id text not null, comment_id text not null, flag text not null, scan text not null, detail text,
    excluded integer not null,
    primary key (workspace_id, comment_id, flag, scan), ${ofComment}) ${clustered}`,
  sql`create index quality_flag_scan on quality_flag (workspace_id, scan, flag)`,
  sql`create table imputed_score (
    workspace_id text not null, comment_id text not null, dimension text not null, scan text not null,
    regression double precision not null, mode double precision not null, hot_deck double precision not null,
    primary key (workspace_id, scan, comment_id, dimension), ${ofComment}) ${clustered}`,
  sql`create index imputed_score_comment on imputed_score (workspace_id, comment_id)`,
  // Kept when it is lifted, so that the next scan does not block again what a person has let in.
  sql`create table blocked_respondent (
    workspace_id text not null, kind text not null, value text not null, since text not null, lifted_at text, scan text not null,
    primary key (workspace_id, kind, value), ${ofWorkspace})`,
  // All that figures of ratings ask of a comment, without its text.
  sql`create index comment_rating on comment (workspace_id, day, channel, scale_min, scale_max, rating, id)
    where rating is not null`,
  sql`create index analysis_invalid on analysis (workspace_id, comment_id) where rating_valid = 0`,
];

import { type QueryExecutorProvider, sql } from 'kysely';
import { search } from '../database/search.ts';
import { clustered, sequence } from '../database/sql.ts';

/** Times are ISO-8601 UTC with milliseconds; sums of scores and ratings are whole millionths, so that they never drift. */
export async function up(db: QueryExecutorProvider): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}

const ofComment = sql`foreign key (workspace_id, comment_id) references comment (workspace_id, id) on delete cascade`;
const ofWorkspace = sql`foreign key (workspace_id) references workspace (id) on delete cascade`;

const statements = [
  sql`create table setting (name text primary key, value text not null)`,
  sql`create table setup_token (hash text primary key, created_at text not null)`,
  sql`create table workspace (
    id text primary key, name text not null, taxonomy text not null, conflict_threshold double precision,
    created_at text not null)`,
  sql`create table api_key (
    workspace_id text not null, id text not null, name text not null, prefix text not null,
    hash text not null unique, scopes text not null, created_at text not null,
    expires_at text, revoked_at text, last_used_at text,
    primary key (workspace_id, id), ${ofWorkspace})`,

  sql`create table comment (
    seq ${sequence}, workspace_id text not null, id text not null, external_id text, source text not null,
    text text not null, content_hash text not null, revision integer not null,
    rating double precision, scale_min double precision not null, scale_max double precision not null,
    position bigint, ten_point bigint, csat integer, nps integer,
    ratings text, channel text, language text, author text,
    occurred_at text not null, occurred_given integer not null, received_at text not null, day text not null,
    metadata text, masked text not null, state text not null, failure text,
    unique (workspace_id, id), unique (workspace_id, source, external_id), ${ofWorkspace})`,
  sql`create index comment_time on comment (workspace_id, occurred_at, id)`,
  sql`create index comment_author on comment (workspace_id, author) where author is not null`,
  sql`create index comment_failed on comment (workspace_id) where state = 'failed'`,

  // `available_at` is when the task may be claimed: at once, at the end of a lease, or after a pause between tries.
  sql`create table outbox (
    workspace_id text not null, comment_id text not null, revision integer not null,
    attempts integer not null, token text not null, available_at text not null, job_id text,
    primary key (workspace_id, comment_id), ${ofComment})`,
  sql`create index outbox_available on outbox (available_at)`,
  sql`create index outbox_job on outbox (workspace_id, job_id) where job_id is not null`,

  // What filters and counts ask for is apart from the long text of the analysis: they read many comments a page.
  sql`create table analysis (
    workspace_id text not null, comment_id text not null, revision integer not null,
    label text not null, score bigint not null, confidence double precision not null,
    language text not null, kind text not null, escalation text not null,
    conflict_type text, conflict_flagged integer not null, issue_count integer not null, analysed_at text not null,
    primary key (workspace_id, comment_id), ${ofComment}) ${clustered}`,
  sql`create table analysis_body (
    workspace_id text not null, comment_id text not null, body text not null, terms text not null,
    primary key (workspace_id, comment_id), ${ofComment})`,

  // Polarity rank: −2..2, null for mixed. Day and channel are those of the comment, so that open work can be counted
  // from one index.
  sql`create table issue (
    workspace_id text not null, id text not null, comment_id text not null, code text not null, path text not null,
    kind text not null, label text not null, label_rank integer, score double precision not null,
    confidence double precision not null, escalation text not null, severity double precision not null,
    evidence text not null, source text not null, department text not null, sla_hours double precision not null,
    state text not null, assignee text, note text, follow_up_score double precision,
    created_at text not null, updated_at text not null, due_at text not null, waiting_since text,
    day text not null, channel text not null, needs_action integer not null, touched integer not null,
    primary key (workspace_id, id), ${ofComment})`,
  sql`create index issue_comment on issue (workspace_id, comment_id, code)`,
  sql`create index issue_code on issue (workspace_id, code, comment_id)`,
  sql`create index issue_time on issue (workspace_id, created_at, id)`,
  sql`create index issue_unfinished on issue (workspace_id, day, channel, due_at, waiting_since)
    where needs_action = 1 and state not in ('resolved', 'verified')`,
  sql`create table issue_history (
    workspace_id text not null, id text not null, issue_id text not null, at text not null, actor text not null,
    from_state text not null, to_state text not null, change text not null,
    primary key (workspace_id, id),
    foreign key (workspace_id, issue_id) references issue (workspace_id, id) on delete cascade)`,
  sql`create index issue_history_issue on issue_history (workspace_id, issue_id)`,

  sql`create table review_item (
    workspace_id text not null, id text not null, comment_id text not null, reason text not null,
    priority double precision not null, state text not null, created_at text not null,
    primary key (workspace_id, id), unique (workspace_id, comment_id, reason), ${ofComment})`,
  sql`create index review_item_order on review_item (workspace_id, priority, id)`,
  sql`create index review_item_state on review_item (workspace_id, state, reason)`,

  // leaf '': the comment as a whole; label 'pending' or 'failed' until there is an analysis.
  sql`create table rollup (
    workspace_id text not null, day text not null, channel text not null, leaf text not null, label text not null,
    comments bigint not null, score_sum bigint not null, rated bigint not null, position_sum bigint not null,
    ten_point_sum bigint not null, csat bigint not null, nps_rated bigint not null, promoters bigint not null,
    detractors bigint not null, covered bigint not null,
    primary key (workspace_id, leaf, day, channel, label), ${ofWorkspace}) ${clustered}`,
  sql`create index rollup_empty on rollup (workspace_id) where comments = 0`,

  // No foreign key: it would be looked up eight times a comment. Keywords go with the analysis (clearWords).
  sql`create table keyword (
    workspace_id text not null, comment_id text not null, term text not null,
    weight bigint not null, polarity bigint not null,
    primary key (workspace_id, comment_id, term)) ${clustered}`,
  // Per term: the comments that hold it (document frequency; the empty term counts all analysed comments), those that
  // have it as a keyword, and the sums of its weights and polarities there, in ten-thousandths.
  sql`create table term (
    workspace_id text not null, term text not null, comments bigint not null,
    keywords bigint not null, weight_sum bigint not null, polarity_sum bigint not null,
    primary key (workspace_id, term), ${ofWorkspace}) ${clustered}`,
  search.create,

  sql`create table job (
    workspace_id text not null, id text not null, kind text not null, state text not null,
    step integer not null, done bigint not null, total bigint, input text not null, checkpoint text, result text, problem text,
    actor text not null, created_at text not null, updated_at text not null,
    primary key (workspace_id, id), ${ofWorkspace})`,
  sql`create index job_time on job (workspace_id, created_at, id)`,
  sql`create index job_unfinished on job (created_at) where state in ('queued', 'running')`,

  sql`create table idempotency (
    workspace_id text not null, owner text not null, idempotency_key text not null, request_hash text not null,
    ticket text not null unique, status integer, body text, created_at text not null,
    primary key (workspace_id, owner, idempotency_key), ${ofWorkspace})`,
  sql`create index idempotency_age on idempotency (created_at)`,

  sql`create table audit (
    workspace_id text not null, id text not null, at text not null, actor text not null, action text not null,
    subject text not null, detail text not null,
    primary key (workspace_id, id), ${ofWorkspace})`,
];

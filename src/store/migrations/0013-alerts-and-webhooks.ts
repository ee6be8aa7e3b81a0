import { type QueryExecutorProvider, sql } from 'kysely';

/**
 * Alerts, and what other systems are told.
 *
 * - webhook_endpoint.disabled: why; null while it is enabled. `not_before`: the receiver asked for a pause of all.
 * - webhook_secret: as it is, since it signs. `expires_at` is set when another takes its place.
 * - webhook_event: the outbox, written in the transaction of what it tells. `id` is the `webhook-id`; `body` is JSON of its
 *   data. What is about a comment goes with the comment.
 * - webhook_delivery: an event on its way to one endpoint. While it is claimed `next_at` is the end of the lease.
 * - alert_rule.condition: JSON. `about`: `comment` rules are judged when a comment is read, `window` rules by the clock.
 *   `next_at`: when a window rule is judged again.
 * - alert.subject: what it is about, at most one alert each: `comment:<id>` or `day:<day>`. It outlives its rule, hence name
 *   and kind.
 * - issue.overdue_told: the `due_at` that was told to be over; null: not told.
 */
export async function up(db: QueryExecutorProvider): Promise<void> {
  for (const statement of statements) await statement.execute(db);
  // What is overdue already is no news.
  await sql`update issue set overdue_told = due_at where due_at < ${new Date().toISOString()}`.execute(db);
}

const ofWorkspace = sql`foreign key (workspace_id) references workspace (id) on delete cascade`;
const ofComment = sql`foreign key (workspace_id, comment_id) references comment (workspace_id, id) on delete cascade`;
const ofEndpoint = sql`foreign key (workspace_id, endpoint_id) references webhook_endpoint (workspace_id, id)
  on delete cascade`;

const statements = [
  sql`alter table issue add column overdue_told text`,
  sql`create index issue_due on issue (due_at) where overdue_told is null and needs_action = 1`,
  sql`create table webhook_endpoint (
    workspace_id text not null, id text not null, url text not null, description text not null, events text not null,
    content text not null, disabled text, failing_since text, not_before text,
    created_at text not null, updated_at text not null,
    primary key (workspace_id, id), ${ofWorkspace})`,
  sql`create table webhook_secret (
    workspace_id text not null, endpoint_id text not null, id text not null, secret text not null,
    created_at text not null, expires_at text,
    primary key (workspace_id, endpoint_id, id), ${ofEndpoint})`,
  sql`create table webhook_event (
    workspace_id text not null, id text not null, type text not null, comment_id text, body text not null,
    created_at text not null,
    primary key (workspace_id, id), ${ofWorkspace}, ${ofComment})`,
  sql`create index webhook_event_comment on webhook_event (workspace_id, comment_id) where comment_id is not null`,
  sql`create index webhook_event_age on webhook_event (created_at)`,
  sql`create table webhook_delivery (
    workspace_id text not null, id text not null, endpoint_id text not null, event_id text not null, state text not null,
    tries integer not null, next_at text not null, token text not null, status integer, failure text,
    created_at text not null, ended_at text,
    primary key (workspace_id, id), unique (workspace_id, endpoint_id, event_id), ${ofEndpoint},
    foreign key (workspace_id, event_id) references webhook_event (workspace_id, id) on delete cascade)`,
  sql`create index webhook_delivery_due on webhook_delivery (next_at) where state = 'pending'`,
  sql`create index webhook_delivery_next on webhook_delivery (workspace_id, endpoint_id, next_at, id)
    where state = 'pending'`,
  sql`create index webhook_delivery_list on webhook_delivery (workspace_id, endpoint_id, id)`,
  sql`create index webhook_delivery_event on webhook_delivery (workspace_id, event_id)`,
  sql`create table webhook_attempt (
    workspace_id text not null, delivery_id text not null, id text not null, at text not null, ms integer not null,
    status integer, failure text,
    primary key (workspace_id, delivery_id, id),
    foreign key (workspace_id, delivery_id) references webhook_delivery (workspace_id, id) on delete cascade)`,
  sql`create table alert_rule (
    workspace_id text not null, id text not null, name text not null, about text not null, condition text not null,
    department text, assignee text, enabled integer not null, next_at text,
    created_at text not null, updated_at text not null,
    primary key (workspace_id, id), ${ofWorkspace})`,
  sql`create index alert_rule_due on alert_rule (next_at) where next_at is not null`,
  sql`create table alert (
    workspace_id text not null, id text not null, rule_id text not null, rule_name text not null, kind text not null,
    subject text not null, comment_id text, issue_id text, day text not null, found text not null, state text not null,
    department text, assignee text, note text, raised_at text not null, changed_at text, changed_by text,
    primary key (workspace_id, id), unique (workspace_id, rule_id, subject), ${ofWorkspace}, ${ofComment})`,
  sql`create index alert_comment on alert (workspace_id, comment_id) where comment_id is not null`,
  sql`create index alert_open on alert (workspace_id, state, id)`,
];

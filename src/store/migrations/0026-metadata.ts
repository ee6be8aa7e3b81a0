import { type QueryExecutorProvider, sql } from 'kysely';
import { clustered, mapEntries } from '../database/sql.ts';

/** Metadata by key and value, and what a filter by leaf counts, each read from one index. */
export async function up(db: QueryExecutorProvider): Promise<void> {
  for (const statement of [...metadata, ...indexes]) await statement.execute(db);
}

// Without a key to its comment: the rows are taken away before a comment changes or goes.
const metadata = [
  sql`create table comment_metadata (
    workspace_id text not null, key text not null, value text not null, comment_id text not null,
    primary key (workspace_id, key, value, comment_id),
    foreign key (workspace_id) references workspace (id) on delete cascade) ${clustered}`,
  sql`insert into comment_metadata (workspace_id, key, value, comment_id)
    select c.workspace_id, entry.key, entry.value, c.id from comment c cross join ${mapEntries(sql.ref('c.metadata'))}`,
];

// Both hold all that a filter asks: were it only one, it would be read whole where the other is the shorter way.
const indexes = [
  sql`drop index issue_comment`,
  sql`create index issue_comment on issue (workspace_id, comment_id, code, withdrawn)`,
  sql`drop index issue_code`,
  sql`create index issue_code on issue (workspace_id, code, comment_id, withdrawn)`,
  sql`create index issue_unfinished_comment on issue (workspace_id, comment_id, needs_action, state, due_at, waiting_since)
    where needs_action = 1 and state not in ('resolved', 'verified')`,
  sql`create index review_item_conflicts on review_item (workspace_id, comment_id)
    where reason = 'conflict' and state in ('open', 'claimed')`,
];

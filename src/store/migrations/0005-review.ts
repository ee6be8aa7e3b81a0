import { type QueryExecutorProvider, sql } from 'kysely';
import { rankOf } from '../../feedback/queue.ts';
import { jsonRows } from '../database/sql.ts';

/**
 * Decisions of reviewers, leases on review items, and what the decided values do to the rows that counts are made of.
 *
 * - decision: append-only. `content` is a hash of what was judged (text and ratings): decisions count while the comment
 *   still says that. `decided` holds the decided values, `machine` what the machine said then, both JSON.
 * - review_item.rank: the queue's order, see `rankOf`. `lease_until` ends a claim; `escalated_reviewer` is `*` for
 *   anybody but who passed it on.
 * - analysis: label, score, confidence, conflict and number of issues are with the decided values; `decided` says that
 *   there are some, `rating_valid` whether the rating counts.
 * - issue.first_response_due_at: null where nobody knows (issues from before). `first_responded_at`: the first step of somebody
 *   who does more than to take it on.
 * - issue.withdrawn: somebody worked on it, and a reviewer decided that it is none. It is kept for undo and shown nowhere.
 */
export async function up(db: QueryExecutorProvider): Promise<void> {
  for (const [table, column] of columns)
    await sql`alter table ${sql.table(table)} add column ${sql.raw(column)}`.execute(db);
  for (const statement of statements) await statement.execute(db);
  await fillRanks(db);
}

const columns = [
  ['review_item', 'rank double precision not null default 0'],
  ['review_item', 'version integer not null default 1'],
  ['review_item', 'lease_actor text'],
  ['review_item', 'lease_reviewer text'],
  ['review_item', 'lease_until text'],
  ['review_item', 'claimed_at text'],
  ['review_item', 'escalated_department text'],
  ['review_item', 'escalated_reviewer text'],
  ['review_item', 'note text'],
  ['analysis', 'rating_valid integer not null default 1'],
  ['analysis', 'decided integer not null default 0'],
  ['issue', 'withdrawn integer not null default 0'],
  ['issue', 'first_response_due_at text'],
  ['issue', 'first_responded_at text'],
  ['workspace', 'audit_share double precision not null default 0'],
  ['workspace', 'second_opinion_share double precision not null default 0'],
  ['workspace', 'final_check_share double precision not null default 0'],
] as const;

const statements = [
  sql`drop index review_item_order`,
  sql`create index review_item_rank on review_item (workspace_id, rank, id)`,
  sql`create index review_item_undone on review_item (workspace_id, rank, id) where state <> 'done'`,
  sql`create index issue_department on issue (workspace_id, department)
    where needs_action = 1 and state not in ('resolved', 'verified')`,
  sql`create index issue_follow_up on issue (workspace_id, department) where follow_up_score is not null`,
  sql`create table review_skip (
    workspace_id text not null, item_id text not null, actor text not null, reviewer text not null, until text not null,
    primary key (workspace_id, item_id, actor, reviewer),
    foreign key (workspace_id, item_id) references review_item (workspace_id, id) on delete cascade)`,
  sql`create table decision (
    workspace_id text not null, id text not null, comment_id text not null, item_id text not null,
    verdict text not null, role text not null, decided_at text not null, actor text not null, reviewer text,
    note text, undoes text, content text not null, decided text not null, machine text not null,
    seconds double precision,
    primary key (workspace_id, id),
    foreign key (workspace_id, comment_id) references comment (workspace_id, id) on delete cascade)`,
  sql`create index decision_comment on decision (workspace_id, comment_id, id)`,
  sql`create index decision_undoes on decision (workspace_id, undoes) where undoes is not null`,
  sql`create index decision_item on decision (workspace_id, item_id, id)`,
];

const rowsPerStep = 1000;

async function fillRanks(db: QueryExecutorProvider): Promise<void> {
  for (let after = ['', '']; ; ) {
    const { rows } = await sql<{ workspace_id: string; id: string; priority: number; created_at: string }>`
      select workspace_id, id, priority, created_at from review_item
      where (workspace_id, id) > (${after[0]}, ${after[1]}) order by workspace_id, id limit ${rowsPerStep}`.execute(db);
    const last = rows.at(-1);
    if (!last) return;
    const ranks = rows.map((row) => [row.workspace_id, row.id, rankOf(row.priority, Date.parse(row.created_at))]);
    await sql`update review_item set rank = r.rank from ${jsonRows(['workspace_id', 'id', 'rank'], ranks, { rank: 'double precision' })} as r
      where review_item.workspace_id = r.workspace_id and review_item.id = r.id`.execute(db);
    after = [last.workspace_id, last.id];
  }
}

/** The only place that knows how a review item lies in its row. */
import { type SqlBool, sql } from 'kysely';
import { fixedPriorities, rankOf } from '../feedback/queue.ts';
import type { CommentWithAnalysis, Reviewer, ReviewItem, ReviewReason, ReviewState, Scope } from '../feedback/read.ts';
import { type Held, stateAt, toTarget } from '../feedback/review.ts';
import { iso } from './clock.ts';
import type { Db, ReviewItemTable, Trx } from './database/schema.ts';
import type { Condition } from './filters.ts';
import { itemId } from './reviewRows.ts';

export type ItemRow = ReviewItemTable;

/** Whoever the credential stands for; `''` where no name was given, as NULL equals nothing. */
export function personOf({ actor }: Scope, reviewer: string | undefined): Reviewer {
  return { actor, reviewer: reviewer ?? null };
}

export function heldOf(row: ItemRow): Held {
  return {
    state: row.state as ReviewState,
    holder: row.lease_actor === null ? null : { actor: row.lease_actor, reviewer: row.lease_reviewer },
    until: row.lease_until === null ? null : Date.parse(row.lease_until),
  };
}

export async function findItem(db: Db | Trx, { workspaceId }: Scope, id: string): Promise<ItemRow | undefined> {
  return db
    .selectFrom('review_item')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
}

/** An item of this state at that time; a lease that has run out does not count. */
export function inState(state: ReviewState, now: string): Condition {
  if (state === 'done') return sql<SqlBool>`q.state = 'done'`;
  const held = sql`(q.state = 'claimed' and q.lease_until > ${now})`;
  return state === 'claimed' ? sql<SqlBool>`${held}` : sql<SqlBool>`(q.state <> 'done' and not ${held})`;
}

/** null where comment or analysis are gone by now. */
export function toReviewItem(row: ItemRow, read: CommentWithAnalysis | undefined, now: number): ReviewItem | null {
  if (!read?.analysis) return null;
  const held = heldOf(row);
  const state = stateAt(held, now);
  return {
    id: row.id,
    commentId: row.comment_id,
    reason: row.reason as ReviewReason,
    priority: row.priority,
    state,
    createdAt: row.created_at,
    version: row.version,
    lease: state === 'claimed' && held.holder ? { ...held.holder, expiresAt: row.lease_until! } : null,
    escalatedTo: toTarget(row.escalated_department, row.escalated_reviewer),
    note: row.note,
    comment: read.comment,
    analysis: read.analysis,
    review: read.review ?? null,
    conflict: read.analysis.conflict,
  };
}

/** Who gives an opinion on what is decided does not see the decision. */
export function isBlind({ reason, state }: ItemRow): boolean {
  return (reason === 'second_opinion' || reason === 'final_check') && state !== 'done';
}

/** One item a comment and reason: a decided one is opened again. */
export async function addItem(
  trx: Trx,
  { workspace_id: workspaceId, comment_id: commentId }: Pick<ItemRow, 'workspace_id' | 'comment_id'>,
  reason: keyof typeof fixedPriorities,
  note: string | null,
  now: number,
): Promise<string> {
  const id = itemId(workspaceId, commentId, reason);
  const priority = fixedPriorities[reason];
  const rank = rankOf(priority, now);
  await sql`insert into review_item
      (workspace_id, id, comment_id, reason, priority, rank, created_at, state, version, note)
    values (${workspaceId}, ${id}, ${commentId}, ${reason}, ${priority}, ${rank}, ${iso(now)}, 'open', 1, ${note})
    on conflict (workspace_id, id) do update set state = 'open', version = review_item.version + 1,
      created_at = excluded.created_at, rank = excluded.rank, note = excluded.note
    where review_item.state = 'done'`.execute(trx);
  return id;
}

import { sql } from 'kysely';
import type { Analysis } from '../feedback/analysis.ts';
import type { Page, PageRequest, ReviewItem, ReviewReason, Scope } from '../feedback/read.ts';
import { type CommentRow, commentColumns, toComment } from './commentRows.ts';
import { beyond, type Cursors } from './cursors.ts';
import type { Db, ReviewItemTable } from './database/schema.ts';
import { jsonList } from './database/sql.ts';

type Row = CommentRow & {
  item_id: string;
  reason: string;
  priority: number;
  item_state: string;
  created_at: string;
  body: string;
};

export function createReviews(reader: Db, cursors: Cursors) {
  return {
    /** What is worth looking at most comes first. */
    async list(
      scope: Scope,
      filter: { reason?: ReviewReason[]; state?: ReviewItem['state'][] },
      page: PageRequest,
    ): Promise<Page<ReviewItem>> {
      const bound = ['reviews', scope.workspaceId, filter];
      const after = cursors.read(page.cursor, bound);
      const conditions = [sql`q.workspace_id = ${scope.workspaceId}`];
      if (filter.reason) conditions.push(sql`q.reason in ${jsonList(filter.reason)}`);
      if (filter.state) conditions.push(sql`q.state in ${jsonList(filter.state)}`);
      if (after) conditions.push(beyond(['q.priority', 'q.id'], '<', after));
      const { rows } = await sql<Row>`
        select ${commentColumns}, b.body, q.id as item_id, q.reason, q.priority, q.state as item_state, q.created_at
        from review_item q
        join comment c on c.workspace_id = q.workspace_id and c.id = q.comment_id
        join analysis_body b on b.workspace_id = q.workspace_id and b.comment_id = q.comment_id
        where ${sql.join(conditions, sql` and `)}
        order by q.priority desc, q.id desc limit ${page.limit + 1}`.execute(reader);
      return cursors.page(rows, page.limit, bound, (row) => [row.priority, row.item_id], toItem);
    },
  };
}

function toItem(row: Row): ReviewItem {
  const analysis = JSON.parse(row.body) as Analysis;
  return {
    id: row.item_id,
    commentId: row.id,
    reason: row.reason as ReviewReason,
    priority: row.priority,
    state: row.item_state as ReviewItemTable['state'] as ReviewItem['state'],
    createdAt: row.created_at,
    comment: toComment(row),
    analysis,
    conflict: analysis.conflict,
  };
}

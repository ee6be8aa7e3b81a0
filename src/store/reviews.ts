import { sql } from 'kysely';
import type { CommentWithAnalysis, Page, PageRequest, ReviewItem, ReviewReason, Scope } from '../feedback/read.ts';
import { type Listed, listedColumns, readItems } from './commentItems.ts';
import { beyond, type Cursors } from './cursors.ts';
import type { Db, ReviewItemTable } from './database/schema.ts';
import { jsonList } from './database/sql.ts';

type Row = Listed & {
  item_id: string;
  reason: string;
  priority: number;
  state: string;
  created_at: string;
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
        select ${listedColumns}, q.id as item_id, q.reason, q.priority, q.state, q.created_at
        from review_item q
        join comment c on c.workspace_id = q.workspace_id and c.id = q.comment_id
        join analysis_body b on b.workspace_id = q.workspace_id and b.comment_id = q.comment_id
        where ${sql.join(conditions, sql` and `)}
        order by q.priority desc, q.id desc limit ${page.limit + 1}`.execute(reader);
      const { items, nextCursor } = cursors.page(
        rows,
        page.limit,
        bound,
        (row) => [row.priority, row.item_id],
        (row) => row,
      );
      const read = new Map<string, CommentWithAnalysis>();
      for await (const one of readItems(reader, scope.workspaceId, items)) read.set(one.comment.id, one);
      return { items: items.flatMap((row) => toItem(row, read.get(row.id))), nextCursor };
    },
  };
}

/** Nothing where comment or analysis are gone by now. */
function toItem(row: Row, read: CommentWithAnalysis | undefined): ReviewItem[] {
  if (!read?.analysis) return [];
  return [
    {
      id: row.item_id,
      commentId: row.id,
      reason: row.reason as ReviewReason,
      priority: row.priority,
      state: row.state as ReviewItemTable['state'] as ReviewItem['state'],
      createdAt: row.created_at,
      comment: read.comment,
      analysis: read.analysis,
      conflict: read.analysis.conflict,
    },
  ];
}

/** Reading the review queue. */
import { sql } from 'kysely';
import type {
  CommentWithAnalysis,
  Page,
  PageRequest,
  ReviewCounts,
  ReviewFilter,
  ReviewItem,
  Scope,
} from '../feedback/read.ts';
import { reviewReasons } from '../feedback/read.ts';
import { type Clock, iso } from './clock.ts';
import { type Listed, listedColumns, readItems } from './commentItems.ts';
import { beyond, type Cursors } from './cursors.ts';
import type { Db } from './database/schema.ts';
import { jsonList } from './database/sql.ts';
import { type Condition, conditionsOf, type SearchTerms } from './filters.ts';
import { findItem, type ItemRow, inState, isBlind, toReviewItem } from './reviewItems.ts';

type ListedRow = Listed & { item: ItemRow };

interface CountRow {
  reason: string;
  undone: number;
  claimed: number;
  done: number;
  escalated: number;
}

/** Candidates among which look-alikes are searched. */
const candidates = 500;

export function createReviews(reader: Db, clock: Clock, cursors: Cursors, searchTerms: SearchTerms) {
  async function read(scope: Scope, rows: readonly ListedRow[]): Promise<ReviewItem[]> {
    const found = new Map<string, CommentWithAnalysis>();
    for (const blind of [false, true]) {
      const some = rows.filter(({ item }) => isBlind(item) === blind);
      for await (const one of readItems(reader, scope.workspaceId, some, { blind }))
        found.set(`${blind} ${one.comment.id}`, one);
    }
    return rows.flatMap(({ id, item }) => toReviewItem(item, found.get(`${isBlind(item)} ${id}`), clock()) ?? []);
  }

  async function get(scope: Scope, id: string): Promise<ReviewItem | null> {
    const item = await findItem(reader, scope, id);
    if (!item) return null;
    return (await read(scope, [{ id: item.comment_id, bytes: null, item }]))[0] ?? null;
  }

  return {
    get,

    /** What is worth looking at most comes first. */
    async list(scope: Scope, filter: ReviewFilter, page: PageRequest): Promise<Page<ReviewItem>> {
      const bound = ['reviews', scope.workspaceId, filter];
      const after = cursors.read(page.cursor, bound);
      const conditions = await itemConditions(scope, filter, iso(clock()), searchTerms);
      if (after) conditions.push(beyond(['q.rank', 'q.id'], '<', after));
      const rows = await listItems(reader, conditions, page.limit + 1);
      const { items, nextCursor } = cursors.page(
        rows,
        page.limit,
        bound,
        ({ item }) => [item.rank, item.id],
        (row) => row,
      );
      return { items: await read(scope, items), nextCursor };
    },

    async counts(scope: Scope): Promise<ReviewCounts> {
      const now = iso(clock());
      const own = sql`q.workspace_id = ${scope.workspaceId}`;
      // Items are many, and counted from an index alone; few are claimed or passed on.
      const { rows } = await sql<CountRow>`
        select q.reason, case when q.state = 'done' then count(*) else 0 end as done,
          case when q.state = 'done' then 0 else count(*) end as undone, 0 as claimed, 0 as escalated
        from review_item q where ${own} group by q.state, q.reason
        union all
        select q.reason, 0, 0, count(*), 0 from review_item q where ${own} and ${inState('claimed', now)} group by q.reason
        union all
        select q.reason, 0, 0, 0, count(*) from review_item q where ${own} and ${inState('open', now)}
          and (q.escalated_department is not null or q.escalated_reviewer is not null) group by q.reason`.execute(
        reader,
      );
      const all = rows.map((row) => ({ ...row, open: row.undone - row.claimed }));
      const sum = (name: 'open' | 'claimed' | 'done' | 'escalated', of = all) =>
        of.reduce((total, row) => total + row[name], 0);
      const byReason = reviewReasons.flatMap((reason) => {
        const items = all.filter((row) => row.reason === reason);
        if (items.length === 0) return [];
        return [{ reason, open: sum('open', items), claimed: sum('claimed', items), done: sum('done', items) }];
      });
      return { open: sum('open'), claimed: sum('claimed'), done: sum('done'), escalated: sum('escalated'), byReason };
    },

    /**
     * Open items like this one, the most worthwhile first: the same reason, sentiment, type of conflict, and the same
     * issues with the same polarities. null when there is no such item.
     */
    async alike(scope: Scope, id: string, limit: number): Promise<ReviewItem[] | null> {
      const item = await findItem(reader, scope, id);
      if (!item) return null;
      const now = iso(clock());
      const { rows } = await sql<ItemRow & Listed & { item_id: string }>`
        select q.*, q.id as item_id, ${listedColumns}
        from review_item q join comment c on c.workspace_id = q.workspace_id and c.id = q.comment_id
          join analysis a on a.workspace_id = q.workspace_id and a.comment_id = q.comment_id
          join analysis_body b on b.workspace_id = q.workspace_id and b.comment_id = q.comment_id
          join analysis o on o.workspace_id = q.workspace_id and o.comment_id = ${item.comment_id}
        where q.workspace_id = ${scope.workspaceId} and q.reason = ${item.reason} and ${inState('open', now)}
          and q.id <> ${id} and q.escalated_department is null and q.escalated_reviewer is null
          and a.label = o.label and a.conflict_flagged = o.conflict_flagged
          and coalesce(a.conflict_type, '') = coalesce(o.conflict_type, '') and a.issue_count = o.issue_count
        order by q.rank desc, q.id desc limit ${candidates}`.execute(reader);
      const listed = rows.map(
        (row): ListedRow => ({ id: row.comment_id, bytes: row.bytes, item: { ...row, id: row.item_id } }),
      );
      const issues = await issueKeys(reader, scope, [item.comment_id, ...listed.map(({ id }) => id)]);
      const own = issues.get(item.comment_id) ?? '';
      return read(scope, listed.filter(({ id }) => (issues.get(id) ?? '') === own).slice(0, limit));
    },
  };
}

/** Over `review_item q`, `comment c` and `analysis a`. */
export async function itemConditions(
  scope: Scope,
  filter: ReviewFilter,
  now: string,
  searchTerms: SearchTerms,
): Promise<Condition[]> {
  const conditions: Condition[] = [sql`q.workspace_id = ${scope.workspaceId}`];
  if (filter.reason) conditions.push(sql`q.reason in ${jsonList(filter.reason)}`);
  if (filter.state)
    conditions.push(sql`(${sql.join([sql`1 = 0`, ...filter.state.map((state) => inState(state, now))], sql` or `)})`);
  if (filter.department) conditions.push(sql`q.escalated_department in ${jsonList(filter.department)}`);
  if (filter.commentId !== undefined) conditions.push(sql`q.comment_id = ${filter.commentId}`);
  if (filter.comments && Object.keys(filter.comments).length > 0) {
    conditions.push(await conditionsOf(scope.workspaceId, filter.comments, searchTerms));
  }
  return conditions;
}

async function listItems(reader: Db, conditions: readonly Condition[], limit: number): Promise<ListedRow[]> {
  const { rows } = await sql<ItemRow & Listed & { item_id: string }>`
    select q.*, q.id as item_id, ${listedColumns}
    from review_item q join comment c on c.workspace_id = q.workspace_id and c.id = q.comment_id
      join analysis a on a.workspace_id = q.workspace_id and a.comment_id = q.comment_id
      join analysis_body b on b.workspace_id = q.workspace_id and b.comment_id = q.comment_id
    where ${sql.join(conditions, sql` and `)} order by q.rank desc, q.id desc limit ${limit}`.execute(reader);
  return rows.map((row) => ({ id: row.comment_id, bytes: row.bytes, item: { ...row, id: row.item_id } }));
}

/** By comment: codes and polarities of its issues, as one text. */
async function issueKeys(
  reader: Db,
  { workspaceId }: Scope,
  commentIds: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await sql<{ comment_id: string; code: string; label_rank: number | null }>`
    select distinct comment_id, code, coalesce(sign(label_rank), 2) as label_rank from issue
    where workspace_id = ${workspaceId} and withdrawn = 0 and comment_id in ${jsonList(commentIds)}
    order by comment_id, code, 3`.execute(reader);
  const keys = new Map<string, string>();
  for (const { comment_id, code, label_rank } of rows) {
    keys.set(comment_id, `${keys.get(comment_id) ?? ''}${code} ${label_rank}\n`);
  }
  return keys;
}

/** Review items that follow from analyses and decisions. */
import { type CompiledQuery, type QueryExecutorProvider, sql } from 'kysely';
import type { Decided } from '../feedback/decision.ts';
import { fixedPriorities, isSampled, rankOf, reasonsOfAnalysis, reviewNeeds } from '../feedback/queue.ts';
import type { ReviewReason } from '../feedback/read.ts';
import { iso } from './clock.ts';
import type { Trx } from './database/schema.ts';
import { ask, executeAll, jsonList, jsonRows, type Question, question } from './database/sql.ts';
import { belongsTo } from './derived.ts';
import { idBeside } from './ids.ts';
import type { CommentKey } from './rollups.ts';

/** What the review queue needs to know of an analysis. `decided` is absent where nothing is in force. */
export interface Reviewable {
  workspaceId: string;
  commentId: string;
  analysis: Parameters<typeof reviewNeeds>[0];
  decided?: Decided;
}

interface Wanted {
  workspaceId: string;
  id: string;
  commentId: string;
  reason: ReviewReason;
  priority: number;
}

export function itemId(workspaceId: string, commentId: string, reason: ReviewReason): string {
  return idBeside(commentId, workspaceId, 'review', reason);
}

/**
 * Items that the analyses ask for; those that they no longer ask for go, unless somebody holds them or has passed them on.
 * A comment whose decisions are about an older text is looked at again. Whoever has an item open learns by its version
 * that the analysis is another one. `known`: those of the comments that may have items already.
 */
export async function saveReviews(
  trx: Trx,
  rows: readonly Reviewable[],
  known: readonly CommentKey[],
  now: number,
): Promise<void> {
  if (rows.length === 0) return;
  const keys = rows.map(({ workspaceId, commentId }): CommentKey => [workspaceId, commentId]);
  const workspaceIds = rows.map(({ workspaceId }) => workspaceId);
  const wanted = wantedItems(rows, await ask(trx, auditShares(trx, workspaceIds)));
  const found = known.length === 0 ? [] : await existingItems(trx, known);
  if (found.length > 0) {
    await dropUnasked(trx, keys, wanted);
    await sql`update review_item set version = version + 1 where state <> 'done' and ${belongsTo(keys)}`.execute(trx);
    await reopen(trx, rows, wanted, now);
  }
  await executeAll(trx, insertionOf(trx, wanted, found, now));
}

/** The statements for comments that have no items yet. */
export function firstReviews(trx: Trx, rows: readonly Reviewable[], shares: AuditShares, now: number): CompiledQuery[] {
  return insertionOf(trx, wantedItems(rows, shares), [], now);
}

interface Existing {
  id: string;
  created_at: string;
}

async function existingItems(trx: Trx, keys: readonly CommentKey[]): Promise<Existing[]> {
  const { rows } = await sql<Existing>`select id, created_at from review_item where ${belongsTo(keys)}`.execute(trx);
  return rows;
}

function wantedItems(rows: readonly Reviewable[], shares: AuditShares): Wanted[] {
  return rows.flatMap(({ workspaceId, commentId, analysis, decided }) => {
    const needs = reviewNeeds(analysis, decided);
    const audited = isSampled(commentId, shares.get(workspaceId) ?? 0, 'audit');
    const all = audited ? [...needs, { reason: 'audit' as const, priority: fixedPriorities.audit }] : needs;
    return all.map(({ reason, priority }) => {
      return { workspaceId, id: itemId(workspaceId, commentId, reason), commentId, reason, priority };
    });
  });
}

/** Shares of the comments that are looked at whatever they say, of workspaces that have one. */
export type AuditShares = ReadonlyMap<string, number>;

export function auditShares(trx: Trx, workspaceIds: readonly string[]): Question<AuditShares> {
  const query = trx
    .selectFrom('workspace')
    .select(['id', 'audit_share'])
    .where('id', 'in', jsonList([...new Set(workspaceIds)]))
    .where('audit_share', '>', 0);
  return question(query.compile(), (rows) => new Map(rows.map(({ id, audit_share }) => [id, audit_share])));
}

async function dropUnasked(trx: Trx, keys: readonly CommentKey[], wanted: readonly Wanted[]): Promise<void> {
  await sql`delete from review_item where state = 'open' and reason in ${jsonList(reasonsOfAnalysis)}
    and escalated_department is null and escalated_reviewer is null and ${belongsTo(keys)}
    and (workspace_id, id) not in (select workspace_id, id from ${keysOf(wanted)} as k)`.execute(trx);
}

function keysOf(items: readonly Wanted[]) {
  return jsonRows(
    ['workspace_id', 'id'],
    items.map(({ workspaceId, id }) => [workspaceId, id]),
  );
}

/** What was decided is asked again only when no decision is in force any more. */
async function reopen(trx: Trx, rows: readonly Reviewable[], wanted: readonly Wanted[], now: number): Promise<void> {
  const undecided = new Set(rows.filter(({ decided }) => !decided).map(({ commentId }) => commentId));
  const again = wanted.filter(({ commentId }) => undecided.has(commentId));
  if (again.length === 0) return;
  await sql`update review_item set state = 'open', version = version + 1, created_at = ${iso(now)}
    where state = 'done' and (workspace_id, id) in (select workspace_id, id from ${keysOf(again)} as k)`.execute(trx);
}

/** Those that are there keep their age. */
function insertionOf(
  db: QueryExecutorProvider,
  wanted: readonly Wanted[],
  found: readonly Existing[],
  now: number,
): CompiledQuery[] {
  if (wanted.length === 0) return [];
  const since = new Map(found.map(({ id, created_at }) => [id, Date.parse(created_at)]));
  const columns = ['workspace_id', 'id', 'comment_id', 'reason', 'priority', 'rank', 'created_at'];
  const names = sql.join(columns.map((name) => sql.ref(name)));
  const rows = wanted.map(({ workspaceId, id, commentId, reason, priority }) => {
    return [workspaceId, id, commentId, reason, priority, rankOf(priority, since.get(id) ?? now), iso(now)];
  });
  const insert = sql`insert into review_item (${names}, state, version) select ${names}, 'open', 1
    from ${jsonRows(columns, rows, { priority: 'double precision', rank: 'double precision' })} as r
    where true on conflict (workspace_id, id) do update set priority = excluded.priority, rank = excluded.rank`;
  return [insert.compile(db)];
}

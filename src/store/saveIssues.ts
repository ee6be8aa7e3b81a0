/** Keeps the rows of issues in step with what comments are read as. */
import { type CompiledQuery, type QueryExecutorProvider, sql } from 'kysely';
import type { Issue, SentimentLabel } from '../feedback/analysis.ts';
import type { Decided } from '../feedback/decision.ts';
import { kindsOfWork, startClock } from '../feedback/issue.ts';
import { iso } from './clock.ts';
import type { StoredComment } from './commentRows.ts';
import type { Trx } from './database/schema.ts';
import { executeAll, insertion, jsonRows, renew } from './database/sql.ts';
import { belongsTo } from './derived.ts';
import { issueColumns, issueId, issueRows } from './issueRows.ts';
import { mergedInto } from './leafPlaces.ts';
import type { CommentKey } from './rollups.ts';

/** The issues of a comment as they are read, with decided values. */
export interface IssueSource {
  workspaceId: string;
  commentId: string;
  issues: readonly Issue[];
  decided?: Decided;
  stored: Pick<StoredComment, 'createdAt' | 'day' | 'channel' | 'source'>;
}

/** Of one comment, in the order of `issueColumns`. */
export function rowsOfIssues({ workspaceId, commentId, issues, stored }: IssueSource, now: number): unknown[][] {
  const { createdAt, day, channel, source } = stored;
  const updatedAt = iso(now);
  const receivedAt = Date.parse(createdAt);
  return issueRows(workspaceId, commentId, issues, ({ slaHours, firstResponseHours }) => ({
    day,
    channel,
    source,
    createdAt,
    updatedAt,
    dueAt: iso(startClock(receivedAt, slaHours).dueAt),
    firstResponseDueAt: iso(startClock(receivedAt, firstResponseHours).dueAt),
  }));
}

/** Adds rows, or renews them where they are there. */
export function issueInsertion(db: QueryExecutorProvider, rows: readonly unknown[][]): CompiledQuery[] {
  const found = issueColumns.slice(3, issueColumns.indexOf('needs_action') + 1);
  const fresh = rows.map((row) => [...row, 'open', 0]);
  const onConflict = sql`on conflict (workspace_id, id) do update set ${renew(found)}`;
  return insertion(db, 'issue', [...issueColumns, 'state', 'touched'], fresh, onConflict);
}

/**
 * An issue keeps its id, and with it its life cycle, for as long as its comment, leaf and polarity stay. One that somebody
 * has worked on stays when an analysis no longer finds it; when a reviewer says that it is none, it is withdrawn.
 * `known`: those of the comments that may have issues already. Answers the leaves that were found, by comment.
 */
export async function saveIssues(
  trx: Trx,
  sources: readonly IssueSource[],
  known: readonly CommentKey[],
  now: number,
): Promise<Map<string, Leaves>> {
  const rows = sources.flatMap((source) => rowsOfIssues(source, now));
  await takeOver(trx, rows);
  await dropUnfound(trx, rows, known);
  await bringBack(trx, known);
  await executeAll(trx, issueInsertion(trx, rows));
  await withdraw(trx, sources, idsOf(rows));
  return leavesOf(rows);
}

/** Of a comment: the polarity ranks of its issues by leaf. */
export type Leaves = Map<string, (number | null)[]>;

/** By comment. */
export function leavesOf(rows: readonly unknown[][]): Map<string, Leaves> {
  const found = new Map<string, Leaves>();
  for (const row of rows) {
    const comment = row[columnOf.comment_id] as string;
    const leaves = found.get(comment) ?? new Map();
    found.set(comment, leaves);
    const code = row[columnOf.code] as string;
    leaves.set(code, [...(leaves.get(code) ?? []), row[columnOf.label_rank] as number | null]);
  }
  return found;
}

const idsOf = (rows: readonly unknown[][]) => rows.map((row) => [row[columnOf.workspace_id], row[columnOf.id]]);

/** Of a leaf that the taxonomy has no more, nobody can find an issue again: they stay. */
async function dropUnfound(trx: Trx, rows: readonly unknown[][], keys: readonly CommentKey[]): Promise<void> {
  await sql`delete from issue where touched = 0 and ${belongsTo(keys)} and (workspace_id, id) not in
    (select workspace_id, id from ${jsonRows(['workspace_id', 'id'], idsOf(rows))} as k)
    and not exists (select 1 from leaf_place p where p.workspace_id = issue.workspace_id and p.code = issue.code
      and p.facts is null)`.execute(trx);
}

const columnOf = Object.fromEntries(issueColumns.map((name, index) => [name, index]));

/**
 * Where leaves were merged, an issue of the heir takes over the row, and with it the life cycle, of one that somebody works
 * on under the former code.
 */
async function takeOver(trx: Trx, rows: unknown[][]): Promise<void> {
  const { workspace_id: workspace, id, comment_id: comment, code, label } = columnOf;
  const former = await mergedInto(trx, [...new Set(rows.map((row) => row[workspace] as string))]);
  if (former.size === 0) return;
  const heirs = rows.flatMap((row) => {
    const codes = former.get(`${row[workspace]} ${row[code]}`) ?? [];
    const ids = codes.map((one) =>
      issueId(row[workspace] as string, row[comment] as string, one, row[label] as SentimentLabel),
    );
    return ids.length === 0 ? [] : [{ row, ids }];
  });
  const asked = heirs.flatMap(({ row, ids }) => [row[id], ...ids].map((one) => [row[workspace], one]));
  const { rows: found } = await sql<{ id: string }>`
    select i.id from ${jsonRows(['workspace_id', 'id'], asked)} as r cross join issue i
    where i.workspace_id = r.workspace_id and i.id = r.id and i.touched = 1`.execute(trx);
  const touched = new Set(found.map((one) => one.id));
  for (const { row, ids } of heirs) {
    const taken = ids.find((one) => touched.has(one));
    if (taken !== undefined && !touched.has(row[id] as string)) row[id] = taken;
  }
}

async function bringBack(trx: Trx, keys: readonly CommentKey[]): Promise<void> {
  await sql`update issue set withdrawn = 0,
      needs_action = case when kind in (${sql.join(kindsOfWork.map((kind) => sql.lit(kind)))}) then 1 else 0 end
    where withdrawn = 1 and ${belongsTo(keys)}`.execute(trx);
}

/** Without need of action a withdrawn issue is in no list of work and never overdue. */
async function withdraw(trx: Trx, sources: readonly IssueSource[], ids: readonly unknown[][]): Promise<void> {
  const decided = sources.flatMap(({ workspaceId, commentId, decided }) => {
    if (!decided?.issues) return [];
    if (decided.issues.complete) return [[workspaceId, commentId, '*']];
    return decided.issues.leaves.map(({ code }) => [workspaceId, commentId, code]);
  });
  if (decided.length === 0) return;
  await sql`update issue set withdrawn = 1, needs_action = 0
    from ${jsonRows(['workspace_id', 'comment_id', 'code'], decided)} as r
    where issue.workspace_id = r.workspace_id and issue.comment_id = r.comment_id
      and (r.code = '*' or issue.code = r.code) and (issue.workspace_id, issue.id) not in
        (select workspace_id, id from ${jsonRows(['workspace_id', 'id'], ids)} as k)`.execute(trx);
}

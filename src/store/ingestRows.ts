/** Stores comments with their tasks: the database decides what is new, what has changed and what has not. */
import { type CompiledQuery, type QueryExecutorProvider, sql } from 'kysely';
import type { ParsedComment } from '../feedback/comment.ts';
import type { IngestOutcome } from '../feedback/read.ts';
import { mapInPieces } from '../pace.ts';
import { type Clock, iso } from './clock.ts';
import { ingestColumns, toValues } from './commentRows.ts';
import type { CommentTable, Trx } from './database/schema.ts';
import { executeAll, insertion, insertRows, jsonRows } from './database/sql.ts';
import { clearDerived } from './derived.ts';
import { newId } from './ids.ts';
import { addMetadata } from './metadata.ts';
import { type CommentKey, countsOfComment, RollupChange } from './rollups.ts';

interface Item {
  list: number;
  index: number;
  workspaceId: string;
  comment: ParsedComment;
  id: string;
}

/** Comments that were sent together to one workspace. */
export interface CommentList {
  workspaceId: string;
  comments: readonly ParsedComment[];
}

/** What becomes of comments, and the statements that still have to be executed for it: those of the caller travel with them. */
interface Stored<Outcomes> {
  outcomes: Outcomes;
  rest: CompiledQuery[];
}

/** Outcomes by list and comment. A key that occurs twice is stored twice, one after the other, as if sent apart. */
export async function storeComments(trx: Trx, lists: CommentList[], clock: Clock): Promise<Stored<IngestOutcome[][]>> {
  let rest: CompiledQuery[] = [];
  const outcomes: IngestOutcome[][] = lists.map(() => []);
  let items: Item[] = lists.flatMap(({ workspaceId, comments }, list) =>
    comments.map((comment, index) => ({ list, index, workspaceId, comment, id: newId(clock()) })),
  );
  while (items.length > 0) {
    const seen = new Set<string>();
    const again: Item[] = [];
    const round = items.filter((item) => {
      if (item.comment.externalId === undefined) return true;
      const key = JSON.stringify([item.workspaceId, item.comment.source, item.comment.externalId]);
      if (seen.has(key)) again.push(item);
      else seen.add(key);
      return again.at(-1) !== item;
    });
    await executeAll(trx, rest);
    const stored = await storeRound(trx, round, iso(clock()));
    for (const [index, item] of round.entries()) outcomes[item.list]![item.index] = stored.outcomes[index]!;
    rest = stored.rest;
    items = again;
  }
  return { outcomes, rest };
}

/** Stores comments of which no two have the same key. */
async function storeRound(trx: Trx, items: Item[], now: string): Promise<Stored<IngestOutcome[]>> {
  // The rows are prepared while the database looks: the workspace is locked all the while.
  const [existing, values] = await Promise.all([
    findExisting(trx, items),
    mapInPieces(items, ({ workspaceId, id, comment }) => toValues(workspaceId, id, comment, now)),
  ]);
  if (existing.size === 0) return storeNew(trx, items, values, now);
  const hashAt = ingestColumns.indexOf('content_hash');
  const changed: CommentKey[] = [];
  for (const [index, item] of items.entries()) {
    const row = existing.get(keyOf(item));
    if (row && row.content_hash !== values[index]![hashAt]) changed.push([item.workspaceId, row.id]);
  }
  const rollups = new RollupChange();
  if (changed.length > 0) {
    await rollups.subtract(trx, changed);
    await clearDerived(trx, changed);
  }
  const written = await upsert(trx, values);
  await moveKeptIssues(trx, changed);
  const queued = written.map((row): CommentKey => [row.workspace_id, row.id]);
  if (items.some(({ comment }) => comment.metadata)) await addMetadata(trx, queued);
  await executeAll(trx, enqueuing(trx, written, now));
  await rollups.add(trx, changed);

  const byKey = new Map(written.map((row) => [keyOfRow(row), row]));
  for (const [index, item] of items.entries())
    if (byKey.get(keyOf(item))?.id === item.id) countCreated(rollups, values[index]!);
  await rollups.write(trx);
  const outcomes = items.map((item): IngestOutcome => {
    const row = byKey.get(keyOf(item));
    if (row) return { id: row.id, status: row.id === item.id ? 'created' : 'updated', revision: row.revision };
    const kept = existing.get(keyOf(item));
    if (!kept) throw new Error('a comment was neither stored nor found');
    return { id: kept.id, status: 'unchanged', revision: kept.revision };
  });
  return { outcomes, rest: [] };
}

/** Comments of which none is there yet: the database has no say in what they write. */
async function storeNew(trx: Trx, items: Item[], values: unknown[][], now: string): Promise<Stored<IngestOutcome[]>> {
  const rollups = new RollupChange();
  for (const row of values) countCreated(rollups, row);
  const tasks = items.map(({ workspaceId, id }) => ({ workspace_id: workspaceId, id, revision: 1 }));
  const rest = [
    ...insertion(trx, 'comment', columns, values.map(asNew), sql``),
    ...enqueuing(trx, tasks, now),
    ...rollups.compile(trx),
  ];
  const outcomes = items.map(({ id }): IngestOutcome => ({ id, status: 'created', revision: 1 }));
  const keys = items.flatMap(({ workspaceId, id, comment }): CommentKey[] =>
    comment.metadata ? [[workspaceId, id]] : [],
  );
  if (keys.length === 0) return { outcomes, rest };
  await executeAll(trx, rest);
  await addMetadata(trx, keys);
  return { outcomes, rest: [] };
}

/** Nothing is derived from it yet. `values` are those of `ingestColumns`. */
function countCreated(rollups: RollupChange, values: readonly unknown[]): void {
  const row = Object.fromEntries(ingestColumns.map((name, index) => [name, values[index]])) as Created;
  const { workspace_id, day, channel, source } = row;
  const cell = { workspace_id, day, channel: channel ?? '', source, leaf: '', label: 'pending' };
  rollups.count(cell, countsOfComment(row, null), 1);
}

type Created = Pick<CommentTable, (typeof ingestColumns)[number]>;

interface KeyedRow {
  workspace_id: string;
  id: string;
  source: string;
  external_id: string | null;
  revision: number;
}

/** Upstream's key where there is one, else our own id. */
function keyOf({ workspaceId, id, comment }: Item): string {
  const { source, externalId } = comment;
  return JSON.stringify(externalId === undefined ? [workspaceId, id] : [workspaceId, source, externalId]);
}

function keyOfRow({ workspace_id, id, source, external_id }: KeyedRow): string {
  return JSON.stringify(external_id === null ? [workspace_id, id] : [workspace_id, source, external_id]);
}

async function findExisting(trx: Trx, items: Item[]): Promise<Map<string, KeyedRow & { content_hash: string }>> {
  const keys = items.flatMap(({ workspaceId, comment }) =>
    comment.externalId === undefined ? [] : [[workspaceId, comment.source, comment.externalId]],
  );
  if (keys.length === 0) return new Map();
  const { rows } = await sql<KeyedRow & { content_hash: string }>`
    select c.workspace_id, c.id, c.source, c.external_id, c.revision, c.content_hash
    from ${jsonRows(['workspace_id', 'source', 'external_id'], keys)} as r cross join comment c
    where c.workspace_id = r.workspace_id and c.source = r.source and c.external_id = r.external_id`.execute(trx);
  return new Map(rows.map((row) => [keyOfRow(row), row]));
}

const columns = [...ingestColumns, 'revision', 'state'];
/** `values` are those of `ingestColumns`. */
const asNew = (values: readonly unknown[]) => [...values, 1, 'pending'];

/** The database decides what is new: only created and changed rows come back. */
async function upsert(trx: Trx, values: unknown[][]): Promise<KeyedRow[]> {
  const kept = new Set<string>(['workspace_id', 'id', 'source', 'external_id', 'received_at', 'occurred_at', 'day']);
  const taken = ingestColumns.filter((name) => !kept.has(name));
  const sets = sql.join(taken.map((name) => sql`${sql.ref(name)} = excluded.${sql.ref(name)}`));
  return insertRows(
    trx,
    'comment',
    columns,
    values.map(asNew),
    sql`
    on conflict (workspace_id, source, external_id) do update set ${sets},
      occurred_at = case when excluded.occurred_given = 1 then excluded.occurred_at else comment.occurred_at end,
      day = case when excluded.occurred_given = 1 then excluded.day else comment.day end,
      revision = comment.revision + 1, state = 'pending', failure = null
    where comment.content_hash <> excluded.content_hash
    returning workspace_id, id, source, external_id, revision`,
  );
}

/** Issues that outlive a change of their comment follow its day and channel. */
async function moveKeptIssues(trx: Trx, changed: CommentKey[]): Promise<void> {
  if (changed.length === 0) return;
  await sql`update issue set day = c.day, channel = coalesce(c.channel, '') from comment c
    where c.workspace_id = issue.workspace_id and c.id = issue.comment_id and (issue.workspace_id, issue.comment_id) in
      (select workspace_id, id from ${jsonRows(['workspace_id', 'id'], changed)} as k)`.execute(trx);
}

function enqueuing(
  db: QueryExecutorProvider,
  rows: readonly Pick<KeyedRow, 'workspace_id' | 'id' | 'revision'>[],
  now: string,
): CompiledQuery[] {
  if (rows.length === 0) return [];
  const tasks = rows.map(({ workspace_id, id, revision }) => [workspace_id, id, revision]);
  const query = sql`insert into outbox (workspace_id, comment_id, revision, attempts, token, available_at)
    select workspace_id, comment_id, revision, 0, '', ${now}
    from ${jsonRows(['workspace_id', 'comment_id', 'revision'], tasks, { revision: 'integer' })} as r where true
    on conflict (workspace_id, comment_id) do update set revision = excluded.revision, attempts = 0, token = '',
      available_at = excluded.available_at`;
  return [query.compile(db)];
}

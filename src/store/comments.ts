import { type SqlBool, sql } from 'kysely';
import type { CommentFilter } from '../feedback/filter.ts';
import type { CommentWithAnalysis, Page, PageRequest, Scope } from '../feedback/read.ts';
import { createSlots } from '../slots.ts';
import { auditRows } from './audit.ts';
import type { Clock } from './clock.ts';
import { type Listed, listedColumns, readItems } from './commentItems.ts';
import { beyond, type Cursors, type Position } from './cursors.ts';
import { inWorkspaces } from './database/inWorkspaces.ts';
import type { Database } from './database/open.ts';
import type { Db, Trx } from './database/schema.ts';
import { jsonList } from './database/sql.ts';
import { asksRareCells, daysOfCells } from './daysOfCells.ts';
import { eraseComments } from './eraseComments.ts';
import { type Condition, conditionsOf, type SearchTerms } from './filters.ts';
import { createIngest } from './ingest.ts';
import { withBody } from './rollups.ts';
import type { Senders } from './senders.ts';
import type { Waiters } from './waiters.ts';

type Row = Listed & { occurred_at: string };

const rowsPerRead = 500;

export function createComments(
  { writer, reader }: Database,
  deps: {
    clock: Clock;
    cursors: Cursors;
    searchTerms: SearchTerms;
    waiters: Waiters;
    senders: Senders;
    onQueued: () => void;
    onErased: () => void;
  },
) {
  const { clock, cursors, searchTerms, waiters } = deps;
  /** Of all streams one reads at a time, and leaves the other connections to those who wait for an answer. */
  const turn = createSlots(1);
  const ingest = createIngest(writer, clock, deps.onQueued);

  return {
    ingest(...call: Parameters<typeof ingest>): ReturnType<typeof ingest> {
      const [{ workspaceId }] = call;
      deps.senders.see(workspaceId);
      return ingest(...call);
    },

    async waitForAnalyses(scope: Scope, ids: string[], timeoutMs: number): Promise<CommentWithAnalysis[]> {
      await waiters.wait(scope.workspaceId, ids, timeoutMs, async () => {
        const rows = await reader
          .selectFrom('comment')
          .select('id')
          .where('workspace_id', '=', scope.workspaceId)
          .where('id', 'in', jsonList(ids))
          .where('state', '<>', 'pending')
          .execute();
        return rows.map(({ id }) => id);
      });
      return readNamed(reader, scope, ids);
    },

    /** In the order of `ids`; those that are not there are left out. */
    named: (scope: Scope, ids: string[]): Promise<CommentWithAnalysis[]> => readNamed(reader, scope, ids),

    async list(scope: Scope, filter: CommentFilter, page: PageRequest): Promise<Page<CommentWithAnalysis>> {
      const bound = ['comments', scope.workspaceId, filter];
      const after = cursors.read(page.cursor, bound);
      const where = await conditionsOf(scope.workspaceId, filter, searchTerms);
      const rows = await readPage(reader, { scope, filter, where }, after, page.limit + 1);
      const { items, nextCursor } = cursors.page(
        rows,
        page.limit,
        bound,
        (row) => [row.occurred_at, row.id],
        (row) => row,
      );
      return { items: await collect(readItems(reader, scope.workspaceId, items)), nextCursor };
    },

    /** In the order of `list`. Reads page by page, so that a slow client holds no reader, and many streams not all of them. */
    async *stream(scope: Scope, filter: CommentFilter): AsyncGenerator<CommentWithAnalysis> {
      const where = await conditionsOf(scope.workspaceId, filter, searchTerms);
      for (let after: Position | null = null; ; ) {
        const rows: Row[] = await turn(() => readPage(reader, { scope, filter, where }, after, rowsPerRead));
        yield* readItems(reader, scope.workspaceId, rows, { turn });
        const last = rows.at(-1);
        if (!last || rows.length < rowsPerRead) return;
        after = [last.occurred_at, last.id];
      }
    },

    /** A page of ids in the order of `list`, and where the next page begins; null at the end. */
    async ids(scope: Scope, filter: CommentFilter, after: Position | null, limit: number) {
      const where = await conditionsOf(scope.workspaceId, filter, searchTerms);
      const rows = await readPage(reader, { scope, filter, where }, after, limit);
      const last = rows.at(-1);
      const next: Position | null = last && rows.length === limit ? [last.occurred_at, last.id] : null;
      return { ids: rows.map(({ id }) => id), next };
    },

    async get(scope: Scope, id: string): Promise<CommentWithAnalysis | null> {
      return (await collect(readItems(reader, scope.workspaceId, [{ id, bytes: null }])))[0] ?? null;
    },

    async delete(scope: Scope, id: string): Promise<boolean> {
      const deleted = await inWorkspaces(writer, [scope.workspaceId], (trx) => deleteComment(trx, scope, id, clock));
      if (!deleted) return false;
      waiters.finished([[scope.workspaceId, id]]);
      deps.onErased();
      return true;
    },
  };
}

/** Erases the comment and everything derived from it; the audit trail keeps its id and nothing that it said. */
async function deleteComment(trx: Trx, scope: Scope, id: string, clock: Clock): Promise<boolean> {
  if ((await eraseComments(trx, [[scope.workspaceId, id]])) !== 1) return false;
  await auditRows(trx, [{ scope, action: 'comment.delete', subject: id, detail: {} }], clock);
  return true;
}

interface Asked {
  scope: Scope;
  filter: CommentFilter;
  /** Of the filter. */
  where: Condition;
}

async function readPage(reader: Db, asked: Asked, after: Position | null, limit: number): Promise<Row[]> {
  const { scope, filter, where } = asked;
  if (!asksRareCells(filter)) return readRows(reader, where, after, limit);
  const rows: Row[] = [];
  for (let next = after; ; ) {
    const wanted = limit - rows.length;
    const days = await daysOfCells(reader, scope.workspaceId, filter, { after: next, wanted });
    if (!days) return rows;
    rows.push(...(await readRows(reader, sql<SqlBool>`${where} and ${days.within}`, next, wanted)));
    if (rows.length === limit || !days.next) return rows;
    next = days.next;
  }
}

async function readRows(reader: Db, where: Condition, after: Position | null, limit: number): Promise<Row[]> {
  const rest = after ? sql`and ${beyond(['c.occurred_at', 'c.id'], '<', after)}` : sql``;
  const { rows } = await sql<Row>`select c.occurred_at, ${listedColumns} from comment c ${withBody}
    where ${where} ${rest} order by c.occurred_at desc, c.id desc limit ${limit}`.execute(reader);
  return rows;
}

async function readNamed(reader: Db, { workspaceId }: Scope, ids: string[]): Promise<CommentWithAnalysis[]> {
  const { rows } = await sql<Listed>`select ${listedColumns} from comment c ${withBody}
    where c.workspace_id = ${workspaceId} and c.id in ${jsonList(ids)}`.execute(reader);
  const sizes = new Map(rows.map(({ id, bytes }) => [id, bytes]));
  const listed = ids.flatMap((id) => (sizes.has(id) ? [{ id, bytes: sizes.get(id)! }] : []));
  return collect(readItems(reader, workspaceId, listed));
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

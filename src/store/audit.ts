import { type CompiledQuery, type QueryExecutorProvider, sql } from 'kysely';
import type { AuditFilter, AuditRecord, Page, PageRequest, Scope } from '../feedback/read.ts';
import { type Clock, iso } from './clock.ts';
import { beyond, type Cursors } from './cursors.ts';
import type { AuditTable, Db, Trx } from './database/schema.ts';
import { jsonList, jsonRows } from './database/sql.ts';
import { endOf, inSubtrees, startOf } from './filters.ts';
import { newId } from './ids.ts';

/** Who did what to which row. Never holds content: ids, counts and states only. */
export interface AuditEntry {
  scope: Scope;
  action: string;
  subject: string;
  detail: Record<string, string | number | boolean | null>;
}

export function createAudit(reader: Db, cursors: Cursors) {
  return {
    /** The newest first. */
    async list(scope: Scope, filter: AuditFilter, page: PageRequest): Promise<Page<AuditRecord>> {
      const bound = ['audit', scope.workspaceId, filter];
      const after = cursors.read(page.cursor, bound);
      const all = [sql`workspace_id = ${scope.workspaceId}`];
      if (filter.actor) all.push(sql`actor in ${jsonList(filter.actor)}`);
      if (filter.action) all.push(inSubtrees('action', filter.action));
      if (filter.subject !== undefined) all.push(sql`subject = ${filter.subject}`);
      if (filter.from !== undefined) all.push(sql`at >= ${startOf(filter.from)}`);
      if (filter.to !== undefined) all.push(sql`at < ${endOf(filter.to)}`);
      if (after) all.push(beyond(['id'], '<', after));
      const { rows } = await sql<AuditTable>`select * from audit where ${sql.join(all, sql` and `)}
        order by id desc limit ${page.limit + 1}`.execute(reader);
      return cursors.page(
        rows,
        page.limit,
        bound,
        (row) => [row.id],
        ({ workspace_id: _, detail, ...row }) => ({ ...row, detail: JSON.parse(detail) as AuditRecord['detail'] }),
      );
    },
  };
}

export async function auditRows(trx: Trx, entries: AuditEntry[], clock: Clock): Promise<void> {
  for (const query of auditInsertion(trx, entries, clock)) await trx.executeQuery(query);
}

/** The same, ready to be executed. */
export function auditInsertion(db: QueryExecutorProvider, entries: AuditEntry[], clock: Clock): CompiledQuery[] {
  if (entries.length === 0) return [];
  const now = clock();
  const rows = entries.map(({ scope, action, subject, detail }) => [
    scope.workspaceId,
    newId(now),
    iso(now),
    scope.actor,
    action,
    subject,
    JSON.stringify(detail),
  ]);
  const columns = ['workspace_id', 'id', 'at', 'actor', 'action', 'subject', 'detail'];
  const names = sql.join(columns.map((name) => sql.ref(name)));
  return [sql`insert into audit (${names}) select ${names} from ${jsonRows(columns, rows)} as r`.compile(db)];
}

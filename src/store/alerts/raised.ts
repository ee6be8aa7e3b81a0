import { sql } from 'kysely';
import type {
  Alert,
  AlertFilter,
  AlertFinding,
  AlertKind,
  AlertPatch,
  AlertState,
} from '../../feedback/alerts/rule.ts';
import type { Page, PageRequest, Scope } from '../../feedback/read.ts';
import { auditRows } from '../audit.ts';
import { type Clock, iso } from '../clock.ts';
import { beyond, type Cursors } from '../cursors.ts';
import type { AlertTable, Db } from '../database/schema.ts';
import { jsonList } from '../database/sql.ts';

/** Alerts as cases: who works on them, and what came of them. */
export function createRaisedAlerts(writer: Db, reader: Db, clock: Clock, cursors: Cursors) {
  return {
    /** The newest first. */
    async list(scope: Scope, filter: AlertFilter, page: PageRequest): Promise<Page<Alert>> {
      const bound = ['alerts', scope.workspaceId, filter];
      const after = cursors.read(page.cursor, bound);
      const rest = after ? sql`and ${beyond(['id'], '<', after)}` : sql``;
      const { rows } = await sql<AlertTable>`select * from alert where ${conditions(scope, filter)} ${rest}
        order by id desc limit ${page.limit + 1}`.execute(reader);
      return cursors.page(rows, page.limit, bound, ({ id }) => [id], toAlert);
    },

    async get({ workspaceId }: Scope, id: string): Promise<Alert | null> {
      const row = await reader
        .selectFrom('alert')
        .selectAll()
        .where('workspace_id', '=', workspaceId)
        .where('id', '=', id)
        .executeTakeFirst();
      return row ? toAlert(row) : null;
    },

    async counts({ workspaceId }: Scope): Promise<Record<AlertState, number>> {
      const { rows } = await sql<{ state: AlertState; n: number }>`select state, count(*) as n from alert
        where workspace_id = ${workspaceId} group by state`.execute(reader);
      const counts = { open: 0, acknowledged: 0, resolved: 0 };
      for (const { state, n } of rows) counts[state] = n;
      return counts;
    },

    async patch(scope: Scope, id: string, patch: AlertPatch): Promise<Alert | null> {
      return writer.transaction().execute(async (trx) => {
        const now = clock();
        const { state, department, assignee, note } = patch;
        const row = await trx
          .updateTable('alert')
          .set({
            ...(state !== undefined && { state }),
            ...(department !== undefined && { department }),
            ...(assignee !== undefined && { assignee }),
            ...(note !== undefined && { note }),
            changed_at: iso(now),
            changed_by: scope.actor,
          })
          .where('workspace_id', '=', scope.workspaceId)
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirst();
        if (!row) return null;
        await auditRows(trx, [{ scope, action: 'alert.patch', subject: id, detail: { state: row.state } }], clock);
        return toAlert(row);
      });
    },
  };
}

function conditions({ workspaceId }: Scope, filter: AlertFilter) {
  const columns = { state: 'state', kind: 'kind', rule: 'rule_id', department: 'department' } as const;
  const all = [sql`workspace_id = ${workspaceId}`];
  for (const [key, column] of Object.entries(columns)) {
    const values = filter[key as keyof typeof columns];
    if (values) all.push(sql`${sql.ref(column)} in ${jsonList(values)}`);
  }
  if (filter.commentId !== undefined) all.push(sql`comment_id = ${filter.commentId}`);
  return sql.join(all, sql` and `);
}

function toAlert(row: AlertTable): Alert {
  return {
    id: row.id,
    ruleId: row.rule_id,
    ruleName: row.rule_name,
    kind: row.kind as AlertKind,
    commentId: row.comment_id,
    issueId: row.issue_id,
    day: row.day,
    found: JSON.parse(row.found) as AlertFinding,
    state: row.state as AlertState,
    department: row.department,
    assignee: row.assignee,
    note: row.note,
    raisedAt: row.raised_at,
    changedAt: row.changed_at,
    changedBy: row.changed_by,
  };
}

import { sql } from 'kysely';
import type { Scope } from '../feedback/read.ts';
import { type Clock, iso } from './clock.ts';
import type { Trx } from './database/schema.ts';
import { jsonRows } from './database/sql.ts';
import { newId } from './ids.ts';

/** Who did what to which row. Never holds content: ids, counts and states only. */
export interface AuditEntry {
  scope: Scope;
  action: string;
  subject: string;
  detail: Record<string, string | number | boolean | null>;
}

export async function auditRows(trx: Trx, entries: AuditEntry[], clock: Clock): Promise<void> {
  if (entries.length === 0) return;
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
  await sql`insert into audit (${names}) select ${names} from ${jsonRows(columns, rows)} as r`.execute(trx);
}

import { sql } from 'kysely';
import { tooMany } from '../../errors.ts';
import { type AlertCondition, type AlertRule, type AlertRuleInput, isWindow } from '../../feedback/alerts/rule.ts';
import { limits } from '../../feedback/limits.ts';
import type { Scope } from '../../feedback/read.ts';
import { auditRows } from '../audit.ts';
import { type Clock, iso } from '../clock.ts';
import type { AlertRuleTable, Db, Trx } from '../database/schema.ts';
import { ask, jsonList, type Question, question } from '../database/sql.ts';
import { newId } from '../ids.ts';

type Row = AlertRuleTable & { open: number; all: number; last: string | null };

/** When a rule is judged: as comments are read, as issues run out of time, or by the clock. */
type About = 'comment' | 'overdue' | 'window';

function aboutOf(condition: AlertCondition): About {
  if (isWindow(condition)) return 'window';
  return condition.kind === 'overdue' ? 'overdue' : 'comment';
}

export function createAlertRules(writer: Db, reader: Db, clock: Clock) {
  async function select(db: Db | Trx, { workspaceId }: Scope, id?: string): Promise<AlertRule[]> {
    const one = id === undefined ? sql`` : sql`and r.id = ${id}`;
    const { rows } = await sql<Row>`select r.*,
        (select count(*) from alert a where a.workspace_id = r.workspace_id and a.rule_id = r.id
          and a.state <> 'resolved') as open,
        (select count(*) from alert a where a.workspace_id = r.workspace_id and a.rule_id = r.id) as "all",
        (select max(a.raised_at) from alert a where a.workspace_id = r.workspace_id and a.rule_id = r.id) as last
      from alert_rule r where r.workspace_id = ${workspaceId} ${one} order by r.id`.execute(db);
    return rows.map(toRule);
  }

  async function audit(trx: Trx, scope: Scope, action: string, subject: string): Promise<void> {
    await auditRows(trx, [{ scope, action: `alert.rule.${action}`, subject, detail: {} }], clock);
  }

  const get = async (db: Db | Trx, scope: Scope, id: string) => (await select(db, scope, id))[0] ?? null;

  return {
    list: (scope: Scope) => select(reader, scope),
    get: (scope: Scope, id: string) => get(reader, scope, id),

    /** Counts for what is read from then on. Throws `out_of_range` beyond the limit of rules. */
    async create(scope: Scope, input: AlertRuleInput): Promise<AlertRule> {
      const now = clock();
      const id = newId(now);
      return writer.transaction().execute(async (trx) => {
        const { n } = await trx
          .selectFrom('alert_rule')
          .select((eb) => eb.fn.countAll<number>().as('n'))
          .where('workspace_id', '=', scope.workspaceId)
          .executeTakeFirstOrThrow();
        if (n >= limits.alertRules)
          throw tooMany(`A workspace has at most ${limits.alertRules} alert rules.`, limits.alertRules);
        await trx
          .insertInto('alert_rule')
          .values({ workspace_id: scope.workspaceId, id, ...columnsOf(input, now), created_at: iso(now) })
          .execute();
        await audit(trx, scope, 'create', id);
        return (await get(trx, scope, id))!;
      });
    },

    /** Alerts that were raised stay as they are, and are not raised again. Null when there is none. */
    async change(scope: Scope, id: string, patch: Partial<AlertRuleInput>): Promise<AlertRule | null> {
      return writer.transaction().execute(async (trx) => {
        const before = await get(trx, scope, id);
        if (!before) return null;
        await trx
          .updateTable('alert_rule')
          .set(columnsOf({ ...before, ...patch }, clock()))
          .where('workspace_id', '=', scope.workspaceId)
          .where('id', '=', id)
          .execute();
        await audit(trx, scope, 'change', id);
        return get(trx, scope, id);
      });
    },

    /** Its alerts stay. False when there is none. */
    async delete(scope: Scope, id: string): Promise<boolean> {
      return writer.transaction().execute(async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom('alert_rule')
          .where('workspace_id', '=', scope.workspaceId)
          .where('id', '=', id)
          .executeTakeFirst();
        if (numDeletedRows !== 1n) return false;
        await audit(trx, scope, 'delete', id);
        return true;
      });
    },
  };
}

export interface EnabledRule {
  workspaceId: string;
  id: string;
  name: string;
  condition: AlertCondition;
  department: string | null;
  assignee: string | null;
}

/** One statement, whatever the number of comments behind it. */
export function enabledRules(db: Db | Trx, about: About, workspaceIds: readonly string[]): Question<EnabledRule[]> {
  const query = sql<AlertRuleTable>`select * from alert_rule where enabled = 1 and about = ${about}
    and workspace_id in ${jsonList([...new Set(workspaceIds)])}`;
  return question(query.compile(db), (rows) => rows.map(toEnabled));
}

export function toEnabled(row: AlertRuleTable): EnabledRule {
  return {
    workspaceId: row.workspace_id,
    id: row.id,
    name: row.name,
    condition: JSON.parse(row.condition) as AlertCondition,
    department: row.department,
    assignee: row.assignee,
  };
}

/** The words that rules of each workspace watch for. */
export async function watchedWords(db: Db, workspaceIds: readonly string[]): Promise<Map<string, string[]>> {
  const words = new Map<string, Set<string>>();
  for (const { workspaceId, condition } of await ask(db, enabledRules(db, 'comment', workspaceIds))) {
    if (condition.kind !== 'keyword') continue;
    const own = words.get(workspaceId) ?? new Set();
    for (const word of condition.words) own.add(word);
    words.set(workspaceId, own);
  }
  return new Map([...words].map(([workspaceId, own]) => [workspaceId, [...own]]));
}

function columnsOf({ name, condition, department, assignee, enabled }: AlertRuleInput, now: number) {
  const about = aboutOf(condition);
  return {
    name,
    about,
    condition: JSON.stringify(condition),
    department,
    assignee,
    enabled: enabled ? 1 : 0,
    // A rule that is new or changed is judged at once.
    next_at: about === 'window' && enabled ? iso(now) : null,
    updated_at: iso(now),
  };
}

function toRule(row: Row): AlertRule {
  const { id, name, condition, department, assignee } = toEnabled(row);
  return {
    id,
    name,
    condition,
    department,
    assignee,
    enabled: row.enabled === 1,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    alerts: { open: row.open, all: row.all, lastRaisedAt: row.last },
  };
}

import { type RawBuilder, type Selectable, type SqlBool, sql } from 'kysely';
import { AppError } from '../errors.ts';
import { finishedStates, firstResponse, mayStep, stepClock } from '../feedback/issue.ts';
import type {
  Inbox,
  IssueFilter,
  IssuePatch,
  IssueRecord,
  IssueState,
  IssueStep,
  Page,
  PageRequest,
  Scope,
} from '../feedback/read.ts';
import { auditRows } from './audit.ts';
import { type Clock, iso } from './clock.ts';
import { beyond, type Cursors } from './cursors.ts';
import { inWorkspaces } from './database/inWorkspaces.ts';
import type { Db, IssueTable, Trx } from './database/schema.ts';
import { jsonList } from './database/sql.ts';
import type { Condition } from './filters.ts';
import { newId } from './ids.ts';
import { instantOf, issueData, toIssueRecord } from './issueRows.ts';
import { codeIn, placesOf } from './leafPlaces.ts';
import { emit } from './webhooks/outbox.ts';

export function createIssues(writer: Db, reader: Db, clock: Clock, cursors: Cursors) {
  return {
    /** Newest first. */
    async list(scope: Scope, filter: IssueFilter, page: PageRequest): Promise<Page<IssueRecord>> {
      const bound = ['issues', scope.workspaceId, filter];
      const after = cursors.read(page.cursor, bound);
      const now = clock();
      const places = filter.label ? await placesOf(reader, scope.workspaceId) : new Map();
      const labelled = filter.label ? codeIn('code', filter.label, places) : sql<SqlBool>`true`;
      let query = reader
        .selectFrom('issue')
        .selectAll()
        .where(conditions(scope, filter, iso(now)))
        .where(labelled)
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(page.limit + 1);
      if (after) query = query.where(beyond(['created_at', 'id'], '<', after));
      const rows = await query.execute();
      return cursors.page(
        rows,
        page.limit,
        bound,
        (row) => [row.created_at, row.id],
        (row) => toIssueRecord(row, now),
      );
    },

    async get(scope: Scope, id: string): Promise<IssueRecord | null> {
      const row = await find(reader, scope, id);
      return row ? toIssueRecord(row, clock()) : null;
    },

    /** A step of the life cycle, an assignee, a note, a follow-up score; each change is kept in the history. */
    async patch(scope: Scope, id: string, patch: IssuePatch): Promise<IssueRecord | null> {
      return inWorkspaces(writer, [scope.workspaceId], async (trx) => {
        const row = await find(trx, scope, id);
        if (!row) return null;
        const now = clock();
        const changed = apply(row, patch, now);
        await write(trx, changed);
        await record(trx, scope, row, changed, now, clock);
        await tell(trx, scope, row, changed, now);
        return toIssueRecord(changed, now);
      });
    },

    /** The unfinished work by department, most first, and what customers said of the finished. */
    async inboxes(scope: Scope): Promise<Inbox[]> {
      const now = iso(clock());
      const count = (condition: RawBuilder<unknown>) => sql`sum(case when ${condition} then 1 else 0 end)`;
      const { rows: work } = await sql<Omit<Inbox, 'followUp'>>`
        select department, count(*) as open, ${count(unassigned)} as unassigned,
          ${count(sql`state = 'waiting_customer'`)} as "waitingCustomer",
          ${count(overdueAt(now))} as overdue, ${count(responseOverdueAt(now))} as "firstResponseOverdue"
        from issue where workspace_id = ${scope.workspaceId} and ${unfinished} group by department`.execute(reader);
      const { rows: scores } = await sql<{ department: string; n: number; mean: number }>`
        select department, count(*) as n, avg(follow_up_score) as mean from issue
        where workspace_id = ${scope.workspaceId} and follow_up_score is not null and withdrawn = 0
        group by department`.execute(reader);
      return mergeInboxes(work, scores);
    },

    /** What was done to an issue, oldest first. */
    async history(scope: Scope, id: string): Promise<IssueStep[]> {
      const rows = await reader
        .selectFrom('issue_history')
        .selectAll()
        .where('workspace_id', '=', scope.workspaceId)
        .where('issue_id', '=', id)
        .orderBy('at')
        .orderBy('id')
        .execute();
      return rows.map(({ at, actor, from_state: from, to_state: to, change }) => {
        return { at, actor, from: from as IssueState, to: to as IssueState, change: JSON.parse(change) as IssuePatch };
      });
    },
  };
}

/** Work that nobody has finished. */
export const unfinished = sql<boolean>`(needs_action = 1 and state not in (${sql.join(finishedStates.map((state) => sql.lit(state)))}))`;

/** Unfinished work that is nobody's. */
const unassigned = sql<boolean>`(${unfinished} and assignee is null)`;

/** Unfinished work whose SLA has run out; a pause for the customer stops the clock. */
export function overdueAt(now: string) {
  return sql<boolean>`(${unfinished} and ${pastDue(now)})`;
}

/** The same of work that is known to be unfinished. */
export function pastDue(now: string) {
  return sql<boolean>`due_at < coalesce(waiting_since, ${now})`;
}

/** Departments with work, with scores, or with both. */
function mergeInboxes(
  work: readonly Omit<Inbox, 'followUp'>[],
  scores: readonly { department: string; n: number; mean: number }[],
): Inbox[] {
  const idle = { open: 0, unassigned: 0, waitingCustomer: 0, overdue: 0, firstResponseOverdue: 0 };
  const unscored = { n: 0, mean: null };
  const byName = new Map<string, Inbox>(work.map((one) => [one.department, { ...one, followUp: unscored }]));
  for (const { department, n, mean } of scores) {
    byName.set(department, { ...(byName.get(department) ?? { department, ...idle }), followUp: { n, mean } });
  }
  return [...byName.values()].sort((a, b) => b.open - a.open || (a.department < b.department ? -1 : 1));
}

/** Work that nobody has answered in time. */
function responseOverdueAt(now: string) {
  return sql<boolean>`(${unfinished} and first_responded_at is null and coalesce(first_response_due_at, ${now}) < ${now})`;
}

function conditions({ workspaceId }: Scope, filter: IssueFilter, now: string): Condition {
  const all: Condition[] = [sql`workspace_id = ${workspaceId} and withdrawn = 0`];
  const columns = {
    state: 'state',
    department: 'department',
    assignee: 'assignee',
    kind: 'kind',
    escalation: 'escalation',
  };
  for (const [key, column] of Object.entries(columns)) {
    const values = filter[key as keyof typeof columns];
    if (values) all.push(sql`${sql.ref(column)} in ${jsonList(values)}`);
  }
  // A list by state is somebody's work: praise needs nobody, so it is there only when asked for by kind.
  if (filter.state && !filter.kind) all.push(sql`(needs_action = 1 or touched = 1)`);
  if (filter.commentId !== undefined) all.push(sql`comment_id = ${filter.commentId}`);
  if (filter.overdue === true) all.push(overdueAt(now));
  if (filter.firstResponseOverdue === true) all.push(responseOverdueAt(now));
  if (filter.firstResponseOverdue === false) all.push(sql`not ${responseOverdueAt(now)}`);
  if (filter.unassigned !== undefined) all.push(filter.unassigned ? unassigned : sql`not ${unassigned}`);
  if (filter.overdue === false) all.push(sql`not ${overdueAt(now)}`);
  return sql<SqlBool>`(${sql.join(all, sql` and `)})`;
}

function find(db: Db | Trx, scope: Scope, id: string): Promise<Selectable<IssueTable> | undefined> {
  return db
    .selectFrom('issue')
    .selectAll()
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .where('withdrawn', '=', 0)
    .executeTakeFirst();
}

function apply(row: IssueTable, patch: IssuePatch, now: number): IssueTable {
  const from = row.state as IssueState;
  // Naming somebody for an open issue assigns it.
  const to = patch.state ?? (patch.assignee && from === 'open' ? 'assigned' : from);
  if (!mayStep(from, to)) throw new AppError('state_conflict', `an issue cannot go from ${from} to ${to}`);
  const waitingSince = instantOf(row.waiting_since);
  const sla = stepClock({ dueAt: Date.parse(row.due_at), waitingSince }, to, now);
  const responded = firstResponse(instantOf(row.first_responded_at), to, now);
  return {
    ...row,
    state: to,
    assignee: patch.assignee === undefined ? row.assignee : patch.assignee,
    note: patch.note ?? row.note,
    follow_up_score: patch.followUpScore ?? row.follow_up_score,
    due_at: iso(sla.dueAt),
    // With another time it may be over a second time.
    overdue_told: iso(sla.dueAt) === row.due_at ? row.overdue_told : null,
    waiting_since: sla.waitingSince === null ? null : iso(sla.waitingSince),
    first_responded_at: responded === null ? null : iso(responded),
    updated_at: iso(now),
    touched: 1,
  };
}

async function write(trx: Trx, row: IssueTable): Promise<void> {
  const {
    state,
    assignee,
    note,
    follow_up_score,
    due_at,
    waiting_since,
    first_responded_at,
    updated_at,
    touched,
    overdue_told,
  } = row;
  await trx
    .updateTable('issue')
    .set({
      state,
      assignee,
      note,
      follow_up_score,
      due_at,
      waiting_since,
      first_responded_at,
      updated_at,
      touched,
      overdue_told,
    })
    .where('workspace_id', '=', row.workspace_id)
    .where('id', '=', row.id)
    .execute();
}

/** The history has the note; the audit trail, which outlives the issue, has only the step. */
async function record(
  trx: Trx,
  scope: Scope,
  from: IssueTable,
  to: IssueTable,
  now: number,
  clock: Clock,
): Promise<void> {
  const change: IssuePatch = {
    ...(from.assignee === to.assignee ? {} : { assignee: to.assignee }),
    ...(from.note === to.note || to.note === null ? {} : { note: to.note }),
    ...(from.follow_up_score === to.follow_up_score || to.follow_up_score === null
      ? {}
      : { followUpScore: to.follow_up_score }),
  };
  await trx
    .insertInto('issue_history')
    .values({
      workspace_id: to.workspace_id,
      id: newId(now),
      issue_id: to.id,
      at: iso(now),
      actor: scope.actor,
      from_state: from.state,
      to_state: to.state,
      change: JSON.stringify(change),
    })
    .execute();
  const detail = { from: from.state, to: to.state };
  await auditRows(trx, [{ scope, action: 'issue.patch', subject: to.id, detail }], clock);
}

async function tell(
  trx: Trx,
  { workspaceId, actor }: Scope,
  from: IssueTable,
  to: IssueTable,
  now: number,
): Promise<void> {
  const commentId = to.comment_id;
  const before = { state: from.state, assignee: from.assignee };
  const data = { commentId, issue: issueData(to), before, followUpScore: to.follow_up_score, actor };
  await emit(trx, [{ workspaceId, type: 'issue.changed', commentId, data }], now);
}

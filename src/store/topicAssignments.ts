import { sql } from 'kysely';
import type { Page, PageRequest, Scope } from '../feedback/read.ts';
import type { TopicAssignment, TopicCrossing } from '../feedback/topics/stored.ts';
import { millionths } from './commentRows.ts';
import { beyond, type Cursors } from './cursors.ts';
import { inWorkspaces } from './database/inWorkspaces.ts';
import type { Db, Trx } from './database/schema.ts';
import { insertRows, jsonList } from './database/sql.ts';

const columns = ['workspace_id', 'run_id', 'comment_id', 'topic', 'probability'];

interface Row {
  comment_id: string;
  external_id: string | null;
  topic: number;
  probability: number;
}

/** The topics of comments in topic runs. What is erased leaves them by itself. */
export function createTopicAssignments(writer: Db, reader: Db, cursors: Cursors) {
  return {
    /** Keeps topics of comments, a few thousand at a time; twice is once, and comments that are gone are passed over. */
    async assign(scope: Scope, runId: string, assignments: TopicAssignment[]): Promise<void> {
      await inWorkspaces(writer, [scope.workspaceId], (trx) => insertAssignments(trx, scope, runId, assignments));
    },

    /** Adds topics of comments that came after the run was made: its figures change. */
    async assignLater(scope: Scope, runId: string, assignments: TopicAssignment[]): Promise<void> {
      if (assignments.length === 0) return;
      await inWorkspaces(writer, [scope.workspaceId], async (trx) => {
        if ((await insertAssignments(trx, scope, runId, assignments)) === 0) return;
        await sql`update topic_run set changes = changes + 1
          where workspace_id = ${scope.workspaceId} and id = ${runId}`.execute(trx);
      });
    },

    /** How the comments of two runs moved from the topics of one to those of the other. */
    async crossings(scope: Scope, before: string, after: string): Promise<TopicCrossing[]> {
      const { rows } = await sql<TopicCrossing>`
        select b.topic as before, a.topic as after, count(*) as comments
        from topic_assignment b join topic_assignment a
          on a.workspace_id = b.workspace_id and a.run_id = ${after} and a.comment_id = b.comment_id
        where b.workspace_id = ${scope.workspaceId} and b.run_id = ${before} group by 1, 2`.execute(reader);
      return rows;
    },

    clear: (scope: Scope, runId: string): Promise<void> => clearAssignments(writer, scope, runId),

    /** The comments of a run in their order, or those of one topic, the most probable first. */
    async list(
      scope: Scope,
      runId: string,
      topic: number | null,
      page: PageRequest,
    ): Promise<Page<TopicAssignment & { externalId: string | null }>> {
      const bound = ['assignments', scope.workspaceId, runId, topic];
      const after = cursors.read(page.cursor, bound);
      const order = topic === null ? ['a.comment_id'] : ['a.probability', 'a.comment_id'];
      const conditions = [sql`a.workspace_id = ${scope.workspaceId}`, sql`a.run_id = ${runId}`];
      if (topic !== null) conditions.push(sql`a.topic = ${topic}`);
      if (after) conditions.push(beyond(order, topic === null ? '>' : '<', after));
      const direction = sql.raw(topic === null ? 'asc' : 'desc');
      const { rows } = await sql<Row>`
        select a.comment_id, c.external_id, a.topic, a.probability
        from topic_assignment a join comment c on c.workspace_id = a.workspace_id and c.id = a.comment_id
        where ${sql.join(conditions, sql` and `)}
        order by ${sql.join(order.map((name) => sql`${sql.ref(name)} ${direction}`))} limit ${page.limit + 1}`.execute(
        reader,
      );
      return cursors.page(
        rows,
        page.limit,
        bound,
        (row) => (topic === null ? [row.comment_id] : [row.probability, row.comment_id]),
        (row) => ({
          commentId: row.comment_id,
          externalId: row.external_id,
          topic: row.topic,
          probability: row.probability / millionths,
        }),
      );
    },
  };
}

/** Answers how many comments were there. A run that was removed meanwhile takes none. */
async function insertAssignments(
  trx: Trx,
  { workspaceId }: Scope,
  runId: string,
  assignments: TopicAssignment[],
): Promise<number> {
  const { rows } = await sql<{ id: string }>`select c.id from comment c
    join topic_run r on r.workspace_id = c.workspace_id and r.id = ${runId}
    where c.workspace_id = ${workspaceId}
      and c.id in ${jsonList(assignments.map(({ commentId }) => commentId))}`.execute(trx);
  const there = new Set(rows.map(({ id }) => id));
  const taken = assignments.filter(({ commentId }) => there.has(commentId));
  await insertRows(
    trx,
    'topic_assignment',
    columns,
    taken.map(({ commentId, topic, probability }) => [
      workspaceId,
      runId,
      commentId,
      topic,
      Math.round(probability * millionths),
    ]),
    sql`on conflict (workspace_id, run_id, comment_id) do nothing`,
  );
  return taken.length;
}

const clearedAtOnce = 10_000;

/** In lots, so that nothing else waits for long. */
export async function clearAssignments(writer: Db, { workspaceId }: Scope, runId: string): Promise<void> {
  for (let cleared = clearedAtOnce; cleared === clearedAtOnce; ) {
    const lot = sql`delete from topic_assignment
      where workspace_id = ${workspaceId} and run_id = ${runId} and comment_id in (
        select comment_id from topic_assignment where workspace_id = ${workspaceId} and run_id = ${runId}
        order by comment_id limit ${clearedAtOnce})`;
    const { numAffectedRows } = await inWorkspaces(writer, [workspaceId], (trx) => lot.execute(trx));
    cleared = Number(numAffectedRows);
  }
}

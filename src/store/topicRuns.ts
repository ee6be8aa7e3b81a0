import { sql } from 'kysely';
import type { Page, PageRequest, Scope } from '../feedback/read.ts';
import type { StoredTopicRun, TopicAssignment } from '../feedback/topics/stored.ts';
import type { Clock } from './clock.ts';
import { beyond, type Cursors } from './cursors.ts';
import type { Db, TopicRunTable } from './database/schema.ts';
import { insertRows } from './database/sql.ts';
import { newId } from './ids.ts';

const millionths = 1e6;
const columns = ['workspace_id', 'run_id', 'comment_id', 'topic', 'probability'];

export function createTopicRuns(writer: Db, reader: Db, clock: Clock, cursors: Cursors) {
  const now = (): string => new Date(clock()).toISOString();
  return {
    /** A run that is to come. */
    async create(scope: Scope, request: unknown): Promise<string> {
      const id = newId(clock());
      await writer
        .insertInto('topic_run')
        .values({
          workspace_id: scope.workspaceId,
          id,
          state: 'running',
          request: JSON.stringify(request),
          body: null,
          comments: null,
          created_at: now(),
          ended_at: null,
        })
        .execute();
      return id;
    },

    /** Keeps topics of comments, a few thousand at a time; twice is once, and comments that are gone are passed over. */
    async assign(scope: Scope, runId: string, assignments: TopicAssignment[]): Promise<void> {
      await writer.transaction().execute(async (trx) => {
        const { rows } = await sql<{ id: string }>`
          select id from comment where workspace_id = ${scope.workspaceId}
          and id in (select value from json_each(${JSON.stringify(assignments.map(({ commentId }) => commentId))}))`.execute(
          trx,
        );
        const there = new Set(rows.map(({ id }) => id));
        await insertRows(
          trx,
          'topic_assignment',
          columns,
          assignments
            .filter(({ commentId }) => there.has(commentId))
            .map(({ commentId, topic, probability }) => [
              scope.workspaceId,
              runId,
              commentId,
              topic,
              Math.round(probability * millionths),
            ]),
          sql`on conflict (workspace_id, run_id, comment_id) do nothing`,
        );
      });
    },

    /** How it ended; `body` is what it found. False when it had ended before. */
    async end(
      scope: Scope,
      runId: string,
      ended: { state: 'succeeded' | 'failed' | 'cancelled'; body?: unknown; comments?: number },
    ): Promise<boolean> {
      const { numUpdatedRows } = await writer
        .updateTable('topic_run')
        .set({
          state: ended.state,
          body: ended.body === undefined ? null : JSON.stringify(ended.body),
          comments: ended.comments ?? null,
          ended_at: now(),
        })
        .where('workspace_id', '=', scope.workspaceId)
        .where('id', '=', runId)
        .where('state', '=', 'running')
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async get(scope: Scope, runId: string): Promise<StoredTopicRun | null> {
      const row = await reader
        .selectFrom('topic_run')
        .selectAll()
        .where('workspace_id', '=', scope.workspaceId)
        .where('id', '=', runId)
        .executeTakeFirst();
      return row ? toRun(row) : null;
    },

    /** The newest first. */
    async list(scope: Scope, page: PageRequest): Promise<Page<StoredTopicRun>> {
      const bound = ['topics', scope.workspaceId];
      const after = cursors.read(page.cursor, bound);
      const rows = await reader
        .selectFrom('topic_run')
        .selectAll()
        .where('workspace_id', '=', scope.workspaceId)
        .$if(after !== null, (query) => query.where(beyond(['id'], '<', after!)))
        .orderBy('id', 'desc')
        .limit(page.limit + 1)
        .execute();
      return cursors.page(rows, page.limit, bound, ({ id }) => [id], toRun);
    },

    /** The comments of a run in their order, or those of one topic, the most probable first. */
    async assignments(
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
      const { rows } = await sql<{
        comment_id: string;
        external_id: string | null;
        topic: number;
        probability: number;
      }>`
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

function toRun(row: TopicRunTable): StoredTopicRun {
  return {
    id: row.id,
    state: row.state as StoredTopicRun['state'],
    request: JSON.parse(row.request),
    body: row.body === null ? null : JSON.parse(row.body),
    comments: row.comments,
    createdAt: row.created_at,
    endedAt: row.ended_at,
  };
}

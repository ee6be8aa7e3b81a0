/** Comments that wait for their topics in the current runs of their workspace: an outbox, like that of the analysis. */
import { type CompiledQuery, type QueryExecutorProvider, sql } from 'kysely';
import type { Scope } from '../feedback/read.ts';
import type { TopicRunOrder } from '../feedback/topics/stored.ts';
import type { Clock } from './clock.ts';
import { inWorkspaces } from './database/inWorkspaces.ts';
import type { Db, Trx } from './database/schema.ts';
import { jsonList, jsonRows } from './database/sql.ts';
import { conditionsOf, type SearchTerms } from './filters.ts';
import { newId } from './ids.ts';
import { type CommentKey, withAnalysis } from './rollups.ts';

/** Runs that new comments are assigned to: the last of each order or definition, the newest so many. */
const currentRuns = 8;

export interface PendingTopics {
  scope: Scope;
  commentIds: string[];
  /** Of each comment; it changes when the comment is queued again. */
  tokens: string[];
}

export interface CurrentRun {
  id: string;
  order: TopicRunOrder;
}

export function createTopicPending(writer: Db, reader: Db, searchTerms: SearchTerms) {
  return {
    /** Up to `limit` comments of one workspace; null when none wait. */
    async next(limit: number): Promise<PendingTopics | null> {
      const { rows } = await sql<{ workspace_id: string; comment_id: string; token: string }>`
        select workspace_id, comment_id, token from topic_pending
        where workspace_id = (select workspace_id from topic_pending limit 1) order by comment_id limit ${limit}`.execute(
        reader,
      );
      if (rows.length === 0) return null;
      return {
        scope: { workspaceId: rows[0]!.workspace_id, actor: 'system' },
        commentIds: rows.map(({ comment_id }) => comment_id),
        tokens: rows.map(({ token }) => token),
      };
    },

    /** Their topics are known; what was queued again in the meantime stays. */
    async done({ scope, commentIds, tokens }: PendingTopics): Promise<void> {
      const keys = commentIds.map((id, i) => [scope.workspaceId, id, tokens[i]]);
      const known = sql`delete from topic_pending where (workspace_id, comment_id, token) in
        (select workspace_id, comment_id, token from ${jsonRows(['workspace_id', 'comment_id', 'token'], keys)} as k)`;
      await inWorkspaces(writer, [scope.workspaceId], (trx) => known.execute(trx));
    },

    /** The runs that comments to come belong to, the newest first. */
    async currentRuns({ workspaceId }: Scope): Promise<CurrentRun[]> {
      const { rows } = await sql<{ id: string; request: string }>`
        select r.id, r.request from topic_run r
        join topic_model m on m.workspace_id = r.workspace_id and m.run_id = r.id
        where r.workspace_id = ${workspaceId} and r.state = 'succeeded' and not exists (
          select 1 from topic_run n where n.workspace_id = r.workspace_id and n.definition = r.definition
            and n.state = 'succeeded' and n.id > r.id)
        order by r.id desc limit ${currentRuns}`.execute(reader);
      return rows.map(({ id, request }) => ({ id, order: JSON.parse(request) }));
    },

    /** What assigns comments to the topics of a run; null when it is gone. */
    async model({ workspaceId }: Scope, runId: string): Promise<{ bytes: Uint8Array; hash: string } | null> {
      const row = await reader
        .selectFrom('topic_model')
        .select(['bytes', 'hash'])
        .where('workspace_id', '=', workspaceId)
        .where('run_id', '=', runId)
        .executeTakeFirst();
      return row ?? null;
    },

    /** Those of the comments that pass the filters of the run and have no topic in it yet. */
    async wanting(scope: Scope, { id, order }: CurrentRun, ids: string[]): Promise<{ id: string; text: string }[]> {
      const where = await conditionsOf(scope.workspaceId, order.filters, searchTerms);
      const { rows } = await sql<{ id: string; text: string }>`
        select c.id, c.text from comment c ${withAnalysis}
        where ${where} and c.id in ${jsonList(ids)} and not exists (
          select 1 from topic_assignment t
          where t.workspace_id = c.workspace_id and t.run_id = ${id} and t.comment_id = c.id)`.execute(reader);
      return rows;
    },
  };
}

/** Queues analysed comments, where their workspace has a run to assign them to. */
export function queueingForTopics(
  db: QueryExecutorProvider,
  keys: readonly CommentKey[],
  now: number,
): CompiledQuery[] {
  if (keys.length === 0) return [];
  const insert = sql`insert into topic_pending (workspace_id, comment_id, token)
    select workspace_id, id, ${newId(now)} from ${jsonRows(['workspace_id', 'id'], keys)} as r
    where exists (select 1 from topic_model m where m.workspace_id = r.workspace_id)
    on conflict (workspace_id, comment_id) do update set token = excluded.token`;
  return [insert.compile(db)];
}

/** Queues what was analysed while a run was made: the run has not read it. */
export async function queueMissed(trx: Trx, { workspaceId }: Scope, runId: string, clock: Clock): Promise<void> {
  await sql`insert into topic_pending (workspace_id, comment_id, token)
    select a.workspace_id, a.comment_id, ${newId(clock())} from topic_run r join analysis a on a.workspace_id = r.workspace_id
    where r.workspace_id = ${workspaceId} and r.id = ${runId} and a.analysed_at >= r.created_at and not exists (
      select 1 from topic_assignment t
      where t.workspace_id = a.workspace_id and t.run_id = r.id and t.comment_id = a.comment_id)
    on conflict (workspace_id, comment_id) do nothing`.execute(trx);
}

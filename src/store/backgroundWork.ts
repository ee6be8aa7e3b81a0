/** How much work of a workspace waits, is in hand, and has failed. */
import { sql } from 'kysely';
import type { WorkDepth, WorkFailure, WorkKind } from '../feedback/backgroundWork.ts';
import type { Scope } from '../feedback/read.ts';
import { type Clock, iso } from './clock.ts';
import type { Db } from './database/schema.ts';

interface DepthRow {
  kind: string;
  waiting: number;
  in_hand: number;
  failed: number;
  oldest_at: string | null;
}

export function createBackgroundWork(reader: Db, clock: Clock) {
  return {
    /** Kinds that have anything. */
    async depth({ workspaceId }: Scope): Promise<WorkDepth[]> {
      const now = iso(clock());
      const { rows } = await sql<DepthRow>`
        select 'analysis' as kind,
          (select count(*) from outbox where workspace_id = ${workspaceId} and (token = '' or available_at <= ${now}))
            as waiting,
          (select count(*) from outbox where workspace_id = ${workspaceId} and token <> '' and available_at > ${now})
            as in_hand,
          (select count(*) from comment where workspace_id = ${workspaceId} and state = 'failed') as failed,
          (select c.received_at from comment c where c.workspace_id = ${workspaceId} and c.id =
            (select min(comment_id) from outbox where workspace_id = ${workspaceId})) as oldest_at
        union all
        select 'assignment', (select count(*) from topic_pending where workspace_id = ${workspaceId}), 0, 0, null
        union all
        select 'delivery', count(case when state = 'pending' and token = '' then 1 end),
          count(case when state = 'pending' and token <> '' then 1 end), count(case when state = 'failed' then 1 end),
          min(case when state = 'pending' and token = '' then created_at end)
        from webhook_delivery where workspace_id = ${workspaceId}
        union all
        select kind, count(case when state = 'queued' then 1 end), count(case when state = 'running' then 1 end),
          count(case when state = 'failed' then 1 end), min(case when state = 'queued' then created_at end)
        from job where workspace_id = ${workspaceId} and state in ('queued', 'running', 'failed') group by kind`.execute(
        reader,
      );
      return rows
        .map((row) => ({
          kind: row.kind as WorkKind,
          waiting: Number(row.waiting),
          inHand: Number(row.in_hand),
          failed: Number(row.failed),
          oldestAt: row.oldest_at,
        }))
        .filter(({ waiting, inHand, failed }) => waiting + inHand + failed > 0);
    },

    /** Comments whose analysis was given up, the newest first. */
    async failedComments({ workspaceId }: Scope, limit: number): Promise<WorkFailure[]> {
      const { rows } = await sql<{ id: string; failure: string | null }>`select id, failure from comment
        where workspace_id = ${workspaceId} and state = 'failed'
          and not exists (select 1 from outbox o where o.workspace_id = comment.workspace_id and o.comment_id = comment.id)
        order by id desc limit ${limit}`.execute(reader);
      return rows.map(({ id, failure }) => ({
        kind: 'analysis',
        id,
        webhookId: null,
        failedAt: null,
        reason: failure ?? 'unknown',
        detail: null,
        replayable: true,
      }));
    },

    /** Deliveries that were given up, the newest first. */
    async failedDeliveries({ workspaceId }: Scope, limit: number): Promise<WorkFailure[]> {
      const { rows } = await sql<{
        id: string;
        endpoint_id: string;
        ended_at: string | null;
        status: number | null;
        failure: string | null;
        url: string;
        disabled: string | null;
      }>`select d.id, d.endpoint_id, d.ended_at, d.status, d.failure, p.url, p.disabled from webhook_delivery d
        join webhook_endpoint p on p.workspace_id = d.workspace_id and p.id = d.endpoint_id
        where d.workspace_id = ${workspaceId} and d.state = 'failed' order by d.id desc limit ${limit}`.execute(reader);
      return rows.map(({ id, endpoint_id, ended_at, status, failure, url, disabled }) => ({
        kind: 'delivery',
        id,
        webhookId: endpoint_id,
        failedAt: ended_at,
        reason: failure ?? String(status ?? 'unknown'),
        detail: url,
        replayable: disabled === null,
      }));
    },
  };
}

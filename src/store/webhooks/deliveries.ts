import { sql } from 'kysely';
import { AppError } from '../../errors.ts';
import type { Page, PageRequest, Scope } from '../../feedback/read.ts';
import type { DeliveryDetails, DeliveryFailure, DeliveryState, WebhookDelivery } from '../../feedback/webhooks.ts';
import { auditRows } from '../audit.ts';
import { type Clock, iso, utc } from '../clock.ts';
import { beyond, type Cursors } from '../cursors.ts';
import type { Db, Trx, WebhookDeliveryTable } from '../database/schema.ts';
import { jsonList } from '../database/sql.ts';

type Row = WebhookDeliveryTable & { type: string };

/** The log of what was sent, and sending it again. */
export function createWebhookDeliveries(writer: Db, reader: Db, clock: Clock, cursors: Cursors) {
  const rowsOf = sql`select d.*, e.type from webhook_delivery d
    join webhook_event e on e.workspace_id = d.workspace_id and e.id = d.event_id`;

  return {
    /** Of one endpoint, the newest first. */
    async deliveries(
      scope: Scope,
      endpointId: string,
      states: DeliveryState[] | undefined,
      page: PageRequest,
    ): Promise<Page<WebhookDelivery>> {
      const bound = ['webhook deliveries', scope.workspaceId, endpointId, states ?? null];
      const after = cursors.read(page.cursor, bound);
      const rest = after ? sql`and ${beyond(['d.id'], '<', after)}` : sql``;
      const chosen = states ? sql`and d.state in ${jsonList(states)}` : sql``;
      const { rows } = await sql<Row>`${rowsOf} where d.workspace_id = ${scope.workspaceId}
        and d.endpoint_id = ${endpointId} ${chosen} ${rest} order by d.id desc limit ${page.limit + 1}`.execute(reader);
      return cursors.page(rows, page.limit, bound, ({ id }) => [id], toDelivery);
    },

    async delivery(scope: Scope, endpointId: string, id: string): Promise<DeliveryDetails | null> {
      const { rows } = await sql<Row & { body: string; event_at: string }>`
        select d.*, e.type, e.body, e.created_at as event_at from webhook_delivery d
        join webhook_event e on e.workspace_id = d.workspace_id and e.id = d.event_id
        where d.workspace_id = ${scope.workspaceId} and d.endpoint_id = ${endpointId} and d.id = ${id}`.execute(reader);
      const row = rows[0];
      if (!row) return null;
      const attempts = await reader
        .selectFrom('webhook_attempt')
        .select(['at', 'ms', 'status', 'failure'])
        .where('workspace_id', '=', scope.workspaceId)
        .where('delivery_id', '=', id)
        .orderBy('id')
        .execute();
      return {
        ...toDelivery(row),
        body: { type: row.type, timestamp: row.event_at, data: JSON.parse(row.body) },
        attempts: attempts.map((attempt) => ({ ...attempt, failure: attempt.failure as DeliveryFailure | null })),
      };
    },

    /** Sends it again, with the same `webhook-id`. False when there is none; throws when the endpoint is disabled. */
    async replay(scope: Scope, endpointId: string, id: string): Promise<boolean> {
      return (await again(scope, endpointId, sql`id = ${id}`)) === 1;
    },

    /** Sends again what was queued since then: what failed, or all. Null when there is no such endpoint. */
    async replaySince(
      scope: Scope,
      endpointId: string,
      { since, only }: { since: string; only: 'failed' | 'all' },
    ): Promise<number | null> {
      const state = only === 'failed' ? sql`and state = 'failed'` : sql``;
      return again(scope, endpointId, sql`created_at >= ${utc(since)} ${state}`);
    },
  };

  /** What is being sent right now goes on undisturbed. */
  async function again(scope: Scope, endpointId: string, which: ReturnType<typeof sql>): Promise<number | null> {
    return writer.transaction().execute(async (trx) => {
      const endpoint = await trx
        .selectFrom('webhook_endpoint')
        .select('disabled')
        .where('workspace_id', '=', scope.workspaceId)
        .where('id', '=', endpointId)
        .executeTakeFirst();
      if (!endpoint) return null;
      if (endpoint.disabled !== null)
        throw new AppError('state_conflict', 'This webhook is disabled.', { reason: 'webhook_disabled' });
      const { rows } = await sql`update webhook_delivery
        set state = 'pending', tries = case when token = '' then 0 else tries end, ended_at = null,
          next_at = case when token = '' then ${iso(clock())} else next_at end
        where workspace_id = ${scope.workspaceId} and endpoint_id = ${endpointId} and ${which}
        returning id`.execute(trx);
      if (rows.length > 0) {
        const detail = { deliveries: rows.length };
        await auditRows(trx, [{ scope, action: 'webhook.replay', subject: endpointId, detail }], clock);
      }
      return rows.length;
    });
  }
}

/** What waits for an endpoint that is disabled fails. */
export async function endPending(trx: Trx, workspaceId: string, endpointId: string, now: number): Promise<void> {
  await sql`update webhook_delivery set state = 'failed', failure = 'endpoint_disabled', token = '', ended_at = ${iso(now)}
    where workspace_id = ${workspaceId} and endpoint_id = ${endpointId} and state = 'pending'`.execute(trx);
}

function toDelivery(row: Row): WebhookDelivery {
  return {
    id: row.id,
    eventId: row.event_id,
    event: row.type,
    state: row.state as DeliveryState,
    tries: row.tries,
    status: row.status,
    failure: row.failure as DeliveryFailure | null,
    createdAt: row.created_at,
    nextTryAt: row.state === 'pending' ? row.next_at : null,
    endedAt: row.ended_at,
  };
}

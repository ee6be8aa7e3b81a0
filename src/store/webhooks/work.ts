/** Deliveries are claimed under a lease; what a process that died had claimed is sent again, with the same id. */
import { sql } from 'kysely';
import { limits } from '../../feedback/limits.ts';
import type { DeliveryFailure, WebhookContent } from '../../feedback/webhooks.ts';
import { type Clock, iso } from '../clock.ts';
import { inWorkspaces } from '../database/inWorkspaces.ts';
import type { Db, Trx } from '../database/schema.ts';
import { jsonList, jsonRows, skipLocked } from '../database/sql.ts';
import { deletePast } from '../deletePast.ts';
import { newId } from '../ids.ts';
import type { Seal } from '../sealing.ts';
import { endPending } from './deliveries.ts';
import { openSecret } from './secrets.ts';

/** What is to be sent. */
export interface ClaimedDelivery {
  workspaceId: string;
  id: string;
  endpointId: string;
  /** Fencing token: an outcome under another one is refused. */
  token: string;
  /** This one included. */
  tries: number;
  url: string;
  /** The newest first. */
  secrets: string[];
  content: WebhookContent;
  event: { id: string; type: string; at: string; commentId: string | null; data: unknown };
}

export interface DeliveryOutcome {
  /** Milliseconds from the beginning to the end. */
  ms: number;
  /** Of the answer; null when there was none. */
  status: number | null;
  /** null: it was delivered. */
  failure: DeliveryFailure | null;
  /** The receiver is gone for good. */
  gone: boolean;
  /** Milliseconds until the next try; null: there is none. */
  pauseMs: number | null;
  /** Milliseconds for which the receiver wants nothing at all. */
  restMs: number | null;
}

interface ClaimedRow {
  workspace_id: string;
  id: string;
  tries: number;
}

const dayMs = 86_400_000;

export function createWebhookWork(writer: Db, reader: Db, clock: Clock, seal: Seal) {
  return {
    /** Up to `limit` that are due, the oldest first; at most `perEndpoint` of each endpoint, and none of the `busy`. */
    async claim(options: { limit: number; perEndpoint: number; busy: string[]; leaseMs: number }) {
      const now = clock();
      const { rows: due } = await sql`select 1 from webhook_delivery
        where state = 'pending' and next_at <= ${iso(now)} limit 1`.execute(reader);
      if (due.length === 0) return [];
      const token = newId(now);
      // Another process may be claiming the first ones at this moment.
      const claim = sql<ClaimedRow>`
        with due as materialized (select d.workspace_id, d.id from webhook_endpoint p cross join webhook_delivery d
          where p.disabled is null and (p.not_before is null or p.not_before <= ${iso(now)})
            and p.id not in ${jsonList(options.busy)} and d.workspace_id = p.workspace_id and d.id in (
              select x.id from webhook_delivery x
              where x.workspace_id = p.workspace_id and x.endpoint_id = p.id and x.state = 'pending'
                and x.next_at <= ${iso(now)} order by x.next_at, x.id limit ${options.perEndpoint})
          order by d.next_at, d.id limit ${options.limit} ${skipLocked('d')})
        update webhook_delivery set token = ${token}, next_at = ${iso(now + options.leaseMs)}, tries = tries + 1
        where (workspace_id, id) in (select workspace_id, id from due) returning workspace_id, id, tries`;
      const { rows } = await inWorkspaces(writer, [], (trx) => claim.execute(trx));
      return rows.length === 0 ? [] : load(reader, seal, rows, token, iso(now));
    },

    /** Keeps what came of a try. Refused without a trace when another process has taken the delivery over. */
    async finish(delivery: ClaimedDelivery, outcome: DeliveryOutcome): Promise<void> {
      const now = clock();
      await inWorkspaces(writer, [delivery.workspaceId], async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable('webhook_delivery')
          .set({ token: '', status: outcome.status, failure: outcome.failure, ...placeOf(outcome, now) })
          .where('workspace_id', '=', delivery.workspaceId)
          .where('id', '=', delivery.id)
          .where('token', '=', delivery.token)
          .where('state', '=', 'pending')
          .executeTakeFirst();
        if (numUpdatedRows !== 1n) return;
        await trx
          .insertInto('webhook_attempt')
          .values({
            workspace_id: delivery.workspaceId,
            delivery_id: delivery.id,
            id: newId(now),
            at: iso(now - outcome.ms),
            ms: outcome.ms,
            status: outcome.status,
            failure: outcome.failure,
          })
          .execute();
        await judgeEndpoint(trx, delivery, outcome, now);
      });
    },

    /** At start every lease is of a process that is gone. */
    async releaseAll(): Promise<void> {
      await sql`update webhook_delivery set token = '', next_at = ${iso(clock())}
        where state = 'pending' and token <> ''`.execute(writer);
    },
  };
}

/** Forgets events past their time, with their deliveries, unless one is still on its way. */
export async function sweepWebhooks(writer: Db, now: number): Promise<void> {
  const past = sql`created_at < ${iso(now - limits.webhookDays * dayMs)} and not exists (
    select 1 from webhook_delivery d where d.workspace_id = webhook_event.workspace_id
      and d.event_id = webhook_event.id and d.state = 'pending')`;
  await deletePast(writer, 'webhook_event', ['workspace_id', 'id'], past);
  const secret = ['workspace_id', 'endpoint_id', 'id'];
  await deletePast(writer, 'webhook_secret', secret, sql`expires_at < ${iso(now)}`);
}

function placeOf({ failure, pauseMs }: DeliveryOutcome, now: number) {
  if (failure === null) return { state: 'delivered', ended_at: iso(now) };
  if (pauseMs === null) return { state: 'failed', ended_at: iso(now) };
  return { next_at: iso(now + pauseMs) };
}

async function judgeEndpoint(
  trx: Trx,
  { workspaceId, endpointId }: ClaimedDelivery,
  { failure, gone, restMs }: DeliveryOutcome,
  now: number,
): Promise<void> {
  const isIt = sql`workspace_id = ${workspaceId} and id = ${endpointId}`;
  if (failure === null) {
    await sql`update webhook_endpoint set failing_since = null where ${isIt} and failing_since is not null`.execute(
      trx,
    );
    return;
  }
  const longAgo = iso(now - limits.webhookFailingDays * dayMs);
  const { rows } = await sql<{ disabled: string | null }>`update webhook_endpoint set
      disabled = case when ${gone ? 1 : 0} = 1 then 'gone' when failing_since <= ${longAgo} then 'failing' end,
      failing_since = coalesce(failing_since, ${iso(now)}),
      not_before = ${restMs === null ? sql`not_before` : sql`${iso(now + restMs)}`}
    where ${isIt} and disabled is null returning disabled`.execute(trx);
  if (rows[0]?.disabled) await endPending(trx, workspaceId, endpointId, now);
}

type LoadedRow = {
  workspace_id: string;
  id: string;
  endpoint_id: string;
  url: string;
  content: string;
  event_id: string;
  type: string;
  created_at: string;
  comment_id: string | null;
  body: string;
};

async function load(db: Db, seal: Seal, claimed: ClaimedRow[], token: string, now: string): Promise<ClaimedDelivery[]> {
  const keys = claimed.map(({ workspace_id, id }) => [workspace_id, id]);
  const { rows } = await sql<LoadedRow>`
    select d.workspace_id, d.id, d.endpoint_id, p.url, p.content, d.event_id, e.type, e.created_at, e.comment_id, e.body
    from ${jsonRows(['workspace_id', 'id'], keys)} as r
      cross join webhook_delivery d cross join webhook_event e cross join webhook_endpoint p
    where d.workspace_id = r.workspace_id and d.id = r.id and e.workspace_id = d.workspace_id and e.id = d.event_id
      and p.workspace_id = d.workspace_id and p.id = d.endpoint_id`.execute(db);
  const ends = [...new Map(rows.map(({ workspace_id, endpoint_id: id }) => [id, [workspace_id, id]])).values()];
  const { rows: secrets } = await sql<{ workspace_id: string; endpoint_id: string; id: string; secret: string }>`
    select s.workspace_id, s.endpoint_id, s.id, s.secret from ${jsonRows(['workspace_id', 'id'], ends)} as r
      cross join webhook_secret s
    where s.workspace_id = r.workspace_id and s.endpoint_id = r.id and (s.expires_at is null or s.expires_at > ${now})
    order by s.id desc`.execute(db);
  const tries = new Map(claimed.map(({ id, tries }) => [id, tries]));
  return rows.map((row) => ({
    workspaceId: row.workspace_id,
    id: row.id,
    endpointId: row.endpoint_id,
    token,
    tries: tries.get(row.id)!,
    url: row.url,
    secrets: secrets
      .filter(({ workspace_id, endpoint_id }) => workspace_id === row.workspace_id && endpoint_id === row.endpoint_id)
      .map((secret) => openSecret(seal, secret)),
    content: row.content as WebhookContent,
    event: {
      id: row.event_id,
      type: row.type,
      at: row.created_at,
      commentId: row.comment_id,
      data: JSON.parse(row.body),
    },
  }));
}

/** Events and their deliveries, written in the transaction of what they tell. */
import { sql } from 'kysely';
import type { WebhookEvent } from '../../feedback/webhooks.ts';
import { iso } from '../clock.ts';
import type { Trx } from '../database/schema.ts';
import { ask, insertRows, jsonList, jsonRows, type Question, question } from '../database/sql.ts';
import { newId } from '../ids.ts';

export interface NewEvent {
  workspaceId: string;
  type: WebhookEvent;
  /** The comment that it is about; with it the event is erased. */
  commentId: string | null;
  data: object;
}

/** Which endpoints want what, in some workspaces. */
export interface Subscriptions {
  wants(workspaceId: string, type: WebhookEvent): boolean;
  endpointsOf(workspaceId: string, type: string): string[];
  /** Nobody wants anything. */
  none: boolean;
}

interface EndpointRow {
  workspace_id: string;
  id: string;
  events: string;
}

/** One statement, whatever the number of comments behind it. */
export function subscriptionsOf(trx: Trx, workspaceIds: readonly string[]): Question<Subscriptions> {
  const query = sql<EndpointRow>`select workspace_id, id, events from webhook_endpoint
    where disabled is null and workspace_id in ${jsonList([...new Set(workspaceIds)])}`;
  return question(query.compile(trx), toSubscriptions);
}

function toSubscriptions(rows: readonly EndpointRow[]): Subscriptions {
  const endpoints = rows.map(({ workspace_id, id, events }) => ({
    workspaceId: workspace_id,
    id,
    events: JSON.parse(events) as string[],
  }));
  const endpointsOf = (workspaceId: string, type: string): string[] =>
    endpoints
      .filter((endpoint) => endpoint.workspaceId === workspaceId && endpoint.events.includes(type))
      .map(({ id }) => id);
  return {
    wants: (workspaceId, type) => endpointsOf(workspaceId, type).length > 0,
    endpointsOf,
    none: endpoints.length === 0,
  };
}

/** Writes those of the events that somebody wants. */
export async function emit(trx: Trx, events: readonly NewEvent[], now: number, known?: Subscriptions): Promise<void> {
  if (events.length === 0) return;
  const subscriptions =
    known ??
    (await ask(
      trx,
      subscriptionsOf(
        trx,
        events.map(({ workspaceId }) => workspaceId),
      ),
    ));
  const wanted = events.flatMap((event) => {
    const endpoints = subscriptions.endpointsOf(event.workspaceId, event.type);
    return endpoints.length === 0 ? [] : [{ ...event, id: newId(now), endpoints }];
  });
  const at = iso(now);
  await insertRows(
    trx,
    'webhook_event',
    ['workspace_id', 'id', 'type', 'comment_id', 'body', 'created_at'],
    wanted.map(({ workspaceId, id, type, commentId, data }) => {
      return [workspaceId, id, type, commentId, JSON.stringify(data), at];
    }),
    sql``,
  );
  await queue(
    trx,
    wanted.flatMap(({ workspaceId, id, endpoints }) => endpoints.map((endpointId) => [workspaceId, endpointId, id])),
    now,
  );
}

/** `rows`: [workspace, endpoint, event]. */
export async function queue(trx: Trx, rows: readonly (readonly string[])[], now: number): Promise<void> {
  if (rows.length === 0) return;
  const at = iso(now);
  const withIds = rows.map((row) => [...row, newId(now)]);
  await sql`insert into webhook_delivery
      (workspace_id, endpoint_id, event_id, id, state, tries, next_at, token, created_at)
    select workspace_id, endpoint_id, event_id, id, 'pending', 0, ${at}, '', ${at}
    from ${jsonRows(['workspace_id', 'endpoint_id', 'event_id', 'id'], withIds)} as r where true
    on conflict (workspace_id, endpoint_id, event_id) do nothing`.execute(trx);
}

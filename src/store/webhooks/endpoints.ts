import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { AppError, tooMany } from '../../errors.ts';
import { limits } from '../../feedback/limits.ts';
import type { Scope } from '../../feedback/read.ts';
import {
  type DisabledReason,
  testEvent,
  type WebhookContent,
  type WebhookEndpoint,
  type WebhookEvent,
  type WebhookInput,
} from '../../feedback/webhooks.ts';
import { auditRows } from '../audit.ts';
import { type Clock, iso } from '../clock.ts';
import type { Db, Trx, WebhookEndpointTable } from '../database/schema.ts';
import { newId } from '../ids.ts';
import type { Seal } from '../sealing.ts';
import { endPending } from './deliveries.ts';
import { queue } from './outbox.ts';
import { sealSecret } from './secrets.ts';

export type WebhookPatch = Partial<WebhookInput> & { enabled?: boolean };

const hourMs = 3_600_000;
/** Of a secret, 24 to 64 bytes by the specification. */
const secretBytes = 32;

/** Endpoints of other systems and the secrets that sign for them. */
export function createWebhookEndpoints(writer: Db, reader: Db, clock: Clock, seal: Seal) {
  async function get(scope: Scope, id: string, db: Db | Trx = reader): Promise<WebhookEndpoint | null> {
    return (await select(db, scope, id))[0] ?? null;
  }

  async function select(db: Db | Trx, { workspaceId }: Scope, id?: string): Promise<WebhookEndpoint[]> {
    const one = id === undefined ? sql`` : sql`and id = ${id}`;
    const { rows } = await sql<WebhookEndpointTable>`select * from webhook_endpoint
      where workspace_id = ${workspaceId} ${one} order by id`.execute(db);
    const secrets = await db
      .selectFrom('webhook_secret')
      .select(['endpoint_id', 'created_at', 'expires_at'])
      .where('workspace_id', '=', workspaceId)
      .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', iso(clock()))]))
      .orderBy('id', 'desc')
      .execute();
    return rows.map((row) =>
      toEndpoint(
        row,
        secrets.filter(({ endpoint_id }) => endpoint_id === row.id),
      ),
    );
  }

  async function audit(trx: Trx, scope: Scope, action: string, subject: string): Promise<void> {
    await auditRows(trx, [{ scope, action: `webhook.${action}`, subject, detail: {} }], clock);
  }

  return {
    get: (scope: Scope, id: string) => get(scope, id),
    list: (scope: Scope) => select(reader, scope),

    /** The secret is in this answer only. Throws `out_of_range` beyond the limit of endpoints. */
    async create(scope: Scope, input: WebhookInput): Promise<{ endpoint: WebhookEndpoint; secret: string }> {
      const now = clock();
      const id = newId(now);
      return writer.transaction().execute(async (trx) => {
        const { n } = await trx
          .selectFrom('webhook_endpoint')
          .select((eb) => eb.fn.countAll<number>().as('n'))
          .where('workspace_id', '=', scope.workspaceId)
          .executeTakeFirstOrThrow();
        if (n >= limits.webhooks)
          throw tooMany(`A workspace has at most ${limits.webhooks} webhooks.`, limits.webhooks);
        await trx
          .insertInto('webhook_endpoint')
          .values({
            workspace_id: scope.workspaceId,
            id,
            ...columnsOf(input),
            disabled: null,
            failing_since: null,
            not_before: null,
            created_at: iso(now),
            updated_at: iso(now),
          })
          .execute();
        const secret = await addSecret(trx, seal, scope, id, now);
        await audit(trx, scope, 'create', id);
        return { endpoint: (await get(scope, id, trx))!, secret };
      });
    },

    /** What waits for an endpoint that is disabled fails, and can be replayed. Null when there is none. */
    async change(scope: Scope, id: string, { enabled, ...patch }: WebhookPatch): Promise<WebhookEndpoint | null> {
      return writer.transaction().execute(async (trx) => {
        const before = await get(scope, id, trx);
        if (!before) return null;
        const now = clock();
        const disabled = enabled === undefined ? before.disabled : enabled ? null : (before.disabled ?? 'by_hand');
        const fresh = enabled === true || (patch.url !== undefined && patch.url !== before.url);
        await trx
          .updateTable('webhook_endpoint')
          .set({
            ...columnsOf({ ...before, ...patch }),
            disabled,
            ...(fresh && { failing_since: null, not_before: null }),
            updated_at: iso(now),
          })
          .where('workspace_id', '=', scope.workspaceId)
          .where('id', '=', id)
          .execute();
        if (disabled !== null) await endPending(trx, scope.workspaceId, id, now);
        await audit(trx, scope, enabled === undefined ? 'change' : enabled ? 'enable' : 'disable', id);
        return get(scope, id, trx);
      });
    },

    /** With its deliveries and their log. False when there is none. */
    async delete(scope: Scope, id: string): Promise<boolean> {
      return writer.transaction().execute(async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom('webhook_endpoint')
          .where('workspace_id', '=', scope.workspaceId)
          .where('id', '=', id)
          .executeTakeFirst();
        if (numDeletedRows !== 1n) return false;
        await audit(trx, scope, 'delete', id);
        return true;
      });
    },

    /** A new secret; those before it sign too for so many hours. Null when there is no such endpoint. */
    async rotate(scope: Scope, id: string, overlapHours: number): Promise<{ secret: string } | null> {
      return writer.transaction().execute(async (trx) => {
        if (!(await get(scope, id, trx))) return null;
        const now = clock();
        const until = iso(now + overlapHours * hourMs);
        await sql`update webhook_secret set expires_at = ${until}
          where workspace_id = ${scope.workspaceId} and endpoint_id = ${id}
            and (expires_at is null or expires_at > ${until})`.execute(trx);
        const secret = await addSecret(trx, seal, scope, id, now);
        await audit(trx, scope, 'rotate', id);
        return { secret };
      });
    },

    /** Queues a test event for this endpoint alone; answers the delivery. Throws `state_conflict` when it is disabled. */
    async test(scope: Scope, id: string): Promise<{ deliveryId: string } | null> {
      return writer.transaction().execute(async (trx) => {
        const endpoint = await get(scope, id, trx);
        if (!endpoint) return null;
        if (endpoint.disabled !== null)
          throw new AppError('state_conflict', 'This webhook is disabled.', { reason: 'webhook_disabled' });
        const now = clock();
        const eventId = newId(now);
        await trx
          .insertInto('webhook_event')
          .values({
            workspace_id: scope.workspaceId,
            id: eventId,
            type: testEvent,
            comment_id: null,
            body: JSON.stringify({ webhookId: id }),
            created_at: iso(now),
          })
          .execute();
        await queue(trx, [[scope.workspaceId, id, eventId]], now);
        await audit(trx, scope, 'test', id);
        const row = await trx
          .selectFrom('webhook_delivery')
          .select('id')
          .where('workspace_id', '=', scope.workspaceId)
          .where('event_id', '=', eventId)
          .executeTakeFirstOrThrow();
        return { deliveryId: row.id };
      });
    },
  };
}

async function addSecret(trx: Trx, seal: Seal, scope: Scope, endpointId: string, now: number): Promise<string> {
  const secret = `whsec_${randomBytes(secretBytes).toString('base64')}`;
  const row = { workspace_id: scope.workspaceId, endpoint_id: endpointId, id: newId(now), secret };
  await trx
    .insertInto('webhook_secret')
    .values({ ...row, secret: sealSecret(seal, row), created_at: iso(now), expires_at: null })
    .execute();
  return secret;
}

function columnsOf({ url, description, events, content }: WebhookInput) {
  return { url, description, events: JSON.stringify(events), content };
}

function toEndpoint(
  row: WebhookEndpointTable,
  secrets: { created_at: string; expires_at: string | null }[],
): WebhookEndpoint {
  return {
    id: row.id,
    url: row.url,
    description: row.description,
    events: JSON.parse(row.events) as WebhookEvent[],
    content: row.content as WebhookContent,
    disabled: row.disabled as DisabledReason | null,
    failingSince: row.failing_since,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    secrets: secrets.map(({ created_at, expires_at }) => ({ createdAt: created_at, expiresAt: expires_at })),
  };
}

import { sql } from 'kysely';
import { AppError } from '../errors.ts';
import { limits } from '../feedback/limits.ts';
import type { Scope } from '../feedback/read.ts';
import { type Clock, iso } from './clock.ts';
import { inWorkspaces } from './database/inWorkspaces.ts';
import type { Db, IdempotencyTable, Trx } from './database/schema.ts';
import { jsonRows } from './database/sql.ts';
import { deletePast } from './deletePast.ts';
import { newId } from './ids.ts';

export interface Answer {
  status: number;
  body: string;
}

/** Reserved for this request, or answered before (`replay`). */
export interface Ticket {
  ticket: string;
  replay?: Answer;
}

/** A request that has not answered for this long is taken to have died with its process. */
const abandonedAfterMs = 10 * 60_000;
const keptMs = limits.idempotencyHours * 3_600_000;

/** Keys are scoped by workspace and `owner` (credential and route), so that no answer reaches another caller. */
export function createIdempotency(writer: Db, clock: Clock) {
  return {
    /** Reserves the key, or answers what was answered before. The primary key decides between parallel copies. */
    async begin(scope: Scope, owner: string, key: string, requestHash: string): Promise<Ticket> {
      return inWorkspaces(writer, [scope.workspaceId], async (trx) => {
        const now = clock();
        await dropExpired(trx, scope.workspaceId, owner, key, now);
        const row = { workspace_id: scope.workspaceId, owner, idempotency_key: key, request_hash: requestHash };
        const reserved = await trx
          .insertInto('idempotency')
          .values({ ...row, ticket: newId(now), status: null, body: null, created_at: iso(now) })
          .onConflict((oc) => oc.columns(['workspace_id', 'owner', 'idempotency_key']).doNothing())
          .returning('ticket')
          .executeTakeFirst();
        if (reserved) return { ticket: reserved.ticket };
        return replay(await find(trx, scope.workspaceId, owner, key), requestHash);
      });
    },

    async finish(scope: Scope, ticket: string, answer: Answer): Promise<void> {
      await inWorkspaces(writer, [scope.workspaceId], (trx) =>
        storeAnswers(trx, [{ workspaceId: scope.workspaceId, ticket, answer }]),
      );
    },

    async abandon(scope: Scope, ticket: string): Promise<void> {
      await inWorkspaces(writer, [scope.workspaceId], (trx) =>
        trx
          .deleteFrom('idempotency')
          .where('workspace_id', '=', scope.workspaceId)
          .where('ticket', '=', ticket)
          .where('status', 'is', null)
          .execute(),
      );
    },
  };
}

function find(trx: Trx, workspaceId: string, owner: string, key: string): Promise<IdempotencyTable> {
  return trx
    .selectFrom('idempotency')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('owner', '=', owner)
    .where('idempotency_key', '=', key)
    .executeTakeFirstOrThrow();
}

function replay(row: IdempotencyTable, requestHash: string) {
  if (row.request_hash !== requestHash) {
    throw new AppError('idempotency_key_reused', 'this Idempotency-Key was used with another request');
  }
  if (row.status === null || row.body === null) {
    throw new AppError('idempotency_in_progress', 'the same request is being worked on', { retryAfter: 1 });
  }
  return { ticket: row.ticket, replay: { status: row.status, body: row.body } };
}

async function dropExpired(trx: Trx, workspaceId: string, owner: string, key: string, now: number): Promise<void> {
  await trx
    .deleteFrom('idempotency')
    .where('workspace_id', '=', workspaceId)
    .where('owner', '=', owner)
    .where('idempotency_key', '=', key)
    .where((eb) =>
      eb.or([
        eb('created_at', '<=', iso(now - keptMs)),
        eb.and([eb('status', 'is', null), eb('created_at', '<=', iso(now - abandonedAfterMs))]),
      ]),
    )
    .execute();
}

/** Removes answers past their time, and reservations whose process is gone. Returns how many. */
export async function sweepIdempotency(writer: Db, now: number): Promise<void> {
  const key = ['workspace_id', 'owner', 'idempotency_key'];
  await deletePast(writer, 'idempotency', key, sql`created_at <= ${iso(now - keptMs)}`);
}

/** At start nothing can be in progress: the folder has one process, and ingest stores its answer with its rows. */
export async function dropUnanswered(writer: Db): Promise<void> {
  await writer.deleteFrom('idempotency').where('status', 'is', null).execute();
}

/** Which of the tickets still hold their reservation. */
export async function validTickets(trx: Trx, tickets: readonly (readonly [string, string])[]): Promise<Set<string>> {
  const { rows } = await sql<{ ticket: string }>`
    select ticket from idempotency where status is null
      and (workspace_id, ticket) in (select workspace_id, ticket from ${jsonRows(['workspace_id', 'ticket'], tickets)} as r)`.execute(
    trx,
  );
  return new Set(rows.map(({ ticket }) => ticket));
}

export async function storeAnswers(
  trx: Trx,
  answers: { workspaceId: string; ticket: string; answer: Answer }[],
): Promise<void> {
  for (const { workspaceId, ticket, answer } of answers) {
    await trx
      .updateTable('idempotency')
      .set({ status: answer.status, body: answer.body })
      .where('workspace_id', '=', workspaceId)
      .where('ticket', '=', ticket)
      .execute();
  }
}

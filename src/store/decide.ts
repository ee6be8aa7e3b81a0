/** Decisions on review items. All that follows from one is in its transaction. */
import { sql } from 'kysely';
import { AppError } from '../errors.ts';
import type { Decision } from '../feedback/decision.ts';
import type { ReviewReason, Scope } from '../feedback/read.ts';
import { reasonsForOthers, requireFree, requireHeld, requireVersion, samePerson, stateAt } from '../feedback/review.ts';
import { note as audit, type ItemChange } from './claims.ts';
import type { Clock } from './clock.ts';
import { inWorkspaces } from './database/inWorkspaces.ts';
import type { Db, DecisionTable, Trx } from './database/schema.ts';
import { toDecision } from './decisions.ts';
import { dropOpinions } from './opinions.ts';
import { refoldDecided } from './refoldDecided.ts';
import { addItem, findItem, heldOf, type ItemRow, personOf } from './reviewItems.ts';
import type { CommentKey } from './rollups.ts';
import { hold, insertDecision, type Ruling, type RulingContext, readSubject, rule } from './ruling.ts';

export interface RulingChange extends ItemChange {
  note?: string;
}

export interface BulkAcceptance {
  id: string;
  status: 'accepted' | 'refused';
  /** Why it was refused. */
  code?: string;
  detail?: string;
}

export function createDecide(writer: Db, clock: Clock) {
  return {
    /** False when there is no such item. Throws when the caller does not hold it, or what he says does not fit it. */
    async decide(scope: Scope, id: string, ruling: Ruling, change: RulingChange): Promise<boolean> {
      return inWorkspaces(writer, [scope.workspaceId], async (trx) => {
        const item = await findItem(trx, scope, id);
        if (!item) return false;
        const now = clock();
        const who = personOf(scope, change.reviewer);
        requireHeld(heldOf(item), who, now);
        requireVersion(item, change.version);
        const key = await rule(trx, item, ruling, { who, now, note: change.note });
        if (ruling.verdict !== 'escalate') await refoldDecided(trx, [key], now);
        await audit(trx, scope, `review.${ruling.verdict}`, id, who, now);
        return true;
      });
    },

    /**
     * Accepts many items at once; each must be open or the caller's own, and as the caller saw it. Those that are not are
     * refused alone.
     */
    async acceptAll(
      scope: Scope,
      items: readonly { id: string; version: number }[],
      { reviewer, note }: { reviewer?: string; note?: string },
    ): Promise<BulkAcceptance[]> {
      return inWorkspaces(writer, [scope.workspaceId], async (trx) => {
        const context = { who: personOf(scope, reviewer), now: clock(), note };
        const results: BulkAcceptance[] = [];
        const keys: CommentKey[] = [];
        for (const { id, version } of items) {
          const accepted = await acceptOne(trx, scope, id, version, context);
          if ('key' in accepted) keys.push(accepted.key);
          results.push('key' in accepted ? { id, status: 'accepted' } : { id, status: 'refused', ...accepted });
          if ('key' in accepted) await audit(trx, scope, 'review.accept', id, context.who, context.now);
        }
        await refoldDecided(trx, keys, context.now);
        return results;
      });
    },

    /**
     * Takes back the last decision on an item, which is then held by whoever took it back. Others may not, but for
     * administrators. False when there is no such item.
     */
    async undo(scope: Scope, id: string, change: RulingChange & { admin: boolean }): Promise<boolean> {
      return inWorkspaces(writer, [scope.workspaceId], async (trx) => {
        const item = await findItem(trx, scope, id);
        if (!item) return false;
        const now = clock();
        const who = personOf(scope, change.reviewer);
        const last = await lastDecision(trx, item);
        if (!last)
          throw new AppError('state_conflict', 'There is no decision on this item to take back.', {
            reason: 'nothing_to_undo',
          });
        if (!samePerson(last, who) && !change.admin) {
          throw new AppError('forbidden', 'Only who decided, or an administrator, takes a decision back.', {
            reason: 'decided_by_another',
          });
        }
        requireVersion(item, change.version);
        if (item.state !== 'done') requireFree(heldOf(item), who, now);
        await hold(trx, item, who, now);
        await insertDecision(trx, item, {
          verdict: 'undo',
          role: last.role,
          who,
          now,
          note: change.note,
          undoes: last.id,
          decided: {},
          subject: await readSubject(trx, item),
        });
        const key: CommentKey = [item.workspace_id, item.comment_id];
        await dropOpinions(trx, item, last.role);
        await refoldDecided(trx, [key], now);
        await audit(trx, scope, 'review.undo', id, who, now);
        return true;
      });
    },

    /** Sends a comment to review by hand; answers the item's id, or null when there is no such comment. */
    async add(scope: Scope, commentId: string, { reviewer, note }: { reviewer?: string; note?: string }) {
      return inWorkspaces(writer, [scope.workspaceId], async (trx) => {
        const comment = await trx
          .selectFrom('comment')
          .select('id')
          .where('workspace_id', '=', scope.workspaceId)
          .where('id', '=', commentId)
          .executeTakeFirst();
        if (!comment) return null;
        const now = clock();
        const id = await addItem(
          trx,
          { workspace_id: scope.workspaceId, comment_id: commentId },
          'manual',
          note ?? null,
          now,
        );
        await audit(trx, scope, 'review.add', id, personOf(scope, reviewer), now);
        return id;
      });
    },
  };
}

async function lastDecision(trx: Trx, { workspace_id, id }: ItemRow): Promise<Decision | null> {
  const { rows } = await sql<DecisionTable>`
    select d.* from decision d where d.workspace_id = ${workspace_id} and d.item_id = ${id} and d.verdict <> 'undo'
      and not exists (select 1 from decision u where u.workspace_id = d.workspace_id and u.undoes = d.id)
    order by d.id desc limit 1`.execute(trx);
  return rows[0] ? toDecision(rows[0], false) : null;
}

async function acceptOne(
  trx: Trx,
  scope: Scope,
  id: string,
  version: number,
  context: RulingContext,
): Promise<{ key: CommentKey } | { code: string; detail: string }> {
  try {
    const item = await findItem(trx, scope, id);
    if (!item) throw new AppError('not_found', 'There is no such item.');
    requireFree(heldOf(item), context.who, context.now);
    requireVersion(item, version);
    if (reasonsForOthers.includes(item.reason as ReviewReason)) {
      throw new AppError('state_conflict', 'Opinions on decisions are given one by one.');
    }
    // Time since a claim of somebody else says nothing.
    const own = stateAt(heldOf(item), context.now) === 'claimed';
    return { key: await rule(trx, own ? item : { ...item, claimed_at: null }, { verdict: 'accept' }, context) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { code: error.code, detail: error.message };
  }
}

/** Claims of review items: a lease that ends by itself, and that nobody else can hold meanwhile. */
import { type SqlBool, sql } from 'kysely';
import { AppError } from '../errors.ts';
import type { CommentFilter } from '../feedback/filter.ts';
import type { Reviewer, ReviewReason, Scope } from '../feedback/read.ts';
import { reasonsForOthers, requireFree, requireHeld, requireVersion, skipMs, stateAt } from '../feedback/review.ts';
import { auditRows } from './audit.ts';
import { type Clock, iso } from './clock.ts';
import { inWorkspaces } from './database/inWorkspaces.ts';
import type { Db, Trx } from './database/schema.ts';
import { jsonList } from './database/sql.ts';
import type { Condition, SearchTerms } from './filters.ts';
import { findItem, heldOf, type ItemRow, inState, personOf } from './reviewItems.ts';
import { itemConditions } from './reviews.ts';
import { withAnalysis } from './rollups.ts';

export interface ClaimOptions {
  /** Name of the person, where one key serves several. */
  reviewer?: string;
  leaseMs: number;
}

export interface NextOptions extends ClaimOptions {
  reason?: ReviewReason[];
  /** Items that were passed on to one of these departments; without it none of those is given out. */
  department?: string[];
  comments?: CommentFilter;
}

export interface ItemChange {
  reviewer?: string;
  /** Version of the item that the caller saw. */
  version: number | null;
}

/** How often another process may be faster before the queue counts as empty. */
const tries = 20;

export function createClaims(writer: Db, clock: Clock, searchTerms: SearchTerms) {
  /** Reads the item, lets `change` act on it, and answers false when there is none. */
  const withItem = (scope: Scope, id: string, change: (trx: Trx, item: ItemRow, now: number) => Promise<void>) =>
    inWorkspaces(writer, [scope.workspaceId], async (trx) => {
      const item = await findItem(trx, scope, id);
      if (!item) return false;
      await change(trx, item, clock());
      return true;
    });

  return {
    /** Leases the item that is worth most, of those that this reviewer may have; answers its id, or null. */
    async next(scope: Scope, options: NextOptions): Promise<string | null> {
      const who = personOf(scope, options.reviewer);
      const filter = { reason: options.reason, department: options.department, comments: options.comments };
      const asked = await itemConditions(scope, filter, iso(clock()), searchTerms);
      for (let attempt = 0; attempt < tries; attempt++) {
        const found = await inWorkspaces(writer, [scope.workspaceId], async (trx) => {
          // Not before it is our turn: a lease that begins while we wait would be shorter than was promised.
          const now = clock();
          const id = await firstOf(trx, [...asked, ...openTo(who, options, iso(now))]);
          if (id === null) return null;
          const claimed = await take(trx, scope, id, who, now, options.leaseMs);
          if (claimed) await note(trx, scope, 'review.claim', id, who, now);
          return { id, claimed };
        });
        if (found === null) return null;
        if (found.claimed) return found.id;
      }
      return null;
    },

    /** Leases this item; whoever holds it already goes on holding it. */
    claim: (scope: Scope, id: string, { reviewer, leaseMs }: ClaimOptions): Promise<boolean> =>
      withItem(scope, id, async (trx, item, now) => {
        const who = personOf(scope, reviewer);
        requireFree(heldOf(item), who, now);
        await requireOther(trx, item, who);
        if (stateAt(heldOf(item), now) === 'claimed') return extend(trx, item, now + leaseMs);
        // Somebody of another process was faster.
        if (!(await take(trx, scope, id, who, now, leaseMs))) {
          throw new AppError('held_by_another', 'Another reviewer holds this item.');
        }
        await note(trx, scope, 'review.claim', id, who, now);
      }),

    /** A sign of life: the lease ends that much later from now on. */
    heartbeat: (scope: Scope, id: string, { reviewer, leaseMs }: ClaimOptions): Promise<boolean> =>
      withItem(scope, id, async (trx, item, now) => {
        requireHeld(heldOf(item), personOf(scope, reviewer), now);
        await extend(trx, item, now + leaseMs);
      }),

    /** Gives the item back. With `skip` it is not offered to this reviewer again for a day. */
    release: (
      scope: Scope,
      id: string,
      { reviewer, version, skip }: ItemChange & { skip: boolean },
    ): Promise<boolean> =>
      withItem(scope, id, async (trx, item, now) => {
        const who = personOf(scope, reviewer);
        requireHeld(heldOf(item), who, now);
        requireVersion(item, version);
        await trx
          .updateTable('review_item')
          .set({ state: 'open', version: item.version + 1, ...noLease })
          .where(isItem(item))
          .execute();
        if (skip) await rememberSkip(trx, item, who, iso(now + skipMs));
        await note(trx, scope, skip ? 'review.skip' : 'review.release', id, who, now);
      }),
  };
}

export const noLease = { lease_actor: null, lease_reviewer: null, lease_until: null };

export function isItem({ workspace_id, id, version }: ItemRow) {
  return sql<SqlBool>`workspace_id = ${workspace_id} and id = ${id} and version = ${version}`;
}

/** Nobody gives a second opinion on himself. */
async function requireOther(trx: Trx, item: ItemRow, { actor, reviewer }: Reviewer): Promise<void> {
  if (!reasonsForOthers.includes(item.reason as ReviewReason)) return;
  const own = await trx
    .selectFrom('decision')
    .select('id')
    .where('workspace_id', '=', item.workspace_id)
    .where('comment_id', '=', item.comment_id)
    .where('item_id', '<>', item.id)
    .where('actor', '=', actor)
    .where('reviewer', reviewer === null ? 'is' : '=', reviewer)
    .executeTakeFirst();
  if (own)
    throw new AppError('forbidden', 'You have decided this comment before: this is for somebody else.', {
      reason: 'decided_by_you',
    });
}

async function extend(trx: Trx, item: ItemRow, until: number): Promise<void> {
  await trx
    .updateTable('review_item')
    .set({ lease_until: iso(until) })
    .where(isItem(item))
    .execute();
}

/** False when it is not open any more: the condition is checked on the row as it is when it is written. */
async function take(trx: Trx, scope: Scope, id: string, who: Reviewer, now: number, leaseMs: number): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update review_item set state = 'claimed', version = version + 1, lease_actor = ${who.actor},
      lease_reviewer = ${who.reviewer}, lease_until = ${iso(now + leaseMs)}, claimed_at = ${iso(now)}
    where workspace_id = ${scope.workspaceId} and id = ${id}
      and (state = 'open' or (state = 'claimed' and lease_until <= ${iso(now)}))`.execute(trx);
  return numAffectedRows === 1n;
}

/** Which items may be given to this person unasked. */
function openTo(who: Reviewer, { department }: NextOptions, now: string): Condition[] {
  const name = who.reviewer ?? '';
  const byMe = (column: string) => sql`${sql.ref(`${column}.actor`)} = ${who.actor}
    and coalesce(${sql.ref(`${column}.reviewer`)}, '') = ${name}`;
  return [
    inState('open', now),
    ...(department ? [] : [sql<SqlBool>`q.escalated_department is null`]),
    sql`(q.escalated_reviewer is null or q.escalated_reviewer in ${jsonList(['*', name || who.actor])})`,
    // A second pair of eyes is one of somebody else.
    sql`not ((coalesce(q.escalated_reviewer, '') = '*' or q.reason in ${jsonList(reasonsForOthers)})
      and exists (select 1 from decision d where d.workspace_id = q.workspace_id and d.comment_id = q.comment_id
        and ${byMe('d')}))`,
    sql`not exists (select 1 from review_skip s where s.workspace_id = q.workspace_id and s.item_id = q.id
      and s.until > ${now} and ${byMe('s')})`,
    // Two people at one comment would decide it twice.
    sql`not exists (select 1 from review_item p where p.workspace_id = q.workspace_id
      and p.comment_id = q.comment_id and p.id <> q.id and p.state = 'claimed' and p.lease_until > ${now})`,
  ];
}

async function firstOf(trx: Trx, conditions: readonly Condition[]): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select q.id from review_item q join comment c on c.workspace_id = q.workspace_id and c.id = q.comment_id
      ${withAnalysis}
    where q.state <> 'done' and a.comment_id is not null and ${sql.join(conditions, sql` and `)}
    order by q.rank desc, q.id desc limit 1`.execute(trx);
  return rows[0]?.id ?? null;
}

async function rememberSkip(trx: Trx, { workspace_id, id }: ItemRow, who: Reviewer, until: string): Promise<void> {
  await trx
    .insertInto('review_skip')
    .values({ workspace_id, item_id: id, actor: who.actor, reviewer: who.reviewer ?? '', until })
    .onConflict((oc) => oc.columns(['workspace_id', 'item_id', 'actor', 'reviewer']).doUpdateSet({ until }))
    .execute();
}

/** Names of people are no content: the trail says who did it where one key serves several. */
export async function note(
  trx: Trx,
  scope: Scope,
  action: string,
  subject: string,
  who: Reviewer,
  now: number,
): Promise<void> {
  const detail: Record<string, string> = who.reviewer === null ? {} : { reviewer: who.reviewer };
  await auditRows(trx, [{ scope, action, subject, detail }], () => now);
}

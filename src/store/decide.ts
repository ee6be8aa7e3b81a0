/** Decisions on review items. All that follows from one is in its transaction. */
import { sql } from 'kysely';
import { AppError, type Result } from '../errors.ts';
import type { Analysis } from '../feedback/analysis.ts';
import {
  type Correction,
  confirmAll,
  decideCorrection,
  type FindLeaf,
  rejectConflict,
} from '../feedback/correction.ts';
import {
  applyDecided,
  type Decided,
  type Decision,
  type DecisionRole,
  type Judged,
  machineView,
  type Verdict,
} from '../feedback/decision.ts';
import { fixedPriorities, rankOf } from '../feedback/queue.ts';
import type { Reviewer, ReviewTarget, Scope } from '../feedback/read.ts';
import {
  leaseMs,
  requireFree,
  requireHeld,
  requireVersion,
  samePerson,
  stateAt,
  targetColumns,
} from '../feedback/review.ts';
import { note as audit, type ItemChange, isItem, noLease } from './claims.ts';
import { type Clock, iso } from './clock.ts';
import { type CommentRow, commentColumns, toComment } from './commentRows.ts';
import type { Db, DecisionTable, Trx } from './database/schema.ts';
import { activeDecisions, contentOf, toDecision } from './decisions.ts';
import { newId } from './ids.ts';
import { refold } from './refold.ts';
import { findItem, heldOf, type ItemRow, personOf } from './reviewItems.ts';
import { itemId } from './reviewRows.ts';
import type { CommentKey } from './rollups.ts';

/** What a reviewer says about an item. */
export type Ruling =
  | { verdict: 'accept' }
  | { verdict: 'fix'; correction: Correction; findLeaf: FindLeaf }
  | { verdict: 'reject' }
  | { verdict: 'escalate'; to: ReviewTarget };

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
      return writer.transaction().execute(async (trx) => {
        const item = await findItem(trx, scope, id);
        if (!item) return false;
        const now = clock();
        const who = personOf(scope, change.reviewer);
        requireHeld(heldOf(item), who, now);
        requireVersion(item, change.version);
        const key = await rule(trx, item, ruling, { who, now, note: change.note });
        if (ruling.verdict !== 'escalate') await refold(trx, [key], now);
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
      return writer.transaction().execute(async (trx) => {
        const context = { who: personOf(scope, reviewer), now: clock(), note };
        const results: BulkAcceptance[] = [];
        const keys: CommentKey[] = [];
        for (const { id, version } of items) {
          const accepted = await acceptOne(trx, scope, id, version, context);
          if ('key' in accepted) keys.push(accepted.key);
          results.push('key' in accepted ? { id, status: 'accepted' } : { id, status: 'refused', ...accepted });
          if ('key' in accepted) await audit(trx, scope, 'review.accept', id, context.who, context.now);
        }
        await refold(trx, keys, context.now);
        return results;
      });
    },

    /**
     * Takes back the last decision on an item, which is then held by whoever took it back. Others may not, but for
     * administrators. False when there is no such item.
     */
    async undo(scope: Scope, id: string, change: RulingChange & { admin: boolean }): Promise<boolean> {
      return writer.transaction().execute(async (trx) => {
        const item = await findItem(trx, scope, id);
        if (!item) return false;
        const now = clock();
        const who = personOf(scope, change.reviewer);
        const last = await lastDecision(trx, item);
        if (!last) throw new AppError('state_conflict', 'There is no decision on this item to take back.');
        if (!samePerson(last, who) && !change.admin) {
          throw new AppError('forbidden', 'Only who decided, or an administrator, takes a decision back.');
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
        if (last.role !== 'second') await dropOpinions(trx, key);
        await refold(trx, [key], now);
        await audit(trx, scope, 'review.undo', id, who, now);
        return true;
      });
    },

    /** Sends a comment to review by hand; answers the item's id, or null when there is no such comment. */
    async add(scope: Scope, commentId: string, { reviewer, note }: { reviewer?: string; note?: string }) {
      return writer.transaction().execute(async (trx) => {
        const comment = await trx
          .selectFrom('comment')
          .select('id')
          .where('workspace_id', '=', scope.workspaceId)
          .where('id', '=', commentId)
          .executeTakeFirst();
        if (!comment) return null;
        const now = clock();
        const id = await addItem(trx, scope.workspaceId, commentId, 'manual', note ?? null, now);
        await audit(trx, scope, 'review.add', id, personOf(scope, reviewer), now);
        return id;
      });
    },
  };
}

interface Context {
  who: Reviewer;
  now: number;
  note: string | undefined;
}

/** Writes the decision and closes the item. The caller folds. */
async function rule(trx: Trx, item: ItemRow, ruling: Ruling, context: Context): Promise<CommentKey> {
  const subject = await readSubject(trx, item);
  const decided = valuesOf(subject, ruling);
  if (!decided.ok) {
    const { problems } = decided;
    throw new AppError(
      problems[0]!.code,
      problems.length === 1 ? problems[0]!.detail : 'The correction does not fit.',
      { problems },
    );
  }
  await close(trx, item, ruling, context);
  const { verdict } = ruling;
  await insertDecision(trx, item, {
    ...context,
    verdict,
    role: roleOf(item),
    undoes: null,
    decided: decided.value,
    subject,
  });
  return [item.workspace_id, item.comment_id];
}

function valuesOf({ comment, now }: Subject, ruling: Ruling): Result<Decided> {
  switch (ruling.verdict) {
    case 'accept':
      return { ok: true, value: confirmAll(now) };
    case 'fix':
      return decideCorrection(comment, now, ruling.correction, ruling.findLeaf);
    case 'reject':
      return rejectConflict(now);
    case 'escalate':
      return { ok: true, value: {} };
  }
}

function roleOf({ reason }: ItemRow): DecisionRole {
  return reason === 'second_opinion' ? 'second' : reason === 'disagreement' ? 'final' : 'first';
}

/** A comment as its reviewer reads it: with what others decided before, unless this is a second opinion. */
interface Subject {
  comment: ReturnType<typeof toComment>;
  machine: Analysis;
  now: Judged;
}

async function readSubject(trx: Trx, item: ItemRow): Promise<Subject> {
  const { rows } = await sql<CommentRow & { body: string }>`
    select ${commentColumns}, b.body from comment c
      join analysis_body b on b.workspace_id = c.workspace_id and b.comment_id = c.id
    where c.workspace_id = ${item.workspace_id} and c.id = ${item.comment_id}`.execute(trx);
  const row = rows[0];
  if (!row) throw new AppError('state_conflict', 'The comment waits for its analysis.');
  const comment = toComment(row);
  const machine = JSON.parse(row.body) as Analysis;
  if (roleOf(item) === 'second') return { comment, machine, now: machine };
  const active = await activeDecisions(trx, [[item.workspace_id, item.comment_id]], () => comment);
  return { comment, machine, now: applyDecided<Judged>(machine, active.get(comment.id)?.decided ?? {}) };
}

async function close(trx: Trx, item: ItemRow, ruling: Ruling, { note }: Context): Promise<void> {
  const target = ruling.verdict === 'escalate' ? targetColumns(ruling.to) : null;
  const set = target
    ? {
        state: 'open',
        escalated_department: target.department,
        escalated_reviewer: target.reviewer,
        ...(note && { note }),
      }
    : { state: 'done' };
  await change(trx, item, { ...set, ...noLease });
}

async function hold(trx: Trx, item: ItemRow, { actor, reviewer }: Reviewer, now: number): Promise<void> {
  await change(trx, item, {
    state: 'claimed',
    lease_actor: actor,
    lease_reviewer: reviewer,
    lease_until: iso(now + leaseMs.usual),
    claimed_at: iso(now),
    escalated_department: null,
    escalated_reviewer: null,
  });
}

/** Refused when another process was faster. */
async function change(trx: Trx, item: ItemRow, set: Partial<ItemRow>): Promise<void> {
  const { numUpdatedRows } = await trx
    .updateTable('review_item')
    .set({ ...set, version: item.version + 1 })
    .where(isItem(item))
    .executeTakeFirst();
  if (numUpdatedRows !== 1n)
    throw new AppError('version_conflict', 'The item has changed since it was read. Read it again.');
}

interface NewDecision extends Context {
  verdict: Verdict;
  role: DecisionRole;
  undoes: string | null;
  decided: Decided;
  subject: Subject;
}

async function insertDecision(trx: Trx, item: ItemRow, made: NewDecision): Promise<void> {
  const { verdict, role, who, now, note = null, undoes, decided, subject } = made;
  const claimedAt = item.claimed_at === null || verdict === 'undo' ? null : Date.parse(item.claimed_at);
  await trx
    .insertInto('decision')
    .values({
      workspace_id: item.workspace_id,
      id: newId(now),
      comment_id: item.comment_id,
      item_id: item.id,
      verdict,
      role,
      decided_at: iso(now),
      ...who,
      note,
      undoes,
      content: contentOf(subject.comment),
      decided: JSON.stringify(decided),
      machine: JSON.stringify(machineView(subject.machine, subject.machine.versions)),
      seconds: claimedAt === null ? null : (now - claimedAt) / 1000,
    })
    .execute();
}

async function lastDecision(trx: Trx, { workspace_id, id, comment_id }: ItemRow): Promise<Decision | null> {
  const { rows } = await sql<DecisionTable>`
    select d.* from decision d where d.workspace_id = ${workspace_id} and d.item_id = ${id} and d.verdict <> 'undo'
      and not exists (select 1 from decision u where u.workspace_id = d.workspace_id
        and u.comment_id = ${comment_id} and u.undoes = d.id)
    order by d.id desc limit 1`.execute(trx);
  return rows[0] ? toDecision(rows[0], false) : null;
}

/** Without the first decision there is nothing that a second could be compared with. */
async function dropOpinions(trx: Trx, [workspaceId, commentId]: CommentKey): Promise<void> {
  await sql`delete from review_item where workspace_id = ${workspaceId} and comment_id = ${commentId}
    and state = 'open' and reason in ('second_opinion', 'disagreement')`.execute(trx);
}

async function acceptOne(
  trx: Trx,
  scope: Scope,
  id: string,
  version: number,
  context: Context,
): Promise<{ key: CommentKey } | { code: string; detail: string }> {
  try {
    const item = await findItem(trx, scope, id);
    if (!item) throw new AppError('not_found', 'There is no such item.');
    requireFree(heldOf(item), context.who, context.now);
    requireVersion(item, version);
    // Time since a claim of somebody else says nothing.
    const own = stateAt(heldOf(item), context.now) === 'claimed';
    return { key: await rule(trx, own ? item : { ...item, claimed_at: null }, { verdict: 'accept' }, context) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { code: error.code, detail: error.message };
  }
}

/** One item a comment and reason: a decided one is opened again. */
export async function addItem(
  trx: Trx,
  workspaceId: string,
  commentId: string,
  reason: keyof typeof fixedPriorities,
  note: string | null,
  now: number,
): Promise<string> {
  const id = itemId(workspaceId, commentId, reason);
  const priority = fixedPriorities[reason];
  const rank = rankOf(priority, now);
  await sql`insert into review_item
      (workspace_id, id, comment_id, reason, priority, rank, created_at, state, version, note)
    values (${workspaceId}, ${id}, ${commentId}, ${reason}, ${priority}, ${rank}, ${iso(now)}, 'open', 1, ${note})
    on conflict (workspace_id, id) do update set state = 'open', version = review_item.version + 1,
      created_at = excluded.created_at, rank = excluded.rank, note = excluded.note
    where review_item.state = 'done'`.execute(trx);
  return id;
}

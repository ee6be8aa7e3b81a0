/** One ruling on one item: what it decides, the row that keeps it, and the state of the item after it. */
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
  type DecisionRole,
  type Judged,
  machineView,
  type Verdict,
} from '../feedback/decision.ts';
import type { Reviewer, ReviewReason, ReviewTarget } from '../feedback/read.ts';
import { leaseMs, targetColumns } from '../feedback/review.ts';
import { isItem, noLease } from './claims.ts';
import { iso } from './clock.ts';
import { type CommentRow, commentColumns, toComment } from './commentRows.ts';
import type { Trx } from './database/schema.ts';
import { activeDecisions, contentOf } from './decisions.ts';
import { newId } from './ids.ts';
import { followUp } from './opinions.ts';
import { type ItemRow, isBlind } from './reviewItems.ts';
import type { CommentKey } from './rollups.ts';

import { emit } from './webhooks/outbox.ts';

/** What a reviewer says about an item. */
export type Ruling =
  | { verdict: 'accept' }
  | { verdict: 'fix'; correction: Correction; findLeaf: FindLeaf }
  | { verdict: 'reject' }
  | { verdict: 'escalate'; to: ReviewTarget };

export interface RulingContext {
  who: Reviewer;
  now: number;
  note: string | undefined;
}

/** Writes the decision and closes the item. The caller folds. */
export async function rule(trx: Trx, item: ItemRow, ruling: Ruling, context: RulingContext): Promise<CommentKey> {
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
  const made = { role: roleOf(item), decided: decided.value };
  if (verdict !== 'escalate') {
    await followUp(trx, item, { ...made, content: contentOf(subject.comment), now: context.now });
  }
  await insertDecision(trx, item, { ...context, ...made, verdict, undoes: null, subject });
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

const roles: Partial<Record<ReviewReason, DecisionRole>> = {
  second_opinion: 'second',
  final_check: 'check',
  disagreement: 'final',
};

function roleOf({ reason }: ItemRow): DecisionRole {
  return roles[reason as ReviewReason] ?? 'first';
}

/** A comment as its reviewer reads it: with what others decided before, unless this is a second opinion. */
interface Subject {
  comment: ReturnType<typeof toComment>;
  machine: Analysis;
  now: Judged;
}

export async function readSubject(trx: Trx, item: ItemRow): Promise<Subject> {
  const { rows } = await sql<CommentRow & { body: string }>`
    select ${commentColumns}, b.body from comment c
      join analysis_body b on b.workspace_id = c.workspace_id and b.comment_id = c.id
    where c.workspace_id = ${item.workspace_id} and c.id = ${item.comment_id}`.execute(trx);
  const row = rows[0];
  if (!row) throw new AppError('state_conflict', 'The comment waits for its analysis.', { reason: 'not_analysed' });
  const comment = toComment(row);
  const machine = JSON.parse(row.body) as Analysis;
  if (isBlind(item)) return { comment, machine, now: machine };
  const active = await activeDecisions(trx, [[item.workspace_id, item.comment_id]], () => comment);
  return { comment, machine, now: applyDecided<Judged>(machine, active.get(comment.id)?.decided ?? {}) };
}

async function close(trx: Trx, item: ItemRow, ruling: Ruling, { note }: RulingContext): Promise<void> {
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

export async function hold(trx: Trx, item: ItemRow, { actor, reviewer }: Reviewer, now: number): Promise<void> {
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

interface NewDecision extends RulingContext {
  verdict: Verdict;
  role: DecisionRole;
  undoes: string | null;
  decided: Decided;
  subject: Subject;
}

export async function insertDecision(trx: Trx, item: ItemRow, made: NewDecision): Promise<void> {
  const { verdict, role, who, now, note = null, undoes, decided, subject } = made;
  const claimedAt = item.claimed_at === null || verdict === 'undo' ? null : Date.parse(item.claimed_at);
  const id = newId(now);
  await trx
    .insertInto('decision')
    .values({
      workspace_id: item.workspace_id,
      id,
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
  const commentId = item.comment_id;
  const data = { decisionId: id, commentId, itemId: item.id, reason: item.reason, verdict, role, undoes, ...who };
  await emit(
    trx,
    [{ workspaceId: item.workspace_id, type: 'review.decided', commentId, data: { ...data, decidedAt: iso(now) } }],
    now,
  );
}

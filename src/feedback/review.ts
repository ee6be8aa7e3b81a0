/** Who may do what with an item of the review queue. */
import { AppError } from '../errors.ts';
import type { Reviewer, ReviewReason, ReviewState, ReviewTarget } from './read.ts';

/** How long a claim lasts without a sign of life. */
export const leaseMs = { usual: 15 * 60_000, shortest: 1_000, longest: 4 * 3_600_000 };
/** For how long a skipped item is not offered to the same reviewer again. */
export const skipMs = 24 * 3_600_000;

/** Items for anybody who has not decided the comment before. */
export const reasonsForOthers: readonly ReviewReason[] = ['second_opinion', 'final_check', 'disagreement'];

/** The state of an item as it is stored. */
export interface Held {
  state: ReviewState;
  holder: Reviewer | null;
  /** Milliseconds since 1970. */
  until: number | null;
}

export function samePerson(a: Reviewer, b: Reviewer): boolean {
  return a.actor === b.actor && a.reviewer === b.reviewer;
}

/** An item whose lease has run out is open again, whoever still believes to hold it. */
export function stateAt({ state, until }: Held, now: number): ReviewState {
  return state === 'claimed' && until !== null && until <= now ? 'open' : state;
}

/** Throws unless `who` holds the item now. */
export function requireHeld(item: Held, who: Reviewer, now: number): void {
  if (item.state === 'done') throw new AppError('already_decided', 'This item is decided. Undo the decision first.');
  const own = item.holder !== null && samePerson(item.holder, who);
  if (stateAt(item, now) === 'claimed') {
    if (!own) throw new AppError('held_by_another', 'Another reviewer holds this item.');
    return;
  }
  if (own)
    throw new AppError('lease_expired', 'The lease has run out and the item went back to the queue. Claim it again.');
  throw new AppError('not_claimed', 'Nobody has claimed this item. Claim it first.');
}

/** Throws when somebody else holds the item, or when it is decided. */
export function requireFree(item: Held, who: Reviewer, now: number): void {
  if (item.state === 'done') throw new AppError('already_decided', 'This item is decided. Undo the decision first.');
  if (stateAt(item, now) === 'claimed' && !(item.holder && samePerson(item.holder, who))) {
    throw new AppError('held_by_another', 'Another reviewer holds this item.');
  }
}

/** Throws when the caller saw another version than there is. null: the caller did not say what he saw. */
export function requireVersion(item: { version: number }, seen: number | null): void {
  if (seen !== null && seen !== item.version) {
    throw new AppError('version_conflict', 'The item has changed since it was read. Read it again.');
  }
}

/** As it is stored: `*` stands for anybody but who passed it on. */
export function targetColumns(target: ReviewTarget): { department: string | null; reviewer: string | null } {
  if ('department' in target) return { department: target.department, reviewer: null };
  return { department: null, reviewer: 'reviewer' in target ? target.reviewer : '*' };
}

export function toTarget(department: string | null, reviewer: string | null): ReviewTarget | null {
  if (department !== null) return { department };
  if (reviewer === null) return null;
  return reviewer === '*' ? { secondReviewer: true } : { reviewer };
}

import type { IssueKind } from './analysis.ts';
import type { IssueState } from './read.ts';

/** Which state may follow which. A state may always be kept (a note or an assignee alone changes). */
export const issueSteps: Record<IssueState, readonly IssueState[]> = {
  open: ['assigned', 'in_progress', 'waiting_customer', 'resolved'],
  assigned: ['open', 'in_progress', 'waiting_customer', 'resolved'],
  in_progress: ['assigned', 'waiting_customer', 'resolved'],
  waiting_customer: ['in_progress', 'resolved'],
  resolved: ['verified', 'reopened'],
  verified: ['reopened'],
  reopened: ['assigned', 'in_progress', 'waiting_customer', 'resolved'],
};

export function mayStep(from: IssueState, to: IssueState): boolean {
  return from === to || issueSteps[from].includes(to);
}

/** States in which nobody has to do anything any more. */
export const finishedStates: readonly IssueState[] = ['resolved', 'verified'];

/** Steps that tell the customer something; to take an issue on or to hand it over is no answer yet. */
const answers: readonly IssueState[] = ['in_progress', 'waiting_customer', 'resolved'];

/** When somebody answered first, in milliseconds since 1970; null until then. It stays for ever. */
export function firstResponse(before: number | null, to: IssueState, now: number): number | null {
  return before ?? (answers.includes(to) ? now : null);
}

/** An answer is overdue while nobody gave it; one that came too late is not overdue any more. */
export function isResponseOverdue(
  { dueAt, respondedAt }: { dueAt: number | null; respondedAt: number | null },
  kind: IssueKind,
  now: number,
): boolean {
  return kindsOfWork.includes(kind) && respondedAt === null && dueAt !== null && dueAt < now;
}

/** Praise and bare mentions ask for nothing: they are never open work and never overdue. */
export const kindsOfWork: readonly IssueKind[] = ['complaint', 'suggestion', 'question'];

/** The SLA clock of an issue, in milliseconds since 1970. */
export interface SlaClock {
  /** When it runs out, with all ended pauses counted in. */
  dueAt: number;
  /** Start of the running pause, null while the clock runs. */
  waitingSince: number | null;
}

export function startClock(receivedAt: number, slaHours: number): SlaClock {
  return { dueAt: receivedAt + slaHours * 3_600_000, waitingSince: null };
}

/** The clock stops while the customer is waited for and goes on from there. */
export function stepClock(clock: SlaClock, to: IssueState, now: number): SlaClock {
  if (to === 'waiting_customer') return { ...clock, waitingSince: clock.waitingSince ?? now };
  return { dueAt: dueAt(clock, now), waitingSince: null };
}

/** When the SLA runs out as things stand; a running pause moves it. */
export function dueAt(clock: SlaClock, now: number): number {
  return clock.waitingSince === null ? clock.dueAt : clock.dueAt + Math.max(0, now - clock.waitingSince);
}

export function isOverdue(clock: SlaClock, state: IssueState, kind: IssueKind, now: number): boolean {
  if (finishedStates.includes(state) || !kindsOfWork.includes(kind)) return false;
  return clock.dueAt < (clock.waitingSince ?? now);
}

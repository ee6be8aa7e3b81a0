import type { CommentFilter } from '../filter.ts';
import type { Share } from '../read.ts';

export const targetMeasures = ['csat', 'nps', 'index', 'ces', 'negative_share'] as const;
export type TargetMeasure = (typeof targetMeasures)[number];

/** A goal for a measure: by `deadline`, over the comments from `from` on that the filter chooses. */
export interface TargetInput {
  name: string;
  measure: TargetMeasure;
  /** In the unit of the measure: a share 0..1 for `csat` and `negative_share`, −100..100 for `nps`, 0..100 for `index`, 1..7. */
  goal: number;
  /** First and last day that count. */
  from: string;
  deadline: string;
  filters: CommentFilter;
}

export interface Target extends TargetInput {
  id: string;
  createdAt: string;
  updatedAt: string;
}

/**
 * `reached`: past the deadline, or `on_course` before it, the measure is at the goal; `close`: it is not, but the goal lies
 * in its interval; `behind` before, `missed` after the deadline; `too_few` ratings say nothing.
 */
export const targetStates = ['reached', 'on_course', 'close', 'behind', 'missed', 'too_few'] as const;
export type TargetState = (typeof targetStates)[number];

export interface TargetStatus {
  state: TargetState;
  /** Null when there are too few ratings. */
  value: Share | null;
  /** What is missing to the goal, in the unit of the measure; 0 when it is reached. */
  gap: number | null;
  daysLeft: number;
  /** The comments that count. */
  filter: CommentFilter;
}

/** Whether a low value is the good one. */
export function lowIsGood(measure: TargetMeasure, effortDirection?: 'high_is_easy' | 'low_is_easy'): boolean {
  return measure === 'negative_share' || (measure === 'ces' && effortDirection === 'low_is_easy');
}

export function targetState(
  { goal, deadline }: Pick<TargetInput, 'goal' | 'deadline'>,
  value: Share | null,
  today: string,
  low: boolean,
): { state: TargetState; gap: number | null } {
  if (value === null) return { state: 'too_few', gap: null };
  const over = today > deadline;
  const gap = Math.max(0, low ? value.value - goal : goal - value.value);
  if (gap === 0) return { state: over ? 'reached' : 'on_course', gap };
  if (over) return { state: 'missed', gap };
  return { state: value.low <= goal && goal <= value.high ? 'close' : 'behind', gap };
}

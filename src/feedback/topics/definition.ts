import type { TopicRunOrder } from './stored.ts';

export const topicCadences = ['manual', 'daily', 'weekly', 'monthly'] as const;
/** When a definition runs by itself: at midnight UTC, on Mondays, on the first of the month. */
export type TopicCadence = (typeof topicCadences)[number];

/** What is asked of the comments again and again; each run says what became of the topics of the one before. */
export interface TopicDefinitionInput {
  name: string;
  order: TopicRunOrder;
  cadence: TopicCadence;
}

export interface TopicDefinition extends TopicDefinitionInput {
  id: string;
  /** Null without a schedule. */
  nextRunAt: string | null;
  /** The newest run; null before the first. */
  lastRunId: string | null;
  createdAt: string;
  updatedAt: string;
}

const dayMs = 86_400_000;

/** The first time of the schedule after `now`, in milliseconds; null without one. What was missed is not made up for. */
export function nextRun(cadence: TopicCadence, now: number): number | null {
  if (cadence === 'manual') return null;
  const date = new Date(now);
  if (cadence === 'monthly') return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
  const midnight = Math.floor(now / dayMs) * dayMs + dayMs;
  if (cadence === 'daily') return midnight;
  const daysToMonday = (8 - new Date(midnight).getUTCDay()) % 7;
  return midnight + daysToMonday * dayMs;
}

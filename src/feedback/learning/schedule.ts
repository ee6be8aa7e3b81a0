/** When the workspace's model is trained by itself, and what has happened since it was last. */
export interface TrainingPlan {
  /** So many decisions start a training; 0: none does. */
  after: number;
  /** … so many hours after the latest at the earliest. */
  restHours: number;
  /** A training after so many days, if anything was decided; 0: no such rhythm. */
  everyDays: number;
  /** Since the latest training was asked for. */
  decisions: number;
  latestAt: string | null;
  /** The training that waits or runs. */
  jobId: string | null;
}

const hourMs = 3_600_000;

/** Whether a training should start now; `now` in milliseconds since 1970. */
export function isTrainingDue(plan: TrainingPlan, now: number): boolean {
  const { after, restHours, everyDays, decisions, latestAt, jobId } = plan;
  if (jobId !== null || decisions === 0) return false;
  const hours = latestAt === null ? Number.POSITIVE_INFINITY : (now - Date.parse(latestAt)) / hourMs;
  if (hours < restHours) return false;
  return (after > 0 && decisions >= after) || (everyDays > 0 && latestAt !== null && hours >= 24 * everyDays);
}

/** What the next training waits for. */
export interface TrainingOutlook {
  /** `by_hand`: no number and no rhythm is set. */
  state: 'by_hand' | 'under_way' | 'due' | 'waits';
  /** Decisions that are missing to the number that starts one; null without such a number. */
  missing: number | null;
  /** When it starts without a further decision, ISO-8601 UTC; null: it does not. */
  at: string | null;
}

/** `now` in milliseconds since 1970. */
export function trainingOutlook(plan: TrainingPlan, now: number): TrainingOutlook {
  const { after, restHours, everyDays, decisions, latestAt, jobId } = plan;
  const missing = after > 0 ? Math.max(0, after - decisions) : null;
  if (jobId !== null) return { state: 'under_way', missing, at: null };
  if (after === 0 && everyDays === 0) return { state: 'by_hand', missing, at: null };
  if (isTrainingDue(plan, now)) return { state: 'due', missing, at: null };
  if (decisions === 0 || latestAt === null) return { state: 'waits', missing, at: null };
  const waits = [
    ...(missing === 0 ? [restHours] : []),
    ...(everyDays > 0 ? [Math.max(restHours, 24 * everyDays)] : []),
  ];
  const at = waits.length === 0 ? null : new Date(Date.parse(latestAt) + Math.min(...waits) * hourMs).toISOString();
  return { state: 'waits', missing, at };
}

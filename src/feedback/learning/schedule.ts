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

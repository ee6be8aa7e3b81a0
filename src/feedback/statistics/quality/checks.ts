import { type Counted, quantile } from '../counts.ts';

/** Whiskers of a box plot: 1.5 interquartile ranges beyond the quartiles (Tukey 1977). Null below four values. */
export function whiskers(values: readonly Counted[]): { low: number; high: number } | null {
  const n = values.reduce((sum, [, times]) => sum + times, 0);
  if (n < 4) return null;
  const [first, third] = [quantile(values, 0.25)!, quantile(values, 0.75)!];
  const reach = 1.5 * (third - first);
  return { low: first - reach, high: third + reach };
}

export const straightLine = 20;

/**
 * Finds runs of equal scores. Call it with the answers of everybody in the order of time; it answers the ids that have just
 * turned out to be part of a run of `length`: the whole run when it is complete, then each further one.
 */
export function createStraightLineFinder(
  length: number = straightLine,
): (who: string, score: string, id: string) => string[] {
  const runs = new Map<string, { score: string; ids: string[] | null }>();
  return (who, score, id) => {
    const run = runs.get(who);
    if (run?.score !== score) {
      runs.set(who, { score, ids: [id] });
      return [];
    }
    if (run.ids === null) return [id];
    run.ids.push(id);
    if (run.ids.length < length) return [];
    const found = run.ids;
    run.ids = null;
    return found;
  };
}

/** What one answer says as a whole: overall score and sub-scores. Without either there is nothing to be equal. */
export function answerKey(rating: number | null, ratings: Readonly<Record<string, number>> | null): string | null {
  const parts = Object.entries(ratings ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return rating === null && parts.length === 0 ? null : JSON.stringify([rating, parts]);
}

const fewestDurations = 30;

/** Seconds below which an answer was too quick: a third of the median; null while there are too few to know. */
export function speederLimit(durations: readonly Counted[]): number | null {
  const n = durations.reduce((sum, [, times]) => sum + times, 0);
  return n < fewestDurations ? null : quantile(durations, 0.5)! / 3;
}

/** Share of the scale between a sub-score and the overall score from which on they contradict each other. */
const contradiction = 0.75;

/** The sub-score farthest from the overall score, when it lies at the other end: speed 1 with overall 5. */
export function contradictingScore(
  rating: number | null,
  ratings: Readonly<Record<string, number>> | null,
  { min, max }: { min: number; max: number },
): string | null {
  if (rating === null) return null;
  let worst: string | null = null;
  let farthest = contradiction;
  for (const [name, value] of Object.entries(ratings ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const distance = Math.abs(value - rating) / (max - min);
    if (distance >= farthest && (worst === null || distance > farthest)) {
      worst = name;
      farthest = distance;
    }
  }
  return worst;
}

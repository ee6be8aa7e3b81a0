import { type Counted, medianDeviation } from './counts.ts';
import { daysBetween, shifted } from './groups.ts';

/** What happened on a day: so many comments (or ratings), and the sum of what was measured of each. */
export interface DayCount {
  day: string;
  n: number;
  sum: number;
}

export interface Anomaly {
  /** First and last day that are out of the ordinary. */
  from: string;
  to: string;
  direction: 'down' | 'up';
  /** Mean over these days. */
  value: number;
  /** What was usual: median of the daily means before. */
  usual: number;
  /** Distance from it in robust standard deviations, of the worst window. */
  z: number;
  n: number;
}

export interface AnomalyRules {
  /** Days that are looked at together: a move within this time is found. */
  span: number;
  /** Days before it that say what is usual. */
  window: number;
  /** Robust standard deviations that a window must be away. */
  threshold: number;
  /** How far a mean must move at least to matter, in the unit of the measure. */
  smallest: number;
  /** Ratings that a window must have, and days with ratings that the window before must have. */
  fewest: number;
  fewestDays: number;
}

export const anomalyRules: AnomalyRules = {
  span: 3,
  window: 28,
  threshold: 3.5,
  smallest: 0.5,
  fewest: 5,
  fewestDays: 7,
};

/**
 * Days on which the mean of a series leaves what was usual for it: the mean of the last `span` days against the median of
 * the daily means in the `window` days before, by a robust z (Iglewicz & Hoaglin 1993, threshold 3.5). The scale is what the
 * mean of so many ratings varies by: the MAD of the daily means, brought from the usual number of a day to that of the span,
 * and never less than what chance makes of the single ratings. So a noisy outlet has a wide scale and stays quiet.
 * `spread`: standard deviation of single ratings.
 */
export function findAnomalies(
  days: readonly DayCount[],
  spread: number,
  rules: AnomalyRules = anomalyRules,
): Anomaly[] {
  const sorted = [...days].filter(({ n }) => n > 0).sort((a, b) => (a.day < b.day ? -1 : 1));
  const found: Anomaly[] = [];
  let baseline = 0;
  let span = 0;
  for (const [at, { day }] of sorted.entries()) {
    const begin = shifted(day, 1 - rules.span);
    while (sorted[span]!.day < begin) span++;
    while (sorted[baseline]!.day < shifted(begin, -rules.window)) baseline++;
    const before = sorted.slice(baseline, span).filter(({ day: other }) => !inAny(found, other));
    const odd = judge(before, sorted.slice(span, at + 1), spread, rules);
    if (odd) extend(found, { ...odd, to: day }, sorted);
  }
  return found;
}

function judge(before: readonly DayCount[], last: readonly DayCount[], spread: number, rules: AnomalyRules) {
  const n = sumOf(last, 'n');
  if (n < rules.fewest || before.length < rules.fewestDays) return null;
  const usual = medianDeviation(before.map(({ n: times, sum }): Counted => [sum / times, 1]))!;
  const value = sumOf(last, 'sum') / n;
  const move = value - usual.median;
  if (Math.abs(move) < rules.smallest) return null;
  const perDay = sumOf(before, 'n') / before.length;
  const scale = Math.max(usual.deviation * Math.sqrt(Math.min(1, perDay / n)), spread / Math.sqrt(n));
  const z = scale > 0 ? move / scale : Math.sign(move) * Number.MAX_VALUE;
  if (Math.abs(z) < rules.threshold) return null;
  const direction = move < 0 ? ('down' as const) : ('up' as const);
  return { from: last[0]!.day, direction, value, usual: usual.median, z, n };
}

/** Windows of one move are one anomaly: as long as it goes on in the same direction. */
function extend(found: Anomaly[], odd: Anomaly, sorted: readonly DayCount[]): void {
  const last = found.at(-1);
  if (!last || last.direction !== odd.direction || daysBetween(last.to, odd.from) > 1) {
    found.push(odd);
    return;
  }
  last.to = odd.to;
  if (Math.abs(odd.z) > Math.abs(last.z)) last.z = odd.z;
  const within = sorted.filter(({ day }) => day >= last.from && day <= last.to);
  last.n = sumOf(within, 'n');
  last.value = sumOf(within, 'sum') / last.n;
}

function inAny(found: readonly Anomaly[], day: string): boolean {
  const last = found.at(-1);
  return last !== undefined && day >= last.from && day <= last.to;
}

function sumOf(days: readonly DayCount[], name: 'n' | 'sum'): number {
  return days.reduce((sum, day) => sum + day[name], 0);
}

/** Rules that are judged over whole days, in UTC, the last of which may not be over yet. */
import { normalTail, sharesDiffer } from '../../text/maths/significance.ts';
import { robustZ } from './robustZ.ts';
import type {
  AnomalyCondition,
  RiseCondition,
  ThresholdCondition,
  ThresholdMeasure,
  WindowCondition,
  WindowFinding,
} from './rule.ts';

/** Counts of the comments of a day. */
export interface DayCounts {
  day: string;
  analysed: number;
  negative: number;
  covered: number;
  rated: number;
  csat: number;
  /** Of the rated: Σ of their places on their scales, each 0..1. */
  positions: number;
  npsRated: number;
  promoters: number;
  detractors: number;
  /** Comments with the labels of the rule, in its polarity. */
  labelled: number;
}

const dayMs = 86_400_000;

export function dayBefore(day: string, days: number): string {
  return new Date(Date.parse(day) - days * dayMs).toISOString().slice(0, 10);
}

/** Days that a judgement on one day looks back, that day included. */
export function daysNeeded(condition: WindowCondition): number {
  if (condition.kind === 'rise') return 2 * condition.days;
  return condition.kind === 'anomaly' ? condition.days + 1 : condition.days;
}

/** Days for which one alert is enough. */
export function quietDays(condition: WindowCondition): number {
  return condition.kind === 'anomaly' ? 1 : condition.days;
}

/**
 * What is remarkable about the period that ends with `day`; null when nothing is. `counts`: in any order; days without any are
 * without comments. `over`: the day is over.
 */
export function judgeWindow(
  condition: WindowCondition,
  counts: readonly DayCounts[],
  day: string,
  over: boolean,
): WindowFinding | null {
  if (condition.kind === 'rise') return judgeRise(condition, counts, day);
  if (condition.kind === 'threshold') return judgeThreshold(condition, counts, day);
  return judgeAnomaly(condition, counts, day, over);
}

function judgeThreshold(
  condition: ThresholdCondition,
  counts: readonly DayCounts[],
  day: string,
): WindowFinding | null {
  const from = dayBefore(day, condition.days - 1);
  const { value, n } = figure(condition.measure, sum(counts, from, day));
  if (n < condition.minComments || n === 0) return null;
  const beyond = condition.side === 'below' ? value < condition.value : value > condition.value;
  return beyond ? { measure: condition.measure, from, to: day, value, reference: condition.value, n } : null;
}

function figure(measure: ThresholdMeasure, all: Omit<DayCounts, 'day'>): { value: number; n: number } {
  switch (measure) {
    case 'csat':
      return { value: all.csat / all.rated, n: all.rated };
    case 'nps':
      return { value: (100 * (all.promoters - all.detractors)) / all.npsRated, n: all.npsRated };
    case 'coverage':
      return { value: all.covered / all.analysed, n: all.analysed };
    case 'negativeShare':
      return { value: all.negative / all.analysed, n: all.analysed };
  }
}

/**
 * Shares by the pooled z-test; counts of equally long periods by the normal approximation of the binomial that a comment
 * falls into the later one, z = (a − b) / √(a + b).
 */
function judgeRise(condition: RiseCondition, counts: readonly DayCounts[], day: string): WindowFinding | null {
  const from = dayBefore(day, condition.days - 1);
  const now = sum(counts, from, day);
  const before = sum(counts, dayBefore(from, condition.days), dayBefore(from, 1));
  const { labelled: a } = now;
  const { labelled: b } = before;
  if (a < condition.minComments) return null;
  const shares = condition.by === 'share';
  if (shares && before.analysed === 0) return null;
  const value = shares ? a / now.analysed : a;
  const reference = shares ? b / before.analysed : b;
  if (value <= reference || value < reference * (1 + condition.minRise)) return null;
  const p = shares ? sharesDiffer(a, now.analysed, b, before.analysed) : 2 * normalTail((a - b) / Math.sqrt(a + b));
  return p <= condition.level ? { measure: condition.by, from, to: day, value, reference, n: a, p } : null;
}

/** So many days before must be known. */
const leastDays = 7;

function judgeAnomaly(
  condition: AnomalyCondition,
  counts: readonly DayCounts[],
  day: string,
  over: boolean,
): WindowFinding | null {
  const { measure, side, minComments } = condition;
  const byDay = new Map(counts.map((one) => [one.day, one]));
  const pointOf = (at: string) => point(measure, byDay.get(at), minComments);
  const today = pointOf(day);
  if (today === null) return null;
  const known = [...Array(condition.days).keys()].map((n) => dayBefore(day, n + 1));
  const first = counts.map((one) => one.day).sort()[0] ?? day;
  const past = known.filter((at) => at >= first).flatMap((at) => pointOf(at) ?? []);
  if (past.length < leastDays) return null;
  const { z, median } = robustZ(
    today.value,
    past.map(({ value }) => value),
    today.spread,
  );
  // What a day lacks may still come.
  const falls = z <= -condition.z && side !== 'above' && (over || measure !== 'comments');
  const rises = z >= condition.z && side !== 'below';
  if (!falls && !rises) return null;
  if (measure === 'comments' && rises && today.n < minComments) return null;
  return { measure, from: day, to: day, value: today.value, reference: median, n: today.n, z };
}

/** A day's value, its comments, and the deviation that chance alone gives it; null where there are too few of them. */
function point(measure: AnomalyCondition['measure'], counts: DayCounts | undefined, minComments: number) {
  const analysed = counts?.analysed ?? 0;
  if (measure === 'comments') return { value: analysed, n: analysed, spread: Math.sqrt(Math.max(1, analysed)) };
  const n = measure === 'meanRating' ? (counts?.rated ?? 0) : analysed;
  if (n === 0 || n < minComments) return null;
  if (measure === 'negativeShare') {
    const value = counts!.negative / n;
    return { value, n, spread: Math.sqrt(Math.max(value * (1 - value), 1 / n) / n) };
  }
  // Ratings spread by about a quarter of their scale, which is mapped to 1..5.
  return { value: 1 + 4 * (counts!.positions / n), n, spread: 1 / Math.sqrt(n) };
}

function sum(counts: readonly DayCounts[], from: string, to: string): Omit<DayCounts, 'day'> {
  const total = {
    analysed: 0,
    negative: 0,
    covered: 0,
    rated: 0,
    csat: 0,
    positions: 0,
    npsRated: 0,
    promoters: 0,
    detractors: 0,
    labelled: 0,
  };
  for (const one of counts) {
    if (one.day < from || one.day > to) continue;
    for (const name of Object.keys(total) as (keyof typeof total)[]) total[name] += one[name];
  }
  return total;
}

import { shareDifference, wilson } from '../../text/maths/wilson.ts';
import type { Share } from '../read.ts';
import { type Counted, moments, positions, type RatingCount } from './counts.ts';
import { ratingFacts } from './satisfaction.ts';

/** Which end of an effort question is the good one. */
export const effortDirections = ['high_is_easy', 'low_is_easy'] as const;
export type EffortDirection = (typeof effortDirections)[number];

/** Five grades of ten points, from 10–9 down to 2–1. */
export const gradeNames = ['10–9', '8–7', '6–5', '4–3', '2–1'] as const;

export interface Scores {
  /** Ratings. */
  n: number;
  /** Share of ratings in the top boxes, 0..1. */
  csat: Share | null;
  /** −100..100, of ten-point ratings. */
  nps: (Share & { promoters: number; passives: number; detractors: number }) | null;
  /** Mean on ten points × 10, 0..100. */
  index: Share | null;
  /** Ratings by grade, the best first, as `gradeNames`. */
  grades: number[];
  /** Position of the grade of the mean in `gradeNames`. */
  grade: number | null;
}

/** All figures of a set of ratings; they do not depend on the order of the counts. */
export function scoresOf(counts: readonly RatingCount[]): Scores {
  let n = 0;
  let satisfied = 0;
  const nps = { promoters: 0, passives: 0, detractors: 0 };
  const grades = gradeNames.map(() => 0);
  const tens: Counted[] = [];
  for (const { rating, scale, n: times } of counts) {
    const facts = ratingFacts(rating, scale);
    n += times;
    satisfied += facts.csat * times;
    if (facts.nps !== null) nps[npsNames[facts.nps + 1]] += times;
    grades[gradeOf(facts.tenPoint)] += times;
    tens.push([facts.tenPoint, times]);
  }
  const ofTen = nps.promoters + nps.passives + nps.detractors;
  const index = meanInterval(tens, 0, 10);
  return {
    n,
    csat: n > 0 ? wilson(satisfied, n) : null,
    nps: ofTen > 0 ? { ...scaled(shareDifference(nps.promoters, nps.detractors, ofTen), 100), ...nps } : null,
    index: index && scaled(index, 10),
    grades,
    grade: index && gradeOf(index.value),
  };
}

const npsNames = ['detractors', 'passives', 'promoters'] as const;

/** Position in `gradeNames` of a rating on ten points; between two grades it is rounded to the nearer point. */
export function gradeOf(tenPoint: number): number {
  return 5 - Math.ceil(Math.min(10, Math.max(1, Math.round(tenPoint))) / 2);
}

/** Mean effort on 1..7, every scale stretched to it. */
export function effortScore(
  counts: readonly RatingCount[],
  direction: EffortDirection,
): (Share & { direction: EffortDirection }) | null {
  const mean = meanInterval(
    positions(counts).map(([position, n]) => [1 + 6 * position, n] as const),
    1,
    7,
  );
  return mean && { ...mean, direction };
}

/**
 * Mean with its 95 % interval by Student's t, cut at the ends of the scale; a single value says nothing about the mean, its
 * interval is the whole scale. Null of nothing.
 */
export function meanInterval(values: readonly Counted[], min: number, max: number): Share | null {
  const found = moments(values);
  if (!found) return null;
  const { n, mean, deviation } = found;
  if (n === 1) return { value: mean, low: min, high: max, n };
  const half = (studentQuantile(n - 1) * deviation) / Math.sqrt(n);
  return { value: mean, low: Math.max(min, mean - half), high: Math.min(max, mean + half), n };
}

const exactQuantiles = [12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306, 2.2622, 2.2281];

/**
 * The 97.5 % quantile of Student's t: tabulated up to 10 degrees of freedom, beyond by the expansion of Fisher & Cornish
 * (Abramowitz & Stegun 26.7.5), whose error is below 0.0002 there.
 */
export function studentQuantile(freedom: number): number {
  const exact = exactQuantiles[freedom - 1];
  if (exact !== undefined) return exact;
  const z = 1.959963984540054;
  const first = (z ** 3 + z) / 4;
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const third = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  return z + first / freedom + second / freedom ** 2 + third / freedom ** 3;
}

/** The total of equally weighted dimensions: the arithmetic mean of their indexes. */
export function equallyWeighted(indexes: readonly number[]): number | null {
  return indexes.length === 0 ? null : indexes.reduce((sum, index) => sum + index, 0) / indexes.length;
}

/** Two ways to bring the ten-point index to a goal. */
export interface WaysToGoal {
  /** Everybody below `to` rises to it. */
  liftLow: { to: number; ratings: number; index: number };
  /** So many of those who give `from` give one point more; null where there are too few of them. */
  raiseHigh: { from: number; to: number; ratings: number; shareBefore: number; shareAfter: number } | null;
}

/**
 * How an index below `goal` (0..100) reaches it: those below rise to the whole points of the goal, or some of those who
 * stand there give one more. Null when it is reached, or there are no ratings.
 */
export function waysToReach(counts: readonly RatingCount[], goal: number): WaysToGoal | null {
  const tens = counts.map(({ rating, scale, n }) => [ratingFacts(rating, scale).tenPoint, n] as const);
  const found = moments(tens);
  if (!found || found.mean * 10 >= goal - 1e-9) return null;
  const to = Math.ceil(goal / 10);
  const from = Math.min(9, Math.floor(goal / 10));
  const sum = (select: (value: number) => number): number =>
    tens.reduce((total, [value, n]) => total + select(value) * n, 0);
  const lifted = sum((value) => Math.max(value, to)) / found.n;
  const needed = Math.ceil((found.n * goal) / 10 - found.mean * found.n - 1e-9);
  const atFrom = sum((value) => (value === from ? 1 : 0));
  const above = sum((value) => (value === from + 1 ? 1 : 0));
  return {
    liftLow: { to, ratings: sum((value) => (value < to ? 1 : 0)), index: lifted * 10 },
    raiseHigh:
      needed > atFrom
        ? null
        : {
            from,
            to: from + 1,
            ratings: needed,
            shareBefore: above / found.n,
            shareAfter: (above + needed) / found.n,
          },
  };
}

export function scaled<T extends Share>(share: T, factor: number): T {
  return { ...share, value: share.value * factor, low: share.low * factor, high: share.high * factor };
}

import type { RatingScale } from '../comment.ts';
import { ratingFacts } from './satisfaction.ts';

/** How many comments of a group gave this rating on this scale. */
export interface RatingCount {
  keys: string[];
  scale: RatingScale;
  rating: number;
  n: number;
}

/** A number with how often it occurs. */
export type Counted = readonly [value: number, n: number];

/** Positions on their scales, 0..1, by which ratings of different scales can be compared. */
export function positions(counts: readonly RatingCount[]): Counted[] {
  return counts.map(({ rating, scale, n }) => [ratingFacts(rating, scale).position, n] as const);
}

export function countOf(counts: readonly { n: number }[]): number {
  return counts.reduce((sum, { n }) => sum + n, 0);
}

export interface Moments {
  n: number;
  mean: number;
  /** Sample standard deviation (n − 1); 0 of a single value. */
  deviation: number;
}

/** Mean and deviation; of nothing, null. */
export function moments(values: readonly Counted[]): Moments | null {
  let n = 0;
  let sum = 0;
  for (const [value, times] of values) {
    n += times;
    sum += value * times;
  }
  if (n === 0) return null;
  const mean = sum / n;
  const squares = values.reduce((total, [value, times]) => total + times * (value - mean) ** 2, 0);
  return { n, mean, deviation: n > 1 ? Math.sqrt(squares / (n - 1)) : 0 };
}

/**
 * Quantile `p` (0..1) by linear interpolation between order statistics, as R's type 7 and spreadsheets do (Hyndman & Fan,
 * 1996); null of nothing.
 */
export function quantile(values: readonly Counted[], p: number): number | null {
  const sorted = [...values].filter(([, n]) => n > 0).sort(([a], [b]) => a - b);
  const total = sorted.reduce((sum, [, n]) => sum + n, 0);
  if (total === 0) return null;
  const at = p * (total - 1);
  const below = valueAt(sorted, Math.floor(at));
  return below + (at - Math.floor(at)) * (valueAt(sorted, Math.ceil(at)) - below);
}

function valueAt(sorted: readonly Counted[], index: number): number {
  let seen = 0;
  for (const [value, n] of sorted) {
    seen += n;
    if (index < seen) return value;
  }
  return sorted.at(-1)![0];
}

/** Median of the distances from the median, × 1.4826: a deviation that outliers do not move. Null of nothing. */
export function medianDeviation(values: readonly Counted[]): { median: number; deviation: number } | null {
  const median = quantile(values, 0.5);
  if (median === null) return null;
  const distances = values.map(([value, n]) => [Math.abs(value - median), n] as const);
  return { median, deviation: 1.4826 * quantile(distances, 0.5)! };
}

/** Groups by a key, in the order of first appearance. */
export function grouped<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

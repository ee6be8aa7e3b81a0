import { adjustForDiscovery, sharesDiffer } from '../../text/maths/significance.ts';

/** A leaf in two periods: how many comments had it, of how many. */
export interface LeafChange {
  code: string;
  now: number;
  before: number;
}

export interface Grown extends LeafChange {
  /** Shares of the comments of each period, 0..1. */
  shareNow: number;
  shareBefore: number;
  change: number;
  p: number;
  /** Adjusted for the number of leaves (Benjamini–Hochberg). */
  q: number;
}

/** Leaves by how much their share of the comments has grown; those that shrank come last. */
export function growthOf(leaves: readonly LeafChange[], now: number, before: number): Grown[] {
  if (now === 0 || before === 0) return [];
  const tested = leaves.map((leaf) => ({
    ...leaf,
    shareNow: leaf.now / now,
    shareBefore: leaf.before / before,
    change: leaf.now / now - leaf.before / before,
    p: sharesDiffer(leaf.now, now, leaf.before, before),
  }));
  const adjusted = adjustForDiscovery(tested.map(({ p }) => p));
  return tested
    .map((leaf, i) => ({ ...leaf, q: adjusted[i]! }))
    .sort((a, b) => b.change - a.change || (a.code < b.code ? -1 : 1));
}

/** The period of the same days a month or a year before; a day that is not there becomes the last of its month. */
export function earlier(day: string, unit: 'month' | 'year'): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const [y, m] = unit === 'year' ? [year - 1, month] : month === 1 ? [year - 1, 12] : [year, month - 1];
  const last = new Date(Date.UTC(y, m, 0)).getUTCDate();
  return new Date(Date.UTC(y, m - 1, Math.min(date, last))).toISOString().slice(0, 10);
}

import { adjustForDiscovery, normalTail, sharesDiffer } from '../../text/maths/significance.ts';
import type { Counted } from './counts.ts';

export interface RankTest {
  /** Pairs in which the first sample is higher; half for each tie. */
  u: number;
  z: number;
  /** Two-sided. */
  p: number;
  /** Probability that one of the first is above one of the second, ties halved: 0..1, 0.5 when they are alike. */
  superiority: number;
}

/**
 * Mann–Whitney U of two samples given as counts, with the normal approximation corrected for ties and for continuity (Mann &
 * Whitney 1947; tie term of Siegel & Castellan). Null when one of them is empty.
 */
export function mannWhitney(first: readonly Counted[], second: readonly Counted[]): RankTest | null {
  const totals = new Map<number, [number, number]>();
  for (const [side, sample] of [first, second].entries())
    for (const [value, n] of sample) {
      const at = totals.get(value) ?? [0, 0];
      at[side as 0 | 1] += n;
      totals.set(value, at);
    }
  let u = 0;
  let n = 0;
  let m = 0;
  let ties = 0;
  for (const [, [a, b]] of [...totals].sort(([x], [y]) => x - y)) {
    u += a * (m + b / 2);
    n += a;
    m += b;
    ties += (a + b) ** 3 - (a + b);
  }
  if (n === 0 || m === 0) return null;
  const all = n + m;
  const variance = ((n * m) / 12) * (all + 1 - (all > 1 ? ties / (all * (all - 1)) : 0));
  const distance = u - (n * m) / 2;
  const z = variance > 0 ? (Math.sign(distance) * Math.max(0, Math.abs(distance) - 0.5)) / Math.sqrt(variance) : 0;
  return { u, z, p: Math.min(1, 2 * normalTail(Math.abs(z))), superiority: u / (n * m) };
}

/** Two shares, and whether they differ (pooled two-proportion z-test, two-sided). */
export function compareShares(a: number, n: number, b: number, m: number): { difference: number; p: number } | null {
  return n === 0 || m === 0 ? null : { difference: a / n - b / m, p: sharesDiffer(a, n, b, m) };
}

/** Adds `q`, the p-value adjusted for all the tests that were made (Benjamini–Hochberg). */
export function withDiscovery<T extends { p: number }>(tests: readonly (T | null)[]): ((T & { q: number }) | null)[] {
  const made = tests.filter((test) => test !== null);
  const adjusted = adjustForDiscovery(made.map(({ p }) => p));
  let at = 0;
  return tests.map((test) => test && { ...test, q: adjusted[at++]! });
}

export interface Interval {
  value: number;
  low: number;
  high: number;
  n: number;
}

const z95 = 1.959963984540054;

/**
 * Share of successes with its Wilson score interval, all in 0..1. `successes` of `n` trials, `n` ≥ 1; `z` is the normal
 * quantile of the level (95 % when absent). Wilson (1927), JASA 22; centre (p + z²/2n) / (1 + z²/n).
 */
export function wilson(successes: number, n: number, z: number = z95): Interval {
  const p = successes / n;
  const z2 = z * z;
  const centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  const half = (z / (1 + z2 / n)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n));
  return {
    value: p,
    low: successes === 0 ? 0 : Math.max(0, centre - half),
    high: successes === n ? 1 : Math.min(1, centre + half),
    n,
  };
}

/**
 * Difference of two shares of the same sample (promoters − detractors) with its normal interval, in −1..1:
 * the variance of a value in {1, 0, −1} is (p + d − (p − d)²) / n.
 */
export function shareDifference(plus: number, minus: number, n: number, z: number = z95): Interval {
  const p = plus / n;
  const d = minus / n;
  const value = p - d;
  const half = z * Math.sqrt((p + d - value * value) / n);
  return { value, low: Math.max(-1, value - half), high: Math.min(1, value + half), n };
}

/**
 * Which of many tests hold with a false-discovery rate of at most `rate` among those that are said to hold, by Benjamini &
 * Hochberg 1995: adjusted p-values p_(i) · m / i, made monotone. Returned in the order given, 0..1.
 */
export function adjustForDiscovery(pValues: ArrayLike<number>): Float64Array {
  const count = pValues.length;
  const order = Array.from({ length: count }, (_, i) => i).sort((a, b) => pValues[a] - pValues[b]);
  const adjusted = new Float64Array(count);
  let least = 1;
  for (let rank = count; rank >= 1; rank--) {
    const i = order[rank - 1];
    least = Math.min(least, (pValues[i] * count) / rank);
    adjusted[i] = least;
  }
  return adjusted;
}

/**
 * Two-sided p-value for the difference of two shares, a of n and b of m, by the pooled z-test. 1 where both are 0 or all.
 */
export function sharesDiffer(a: number, n: number, b: number, m: number): number {
  const pooled = (a + b) / (n + m);
  const variance = pooled * (1 - pooled) * (1 / n + 1 / m);
  return variance > 0 ? 2 * normalTail(Math.abs(a / n - b / m) / Math.sqrt(variance)) : 1;
}

/** Upper tail of the standard normal distribution for z ≥ 0; relative error below 1.2e-7 (erfc of Numerical Recipes, 6.2). */
export function normalTail(z: number): number {
  const x = z / Math.SQRT2;
  const t = 1 / (1 + 0.5 * x);
  const series = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
    0.17087277,
  ].reduceRight((sum, coefficient) => coefficient + t * sum, 0);
  return (t * Math.exp(-x * x + series)) / 2;
}

import { medianDeviation } from '../statistics/counts.ts';

/**
 * How many deviations `value` lies from the median of `past`, as the anomalies of the statistics have it:
 * z = (x − median) / max(1.4826 · MAD, `least`). `least` keeps values that never moved from making every step an outlier.
 * `past` must not be empty, `least` > 0.
 */
export function robustZ(value: number, past: readonly number[], least: number): { z: number; median: number } {
  const usual = medianDeviation(past.map((one) => [one, 1] as const))!;
  return { z: (value - usual.median) / Math.max(usual.deviation, least), median: usual.median };
}

import { median } from '../statistics/agreement.ts';

/**
 * How many deviations `value` lies from the median of `past`: z = (x − median) / max(1.4826 · MAD, `least`). 1.4826 · MAD is the
 * standard deviation of normal values (Hampel 1974); `least` keeps values that never moved from making every step an outlier.
 * `past` must not be empty, `least` > 0.
 */
export function robustZ(value: number, past: readonly number[], least: number): { z: number; median: number } {
  const middle = median(past)!;
  const deviation = 1.4826 * median(past.map((one) => Math.abs(one - middle)))!;
  return { z: (value - middle) / Math.max(deviation, least), median: middle };
}

import { normalTail } from '../../text/maths/significance.ts';

export interface SampleSize {
  z: number;
  /** For a population without end, before rounding. */
  unlimited: number;
  /** Answers that it takes. */
  n: number;
}

/**
 * Cochran's formula (Sampling Techniques, 1977, 4.2): n₀ = z²·p·(1 − p) / e², for a finite population N
 * n = n₀ / (1 + (n₀ − 1) / N), rounded up. `confidence` and `proportion` in 0..1 (both ends excluded), `margin` 0..1.
 */
export function sampleSize(asked: {
  confidence: number;
  margin: number;
  proportion: number;
  population?: number | undefined;
}): SampleSize {
  const { confidence, margin, proportion: p, population } = asked;
  const z = normalQuantile((1 + confidence) / 2);
  const unlimited = (z * z * p * (1 - p)) / (margin * margin);
  const needed = population === undefined ? unlimited : unlimited / (1 + (unlimited - 1) / population);
  return { z, unlimited, n: Math.max(1, Math.min(Math.ceil(needed - 1e-9), population ?? Number.POSITIVE_INFINITY)) };
}

/** Quantile of the standard normal distribution for 0.5 ≤ p < 1: Abramowitz & Stegun 26.2.23, then two steps of Newton. */
export function normalQuantile(p: number): number {
  if (p === 0.5) return 0;
  const t = Math.sqrt(-2 * Math.log(1 - p));
  let z = t - (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t ** 3);
  for (let i = 0; i < 2; i++) {
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    z += (p - (1 - normalTail(z))) / density;
  }
  return z;
}

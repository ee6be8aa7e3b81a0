/** How far raters agree beyond chance, on nominal categories. */

export interface Agreement {
  /** Units that were compared. */
  n: number;
  /** Share of units on which the raters agree, 0..1; null without units. */
  observed: number | null;
  /** −1..1; null without units, and where chance alone agrees always. */
  value: number | null;
}

/**
 * Cohen's κ of two raters: (pₒ − pₑ) / (1 − pₑ), where pₑ is the agreement that their own shares of the categories would
 * give by chance. Cohen (1960), Educational and Psychological Measurement 20, 37–46.
 */
export function cohenKappa(pairs: readonly (readonly [string, string])[]): Agreement {
  const n = pairs.length;
  if (n === 0) return { n, observed: null, value: null };
  const first = countOf(pairs.map(([a]) => a));
  const second = countOf(pairs.map(([, b]) => b));
  const observed = pairs.filter(([a, b]) => a === b).length / n;
  let expected = 0;
  for (const [category, count] of first) expected += (count / n) * ((second.get(category) ?? 0) / n);
  return { n, observed, value: expected === 1 ? null : (observed - expected) / (1 - expected) };
}

/**
 * Krippendorff's α for nominal data with any number of raters a unit: 1 − Dₒ / Dₑ over the coincidences of values within
 * units. Units with fewer than two values do not count. Krippendorff (2004), Content Analysis, chapter 11.
 */
export function krippendorffAlpha(units: readonly (readonly string[])[]): Agreement {
  const paired = units.filter((unit) => unit.length >= 2);
  const total = paired.reduce((sum, unit) => sum + unit.length, 0);
  if (paired.length === 0) return { n: 0, observed: null, value: null };
  const all = countOf(paired.flat());
  let disagreement = 0;
  for (const unit of paired) disagreement += differingPairs(countOf(unit)) / (unit.length - 1);
  const observed = disagreement / total;
  const expected = differingPairs(all) / (total * (total - 1));
  return { n: paired.length, observed: 1 - observed, value: expected === 0 ? null : 1 - observed / expected };
}

/** Ordered pairs of different values. */
function differingPairs(counts: ReadonlyMap<string, number>): number {
  let sum = 0;
  let squares = 0;
  for (const count of counts.values()) {
    sum += count;
    squares += count * count;
  }
  return sum * sum - squares;
}

function countOf(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** Of a sorted or unsorted list; null when it is empty. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/**
 * Small samples are not shown. A group below the limit is masked, its number too. Where the groups are parts of a total that
 * is shown, one masked group could be found by subtraction: then further groups, the smallest first, are masked with it until
 * what is missing belongs to at least two groups and is itself no small sample (complementary suppression, as statistical
 * offices do it). Where all groups are hidden that way and still too few, the caller hides the total.
 */
export function masked(sizes: readonly number[], limit: number, parts: boolean): boolean[] {
  const hidden = sizes.map((n) => n < limit);
  if (!parts || !hidden.some((hide, i) => hide && sizes[i]! > 0)) return hidden;
  const shown = sizes.map((n, i) => [n, i] as const).filter(([, i]) => !hidden[i]);
  shown.sort(([a, i], [b, j]) => a - b || i - j);
  const missing = () => sizes.filter((n, i) => hidden[i] && n > 0);
  for (const [, i] of shown) {
    const lost = missing();
    if (lost.length >= 2 && lost.reduce((sum, n) => sum + n, 0) >= limit) break;
    hidden[i] = true;
  }
  return hidden;
}

/** What is hidden gives away nothing when the total is shown beside it. */
export function totalMayBeShown(sizes: readonly number[], hidden: readonly boolean[], limit: number): boolean {
  const lost = sizes.filter((n, i) => hidden[i] && n > 0);
  return lost.length === 0 || (lost.length >= 2 && lost.reduce((sum, n) => sum + n, 0) >= limit);
}

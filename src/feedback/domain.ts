/** Kinds of business a comment can be about, as the domain model tells them apart. */
export const domains = [
  'hotel',
  'restaurant',
  'takeaway',
  'travel',
  'book',
  'film',
  'app',
  'bank',
  'device',
  'clothing',
  'food',
  'cosmetics',
  'car',
  'platform',
  'other',
] as const;
export type Domain = (typeof domains)[number];

/** Names a cue may use for several kinds at once. */
export const domainGroups: Readonly<Record<string, readonly Domain[]>> = {
  goods: ['device', 'clothing', 'food', 'cosmetics', 'book', 'car'],
  venue: ['hotel', 'restaurant', 'travel'],
  meal: ['restaurant', 'takeaway'],
};

/** One bit a kind, over `domains` (31 kinds at most). Unknown names count for nothing. */
export function domainMask(names: readonly string[]): number {
  let mask = 0;
  for (const name of names)
    for (const domain of domainGroups[name] ?? [name]) {
      const at = (domains as readonly string[]).indexOf(domain);
      if (at >= 0) mask |= 1 << at;
    }
  return mask;
}

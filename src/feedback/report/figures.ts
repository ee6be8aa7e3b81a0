import { compareShares, withDiscovery } from '../statistics/compare.ts';
import type { MentionPattern } from '../statistics/drivers.ts';
import type { ReportGroup } from './document.ts';
import type { LeafWork, ReportFacts } from './facts.ts';

/** From here on a difference counts, as an adjusted p-value. */
export const discoveryLevel = 0.05;

export interface Counted {
  comments: number;
  negative: number;
  positive: number;
}

/** A group of comments, and how the share of those that blame it has changed. */
export interface GroupResult extends ReportGroup {
  before: Counted;
  /** Difference of the shares of blaming comments among the analysed (now − before); null where one side is too small. */
  change: { difference: number; p: number; q: number } | null;
}

export interface Problem extends GroupResult {
  severity: number;
  work: LeafWork;
}

/** Comments by group, each at most once in each count; `groupOf` names the group of a leaf. */
export function countGroups(
  patterns: readonly MentionPattern[],
  groupOf: (code: string) => string,
): Map<string, Counted> {
  const counts = new Map<string, Counted>();
  for (const { negative, positive, neutral, n } of patterns) {
    const blamed = new Set(negative.map(groupOf));
    const praised = new Set(positive.map(groupOf));
    for (const group of new Set([...blamed, ...praised, ...neutral.map(groupOf)])) {
      const found = counts.get(group) ?? { comments: 0, negative: 0, positive: 0 };
      found.comments += n;
      if (blamed.has(group)) found.negative += n;
      if (praised.has(group)) found.positive += n;
      counts.set(group, found);
    }
  }
  return counts;
}

/** Mean rating on ten points of the comments that mention a group, and how many. */
export function meanRatings(
  rated: readonly MentionPattern[],
  groupOf: (code: string) => string,
): Map<string, { n: number; mean: number }> {
  const sums = new Map<string, { n: number; mean: number }>();
  for (const { negative, positive, neutral, n, sum } of rated)
    for (const group of new Set([...negative, ...positive, ...neutral].map(groupOf))) {
      const found = sums.get(group) ?? { n: 0, mean: 0 };
      const all = found.n + n;
      sums.set(group, { n: all, mean: (found.mean * found.n + sum) / all });
    }
  return sums;
}

const nobody: Counted = { comments: 0, negative: 0, positive: 0 };

/** The largest first. All tests of one list share an adjustment. */
export function groupResults(
  facts: ReportFacts,
  groupOf: (code: string) => string,
  nameOf: (code: string) => string,
): GroupResult[] {
  const now = countGroups(facts.now.patterns, groupOf);
  const before = countGroups(facts.before.patterns, groupOf);
  const [n, m] = [facts.now.summary.analysed, facts.before.summary.analysed];
  const enough = Math.min(n, m) >= facts.minimumSample;
  const groups = [...now].sort(([a, x], [b, y]) => y.comments - x.comments || (a < b ? -1 : 1));
  const tests = withDiscovery(
    groups.map(([code, { negative }]) => {
      return enough ? compareShares(negative, n, before.get(code)?.negative ?? 0, m) : null;
    }),
  );
  return groups.map(([code, counted], i) => {
    return { code, name: nameOf(code), ...counted, before: before.get(code) ?? nobody, change: tests[i]! };
  });
}

/** Leaves by comments that blame them times mean severity, the worst first. */
export function problemsOf(leaves: readonly GroupResult[], work: readonly LeafWork[]): Problem[] {
  const byCode = new Map(work.map((one) => [one.code, one]));
  return leaves
    .flatMap((leaf): Problem[] => {
      const found = byCode.get(leaf.code);
      return leaf.negative > 0 && found ? [{ ...leaf, severity: found.severity, work: found }] : [];
    })
    .sort((a, b) => b.negative * b.severity - a.negative * a.severity || (a.code < b.code ? -1 : 1));
}

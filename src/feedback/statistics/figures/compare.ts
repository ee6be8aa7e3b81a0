import type { CommentFilter } from '../../filter.ts';
import type { Scope, Share } from '../../read.ts';
import { compareShares, mannWhitney, type RankTest, withDiscovery } from '../compare.ts';
import { grouped, positions, type RatingCount } from '../counts.ts';
import type { StatisticsFacts } from '../facts.ts';
import { type GroupKey, narrowed } from '../groups.ts';
import { scoresOf } from '../scores.ts';

export interface ComparedSide {
  filter: CommentFilter | null;
  n: number;
  csat: Share | null;
  index: Share | null;
}

export interface ComparedRow {
  key: string;
  name: string;
  /** One of the sides is too small to be shown. */
  masked: boolean;
  now: ComparedSide | null;
  before: ComparedSide | null;
  /** Difference of the shares of satisfied ratings (now − before), two-proportion z-test. */
  csat: { difference: number; p: number; q: number } | null;
  /** Whether ratings are higher now, by Mann–Whitney U. */
  ratings: (RankTest & { q: number }) | null;
}

export interface Comparison {
  minimumSample: number;
  /** False-discovery rate at which `q` is to be read. */
  level: number;
  items: ComparedRow[];
}

export interface CompareQuery {
  filter: CommentFilter;
  /** The comments that are compared with, another period or any others. */
  other: CommentFilter;
  by?: GroupKey | undefined;
}

/** Two sets of ratings, as a whole and by groups; `q` is adjusted for all tests in the answer. */
export async function comparison(
  facts: StatisticsFacts,
  scope: Scope,
  { filter, other, by }: CompareQuery,
): Promise<Comparison> {
  const { minimumSample } = await facts.settings(scope);
  const keys = by ? [by] : [];
  const now = grouped(await facts.ratings(scope, filter, keys), ({ keys: [key = ''] }) => key);
  const before = grouped(await facts.ratings(scope, other, keys), ({ keys: [key = ''] }) => key);
  const names = [...new Set([...now.keys(), ...before.keys()])].sort();
  const shown = by === 'label' ? await facts.leafNames(scope, names) : null;
  const pairs = names.map((key) => {
    const sides = [sideOf(now.get(key) ?? []), sideOf(before.get(key) ?? [])] as const;
    const hidden = sides.some(({ n }) => n < minimumSample);
    return { key, sides, hidden };
  });
  const tests = withDiscovery(
    pairs.flatMap(({ sides: [a, b], hidden }) =>
      hidden
        ? [null, null]
        : [compareShares(a.satisfied, a.n, b.satisfied, b.n), mannWhitney(a.positions, b.positions)],
    ),
  );
  const items = pairs.map(({ key, sides: [a, b], hidden }, i): ComparedRow => {
    const at = (base: CommentFilter) => (by ? narrowed(base, by, key) : base);
    return {
      key,
      name: shown?.get(key) ?? key,
      masked: hidden,
      now: hidden ? null : viewOf(a, at(filter)),
      before: hidden ? null : viewOf(b, at(other)),
      csat: (tests[2 * i] ?? null) as ComparedRow['csat'],
      ratings: (tests[2 * i + 1] ?? null) as ComparedRow['ratings'],
    };
  });
  return { minimumSample, level: 0.05, items };
}

function sideOf(counts: readonly RatingCount[]) {
  const { n, csat, index } = scoresOf(counts);
  return { n, csat, index, satisfied: csat ? Math.round(csat.value * n) : 0, positions: positions(counts) };
}

function viewOf({ n, csat, index }: ReturnType<typeof sideOf>, filter: CommentFilter | null): ComparedSide {
  return { filter, n, csat, index };
}

import { wilson } from '../../../text/maths/wilson.ts';
import type { CommentFilter } from '../../filter.ts';
import type { KeywordRow } from '../../keywordQuery.ts';
import type { Scope, Share } from '../../read.ts';
import { type BenchmarkedLeaf, benchmarkLeaves } from '../benchmark.ts';
import type { LeafCount, StatisticsFacts } from '../facts.ts';
import { narrowed } from '../groups.ts';
import { scaled, scoresOf } from '../scores.ts';

/** One axis of the radar, both sides on 0..100. */
export interface RadarMeasure {
  /** A measure, or the first part of leaf codes: how much of what is said about them is praise. */
  measure: string;
  own: Share | null;
  other: Share | null;
}

export interface Benchmark {
  minimumSample: number;
  comments: { own: number | null; other: number | null };
  leaves: (BenchmarkedLeaf & { name: string; filter: CommentFilter | null; otherFilter: CommentFilter | null })[];
  words: KeywordRow[];
  radar: RadarMeasure[];
}

const mostAxes = 8;
const shownWords = 50;

/** Our comments against those of others: what is said more and less, and how both are rated. */
export async function benchmark(
  facts: StatisticsFacts,
  scope: Scope,
  { filter, other }: { filter: CommentFilter; other: CommentFilter },
): Promise<Benchmark> {
  const { minimumSample } = await facts.settings(scope);
  const [own, others] = [await sideOf(facts, scope, filter), await sideOf(facts, scope, other)];
  const enough = own.whole.comments >= minimumSample && others.whole.comments >= minimumSample;
  const shown = (n: number) => (n >= minimumSample ? n : null);
  const comments = { own: shown(own.whole.comments), other: shown(others.whole.comments) };
  if (!enough) return { minimumSample, comments, leaves: [], words: [], radar: [] };
  const codes = [...new Set([...own.leaves.keys(), ...others.leaves.keys()])];
  const names = await facts.leafNames(scope, codes);
  const counted = codes.map((code) => {
    return { code, own: own.leaves.get(code)?.comments ?? 0, other: others.leaves.get(code)?.comments ?? 0 };
  });
  const known = counted.filter((leaf) => leaf.own + leaf.other >= minimumSample);
  const leaves = benchmarkLeaves(known, own.whole.comments, others.whole.comments).map((leaf) => ({
    ...leaf,
    name: names.get(leaf.code) ?? leaf.code,
    filter: narrowed(filter, 'label', leaf.code),
    otherFilter: narrowed(other, 'label', leaf.code),
  }));
  const words = await facts.contrast(scope, filter, other, shownWords);
  return { minimumSample, comments, leaves, words, radar: radarOf(own, others, minimumSample) };
}

type Side = Awaited<ReturnType<typeof sideOf>>;

async function sideOf(facts: StatisticsFacts, scope: Scope, filter: CommentFilter) {
  const leaves = new Map((await facts.leaves(scope, filter, null)).map((leaf) => [leaf.code, leaf]));
  const none = { code: '', key: '', comments: 0, negative: 0, positive: 0, rated: 0, tenPoints: 0 };
  const [whole = none] = await facts.volumes(scope, filter, null);
  return { leaves, whole, scores: scoresOf(await facts.ratings(scope, filter, [])) };
}

/** Four measures, and the parts of the taxonomy that both sides speak of most: five to eight axes where there are so many. */
function radarOf(own: Side, other: Side, limit: number): RadarMeasure[] {
  const both = (measure: string, of: (side: Side) => Share | null): RadarMeasure => {
    const shown = (share: Share | null) => (share && share.n >= limit ? share : null);
    return { measure, own: shown(of(own)), other: shown(of(other)) };
  };
  const share = (n: number, of: number) => (of > 0 ? scaled(wilson(n, of), 100) : null);
  const measures = [
    both('csat', ({ scores }) => scores.csat && scaled(scores.csat, 100)),
    both('index', ({ scores }) => scores.index),
    both('positive', ({ whole }) => share(whole.positive, whole.comments)),
    both('not_negative', ({ whole }) => share(whole.comments - whole.negative, whole.comments)),
  ];
  const roots = [...new Set([...own.leaves.keys(), ...other.leaves.keys()].map(rootOf))]
    .map((root) => {
      const axis = both(root, (side) => praiseOf(side, root, share));
      return { axis, n: Math.min(axis.own?.n ?? 0, axis.other?.n ?? 0) };
    })
    .filter(({ n }) => n > 0)
    .sort((a, b) => b.n - a.n || (a.axis.measure < b.axis.measure ? -1 : 1));
  return [...measures, ...roots.map(({ axis }) => axis)].slice(0, mostAxes);
}

function praiseOf({ leaves }: Side, root: string, share: (n: number, of: number) => Share | null): Share | null {
  const own: LeafCount[] = [...leaves.values()].filter(({ code }) => rootOf(code) === root);
  const sum = (name: 'positive' | 'negative') => own.reduce((total, leaf) => total + leaf[name], 0);
  return share(sum('positive'), sum('positive') + sum('negative'));
}

function rootOf(code: string): string {
  return code.split('.', 1)[0]!;
}

import { labelFeatures } from '../../text/classify/labels.ts';
import { fitOffsetLogistic } from '../../text/classify/offsetLogistic.ts';
import { rowBuilder } from '../../text/sentiment/ngramColumns.ts';
import type { LeafCorrections, LeafWeights } from '../leafCorrection.ts';

/** A leaf that people have confirmed, added or rejected in one comment. */
export interface LeafExample {
  code: string;
  /** Whether the comment is about it. */
  there: boolean;
  /** Log-odds that the shipped model gives it. */
  logOdds: number;
  /** Features of the clause that speaks most for it. */
  features: Int32Array;
}

export const leafSettings = {
  buckets: 1 << 14,
  /** A leaf is corrected from so many examples on, of which so many were decided against the machine. */
  fewest: 10,
  fewestAgainst: 3,
  /** Standard deviations of the priors of base and weights. */
  deviations: { base: 0.7, feature: 1 },
  passes: 40,
  seed: 1,
};

const most = 512;

/** The features of a clause, as the corrections know them. */
export function leafFeatures(text: string, start: number, end: number): Int32Array {
  const out = new Int32Array(most);
  return out.slice(0, labelFeatures(text, start, end, leafSettings.buckets, out));
}

/**
 * For each leaf with enough examples an L2-regularised logistic regression on the features of its clauses, on top of the
 * shipped log-odds: what was rejected is an example against the leaf, what was confirmed or added one for it.
 */
export function fitLeafCorrections(examples: readonly LeafExample[]): LeafCorrections {
  const byCode = new Map<string, LeafExample[]>();
  for (const example of examples) byCode.set(example.code, [...(byCode.get(example.code) ?? []), example]);
  const leaves = [...byCode]
    .filter(([, of]) => isEnough(of))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, of]) => fitLeaf(code, of));
  return { buckets: leafSettings.buckets, leaves };
}

function isEnough(of: LeafExample[]): boolean {
  const against = of.filter(({ there, logOdds }) => there !== logOdds > 0).length;
  return of.length >= leafSettings.fewest && against >= leafSettings.fewestAgainst;
}

function fitLeaf(code: string, examples: LeafExample[]): LeafWeights {
  const { deviations, passes, seed } = leafSettings;
  const numbers = new Map<number, number>();
  const builder = rowBuilder();
  for (const { features } of examples) {
    builder.add(0, deviations.base);
    for (const feature of features) {
      const number = numbers.get(feature) ?? numbers.size + 1;
      numbers.set(feature, number);
      builder.add(number, deviations.feature / Math.sqrt(Math.max(1, features.length)));
    }
    builder.endRow();
  }
  const labels = {
    positive: examples.map(({ there }) => Number(there)),
    weight: examples.map(() => 1),
    logOdds: examples.map(({ logOdds }) => logOdds),
  };
  const w = fitOffsetLogistic(builder.rows(numbers.size + 1), labels, { passes, seed });
  const kept = [...numbers].sort(([a], [b]) => a - b);
  return {
    code,
    base: round(deviations.base * w[0]),
    features: kept.map(([feature]) => feature),
    weights: kept.map(([, number]) => round(deviations.feature * w[number])),
  };
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

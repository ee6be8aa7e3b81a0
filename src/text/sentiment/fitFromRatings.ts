import { rowNorm } from '../classify/linear.ts';
import { fitOffsetLogistic, type OffsetLabels, rowProduct, type ValueRows } from '../classify/offsetLogistic.ts';
import { doubted } from './adaptation.ts';
import type { AdaptationCorpus, AdaptationParams } from './adaptationCorpus.ts';
import { type NgramColumns, rowBuilder } from './ngramColumns.ts';

export const ratedSettings = {
  /** Fewer undecided texts with a rating that takes a side do not tell what words stand for. */
  fewestRated: 300,
  /** From this size (−1..1) on a rating takes a side. */
  leastRating: 0.4,
  /** `Adaptation.doubt`: with so many labels of its own a house need not believe the shipped model in everything. */
  doubt: 0.2,
  /** Standard deviations of the weights' prior. */
  strengths: [1, 2],
  /** How often a person is wrong, and how often the shipped model where it is sure. */
  mistaken: { person: 0.02, model: 0.05 },
  /** How much a text that is neither counts. */
  neutral: 0.3,
  passes: 8,
};

/** Whether so many undecided texts have a rating that takes a side. */
export function isWellRated({ others }: AdaptationCorpus): boolean {
  let rated = 0;
  for (const { rating } of others) if (takesSide(rating)) rated++;
  return rated >= ratedSettings.fewestRated;
}

function takesSide(rating: number | null): rating is number {
  return rating !== null && Math.abs(rating) >= ratedSettings.leastRating;
}

/** One text and the probability that it is positive, as far as that is known beside its words. */
interface Labelled {
  positive: number;
  weight: number;
  part: number;
}

export interface PartWeights {
  base: number;
  ngrams: Float64Array;
}

export interface RatedFit {
  parts: PartWeights[];
  strength: number;
  /** Mean loss (ln) of each strength on texts that were held out. */
  tried: { strength: number; loss: number }[];
}

/**
 * Cross-fitting: for each part weights that have learned from the texts of all others, and from none of its own, so that
 * the rating of a text has no say in how that text is read. An L2-regularised logistic regression on top of the doubted
 * shipped sums; decided texts count as decided, the others as likely positive as rating and shipped model together make
 * them: σ(doubted(sum + base) + trust · rating). The clearer a text contradicts its rating, the less it teaches.
 */
export function fitFromRatings(
  corpus: AdaptationCorpus,
  { columns, base }: { columns: NgramColumns; base: number },
  params: AdaptationParams,
): RatedFit {
  const { rows, labels, part, text } = labelledRows(corpus, columns, base, params.trust);
  const count = part.reduce((most, one) => Math.max(most, one + 1), 0);
  const parts = Array.from({ length: count }, (_, p) => p);
  const fits = ratedSettings.strengths.map((strength) => {
    const scaled = { ...rows, value: rows.value.map((value) => strength * value) };
    let loss = 0;
    const weights = parts.map((held) => {
      const weight = labels.weight.map((size, row) => (part[row] === held ? 0 : size));
      const fitted = fitOffsetLogistic(
        scaled,
        { ...labels, weight },
        { passes: ratedSettings.passes, seed: params.seed },
      );
      loss += heldOutLoss(scaled, labels, fitted, (row) => part[row] === held);
      return { base: strength * fitted[columns.count], ngrams: scaledBy(fitted.subarray(0, columns.count), strength) };
    });
    return { strength, loss: loss / text, parts: weights };
  });
  const best = fits.reduce((least, one) => (one.loss < least.loss ? one : least));
  return {
    parts: best.parts,
    strength: best.strength,
    tried: fits.map(({ strength, loss }) => ({ strength, loss })),
  };
}

/** Two rows a text, one a side, each weighing as much as its side is likely. */
function labelledRows({ examples, others }: AdaptationCorpus, columns: NgramColumns, base: number, trust: number) {
  const { mistaken, neutral, doubt } = ratedSettings;
  const builder = rowBuilder();
  const labels = { positive: [] as number[], weight: [] as number[], logOdds: [] as number[] };
  const part: number[] = [];
  let text = 0;
  const add = ({ text: of }: AdaptationCorpus['others'][number], { positive, weight, part: held }: Labelled): void => {
    text += weight;
    for (const side of [0, 1]) {
      const likely = weight * (side === 1 ? positive : 1 - positive);
      if (likely < negligible) continue;
      const norm = rowNorm(of.size);
      for (let k = 0; k < of.hash.length; k++) {
        const f = columns.of(of.hash[k]);
        if (f >= 0) builder.add(f, norm * of.times[k]);
      }
      builder.add(columns.count, 1);
      builder.endRow();
      labels.positive.push(side);
      labels.weight.push(likely);
      labels.logOdds.push(doubted(of.sum, doubt));
      part.push(held);
    }
  };
  for (const one of examples) {
    const positive = mistaken.person + (1 - 2 * mistaken.person) * one.polarity;
    add(one, { positive, weight: one.polarity === 0.5 ? neutral : 1, part: one.part });
  }
  for (const one of others) {
    if (!takesSide(one.rating)) continue;
    const logOdds = doubted(one.text.sum + base, mistaken.model) + trust * one.rating;
    add(one, { positive: 1 / (1 + Math.exp(-logOdds)), weight: 1, part: one.part });
  }
  return { rows: builder.rows(columns.count + 1), labels, part, text };
}

/** A side less likely than this is left out. */
const negligible = 0.02;

function heldOutLoss(
  rows: ValueRows,
  { positive, weight, logOdds }: OffsetLabels,
  weights: Float64Array,
  isHeld: (row: number) => boolean,
): number {
  let loss = 0;
  for (let row = 0; row < positive.length; row++) {
    if (!isHeld(row)) continue;
    const margin = (positive[row] === 1 ? 1 : -1) * (logOdds[row] + rowProduct(rows, weights, row));
    loss += weight[row] * Math.log1p(Math.exp(-margin));
  }
  return loss;
}

function scaledBy(weights: Float64Array, factor: number): Float64Array {
  return weights.map((weight) => factor * weight);
}

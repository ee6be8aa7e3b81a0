import { rowNorm } from '../classify/linear.ts';
import { fitOffsetLogistic, type OffsetLabels, rowProduct, type ValueRows } from '../classify/offsetLogistic.ts';
import { doubted } from './adaptation.ts';
import type { AdaptationCorpus, AdaptationParams } from './adaptationCorpus.ts';
import type { AdaptationText } from './adaptationTexts.ts';
import { type NgramColumns, rowBuilder } from './ngramColumns.ts';

export const ratedSettings = {
  /** Fewer undecided texts with a rating that takes a side do not tell what words stand for. */
  fewestRated: 300,
  /** From this size (−1..1) on a rating takes a side. */
  leastRating: 0.4,
  /** `Adaptation.belief`: with so many labels of its own a house need not believe the shipped model in everything. */
  belief: 0.5,
  /** Standard deviations of the weights' prior. */
  strengths: [1, 2],
  /** Log-odds that a person is right, and how often the shipped model is wrong where it is sure. */
  person: 3.5,
  mistaken: 0.05,
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
  /** Learned from all texts. */
  all: PartWeights;
  parts: PartWeights[];
  strength: number;
  /** Mean loss (ln) of each strength on texts that were held out. */
  tried: { strength: number; loss: number }[];
}

/**
 * Cross-fitting: for each part weights that have learned from the texts of all others, and from none of its own, so that
 * the rating of a text has no say in how that text is read, and weights from all texts for those to come. An
 * L2-regularised logistic regression on top of belief · the shipped sums; texts count as likely positive as the shipped model
 * and the decision or rating together make them:
 * σ(doubted(sum + base) + trust · rating), with more trust in a person. The clearer a text contradicts its rating, the less it teaches.
 */
export function fitFromRatings(
  corpus: AdaptationCorpus,
  { columns, base }: { columns: NgramColumns; base: number },
  params: AdaptationParams,
): RatedFit {
  const { rows, labels, part } = labelledRows(corpus, columns, base, params.trust);
  const count = part.reduce((most, one) => Math.max(most, one + 1), 0);
  const parts = Array.from({ length: count }, (_, p) => p);
  const fitWithout = (held: number | null, strength: number): { weights: PartWeights; loss: number } => {
    const scaled = { ...rows, value: rows.value.map((value) => strength * value) };
    const weight = labels.weight.map((size, row) => (part[row] === held ? 0 : size));
    const fitted = fitOffsetLogistic(
      scaled,
      { ...labels, weight },
      { passes: ratedSettings.passes, seed: params.seed },
    );
    const ngrams = fitted.subarray(0, columns.count).map((w) => strength * w);
    const loss = heldOutLoss(scaled, labels, fitted, (row) => part[row] === held);
    return { weights: { base: strength * fitted[columns.count], ngrams }, loss };
  };
  // One part held out tells the strengths apart: it is a thousand texts rather than a few decided ones.
  const [first, ...rest] = parts;
  const tried = ratedSettings.strengths.map((strength) => ({ strength, ...fitWithout(first, strength) }));
  const best = tried.reduce((least, one) => (one.loss < least.loss ? one : least));
  const held = labels.weight.reduce((sum, size, row) => sum + (part[row] === first ? size : 0), 0);
  return {
    all: fitWithout(null, best.strength).weights,
    parts: [best.weights, ...rest.map((one) => fitWithout(one, best.strength).weights)],
    strength: best.strength,
    tried: tried.map(({ strength, loss }) => ({ strength, loss: loss / Math.max(1, held) })),
  };
}

/** Two rows a text, one a side, each weighing as much as its side is likely. */
function labelledRows({ examples, others }: AdaptationCorpus, columns: NgramColumns, base: number, trust: number) {
  const { person, mistaken, neutral, belief } = ratedSettings;
  const builder = rowBuilder();
  const labels = { positive: [] as number[], weight: [] as number[], logOdds: [] as number[] };
  const part: number[] = [];
  const add = ({ text: of }: AdaptationCorpus['others'][number], { positive, weight, part: held }: Labelled): void => {
    for (const side of [0, 1]) {
      const size = weight * (side === 1 ? positive : 1 - positive);
      if (size < negligible) continue;
      const norm = rowNorm(of.size);
      for (let k = 0; k < of.hash.length; k++) {
        const f = columns.of(of.hash[k]);
        if (f >= 0) builder.add(f, norm * of.value[k]);
      }
      builder.add(columns.count, 1);
      builder.endRow();
      labels.positive.push(side);
      labels.weight.push(size);
      labels.logOdds.push(belief * of.sum);
      part.push(held);
    }
  };
  const likely = (text: AdaptationText, word: number): number =>
    1 / (1 + Math.exp(-doubted(text.sum + base, mistaken) - word));
  for (const one of examples) {
    const weight = one.polarity === 0.5 ? neutral : 1;
    add(one, { positive: likely(one.text, person * (2 * one.polarity - 1)), weight, part: one.part });
  }
  for (const one of others)
    if (takesSide(one.rating)) add(one, { positive: likely(one.text, trust * one.rating), weight: 1, part: one.part });
  return { rows: builder.rows(columns.count + 1), labels, part };
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

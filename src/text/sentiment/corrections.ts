import { rowNorm, shuffle, xorshift } from '../classify/linear.ts';
import { fitOffsetLogistic, type OffsetLabels, rowProduct, type ValueRows } from '../classify/offsetLogistic.ts';
import { doubted } from './adaptation.ts';
import type { AdaptationCorpus, AdaptationParams } from './adaptationCorpus.ts';
import type { AdaptationText } from './adaptationTexts.ts';
import { type NgramColumns, rowBuilder } from './ngramColumns.ts';

export const correctionSettings = {
  /** Standard deviations of the weights' prior at strength 1. */
  deviations: { base: 0.3, trust: 1, ngram: 1 },
  strengths: [0, 0.25, 0.5, 1, 2],
  folds: 4,
  passes: 40,
  /** Share of examples whose label has nothing to do with the text, so that the clearest mistakes do not decide alone. */
  mistaken: 0.05,
  /** How much a text that is neither counts, as half positive and half negative. */
  neutral: 0.3,
};

const baseFeature = 0;
/** High and low ratings may be right more or less often: who praises with a complaint must not shift the base. */
const highTrust = 1;
const lowTrust = 2;
const fixedFeatures = 3;

/** What the corrections are fitted to: rows as at strength 1, and which example each is of. */
export interface CorrectionRows {
  rows: ValueRows & { value: Float64Array; index: Int32Array };
  labels: { positive: number[]; weight: number[]; logOdds: number[] } & OffsetLabels;
  example: number[];
  ngrams: number;
}

/** What is known of the texts, the examples' first: share of the adaptation, log-odds without corrections. */
interface Known {
  shares: Float64Array;
  logOdds: Float64Array;
  columns: NgramColumns;
}

export function correctionRows({ examples }: AdaptationCorpus, known: Known, params: AdaptationParams): CorrectionRows {
  const { deviations, neutral } = correctionSettings;
  const builder = rowBuilder();
  const labels = { positive: [] as number[], weight: [] as number[], logOdds: [] as number[] };
  const example: number[] = [];
  const add = (
    of: number,
    i: number,
    text: AdaptationText,
    label: [positive: number, weight: number],
    rating: number,
  ) => {
    builder.add(baseFeature, deviations.base * known.shares[i]);
    const size = deviations.ngram * known.shares[i] * rowNorm(text.size);
    for (let k = 0; k < text.hash.length; k++) {
      const f = known.columns.of(text.hash[k]);
      if (f >= 0) builder.add(fixedFeatures + f, size * text.value[k]);
    }
    if (rating !== 0) builder.add(rating > 0 ? highTrust : lowTrust, deviations.trust * rating);
    builder.endRow();
    example.push(of);
    labels.positive.push(label[0]);
    labels.weight.push(label[1]);
    labels.logOdds.push(doubted(known.logOdds[i], correctionSettings.mistaken) + params.trust * rating);
  };
  examples.forEach(({ text, polarity, rating }, i) => {
    if (polarity !== 0.5) add(i, i, text, [polarity, 1], contraryRating(text, rating));
    else for (const side of [0, 1]) add(i, i, text, [side, neutral / 2], 0);
  });
  return { rows: builder.rows(fixedFeatures + known.columns.count), labels, example, ngrams: known.columns.count };
}

/**
 * A rating that contradicts the text is why people are shown it: given text and rating, that choice no longer biases. One
 * that agrees is no reason, and would only take the text's place.
 */
function contraryRating({ sum }: AdaptationText, rating: number | null): number {
  return rating !== null && rating * sum < 0 ? rating : 0;
}

export interface Corrections {
  base: number;
  ngrams: Float64Array;
  trust: { high: number; low: number };
}

/** What all examples together correct. */
export function correct(problem: CorrectionRows, strength: number, params: AdaptationParams): Corrections {
  const { deviations, passes } = correctionSettings;
  const rows = atStrength(problem.rows, strength);
  const weights = fitOffsetLogistic(rows, problem.labels, { passes, seed: params.seed });
  const trustIn = (feature: number): number => params.trust + deviations.trust * weights[feature];
  return {
    base: strength * deviations.base * weights[baseFeature],
    ngrams: weights.subarray(fixedFeatures).map((weight) => strength * deviations.ngram * weight),
    trust: { high: trustIn(highTrust), low: trustIn(lowTrust) },
  };
}

/** Strength scales the priors of base and n-grams; what ratings are worth is a matter of its own. */
function atStrength(rows: CorrectionRows['rows'], strength: number): ValueRows {
  const value = Float64Array.from(rows.value);
  for (let k = 0; k < value.length; k++)
    if (rows.index[k] !== highTrust && rows.index[k] !== lowTrust) value[k] *= strength;
  return { ...rows, value };
}

/** Mean loss of each strength on examples that were held out. */
export function tryStrengths(
  problem: CorrectionRows,
  examples: number,
  { seed }: AdaptationParams,
): { strength: number; loss: number }[] {
  const { strengths, folds } = correctionSettings;
  const order = Int32Array.from({ length: examples }, (_, i) => i);
  shuffle(order, xorshift(seed));
  const fold = new Int32Array(examples);
  order.forEach((i, place) => {
    fold[i] = place % folds;
  });
  return strengths.map((strength) => {
    const rows = atStrength(problem.rows, strength);
    let loss = 0;
    for (let held = 0; held < folds; held++) loss += heldOutLoss(problem, rows, fold, held, seed);
    return { strength, loss: loss / examples };
  });
}

function heldOutLoss(
  { labels, example }: CorrectionRows,
  rows: ValueRows,
  fold: Int32Array,
  held: number,
  seed: number,
): number {
  const isHeld = (row: number): boolean => fold[example[row]] === held;
  const weight = labels.weight.map((size, row) => (isHeld(row) ? 0 : size));
  const { passes } = correctionSettings;
  const w = fitOffsetLogistic(rows, { ...labels, weight }, { passes, seed });
  let loss = 0;
  for (let row = 0; row < example.length; row++) {
    if (!isHeld(row)) continue;
    const margin = (labels.positive[row] === 1 ? 1 : -1) * (labels.logOdds[row] + rowProduct(rows, w, row));
    loss += labels.weight[row] * Math.log1p(Math.exp(-margin));
  }
  return loss;
}

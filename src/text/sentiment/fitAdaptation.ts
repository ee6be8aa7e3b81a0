import { rowNorm, shuffle, xorshift } from '../classify/linear.ts';
import { fitOffsetLogistic, rowProduct } from '../classify/offsetLogistic.ts';
import { packWeights } from '../classify/weightTable.ts';
import type { Adaptation } from './adaptation.ts';
import type { AdaptationText } from './adaptationTexts.ts';
import { type BackgroundWords, fitKinship } from './fitKinship.ts';
import { type NgramColumns, ngramColumns, type RowBuilder, rowBuilder } from './ngramColumns.ts';
import { baseOf, learnFromOwnJudgement } from './selfTraining.ts';

/** A text whose polarity a person has decided. */
export interface AdaptationExample {
  text: AdaptationText;
  /** 1 positive, 0 negative, 0.5 neither. */
  polarity: 0 | 0.5 | 1;
  /** −1..1 where the customer gave one: people are shown the texts that contradict it, which has to be allowed for. */
  rating: number | null;
}

export interface AdaptationCorpus {
  examples: AdaptationExample[];
  /** Texts of the house that nobody has decided. */
  others: { text: AdaptationText; rating: number | null }[];
  background: BackgroundWords;
}

export interface AdaptationParams {
  seed: number;
  /** Log-odds that a rating is right, of a rating at the end of its scale; a start, the examples correct it. */
  trust: number;
  /** Take the ratings of the other texts for weak labels. */
  ratings: boolean;
}

export interface FittedAdaptation {
  adaptation: Adaptation;
  /** What the examples' weights may move, in standard deviations of the prior: the mean of the tried ones by their votes. */
  strength: number;
  /** Mean loss (ln) of examples that were held out; empty with too few examples to hold any out. */
  tried: { strength: number; loss: number }[];
  /** Log-odds that a high and that a low rating is right, as the examples have it. */
  trust: { high: number; low: number };
}

export const adaptationSettings = {
  bits: 17,
  /** N-grams of fewer texts are not learned. */
  fewestTexts: 2,
  /** Weights of the examples: standard deviations of their prior at strength 1. */
  deviations: { base: 0.3, trust: 1, ngram: 1 },
  strengths: [0, 0.25, 0.5, 1, 2],
  /** Strength with too few examples to choose one. */
  strength: 0.5,
  fewestToChoose: 30,
  folds: 4,
  passes: 40,
  /** Share of examples whose label has nothing to do with the text, so that the clearest mistakes do not decide alone. */
  mistaken: 0.05,
  /** How much a text that is neither counts, as half positive and half negative. */
  neutral: 0.3,
  /** How much a rating counts that nobody has decided about, and from which size (−1..1) on. */
  rated: 0.3,
  leastRating: 0.4,
};

/**
 * Learns what a house needs beside the shipped model, whose sums are the prior: kinship, base and n-grams from all of its
 * texts by the shipped model's own judgement (`learnFromOwnJudgement`), then corrections from the examples by an L2-regularised
 * logistic regression on top, whose strength cross-validation weighs. A rating joins as evidence of its own (trust · rating):
 * given text and rating, it does not matter that people are shown texts because of their ratings.
 */
export function fitAdaptation(corpus: AdaptationCorpus, params: AdaptationParams): FittedAdaptation {
  const { examples, others, background } = corpus;
  const texts = [...examples, ...others].map(({ text }) => text);
  const { kinship, shares } = fitKinship(texts, background);
  const base = baseOf(texts);
  const columns = ngramColumns(texts, adaptationSettings.fewestTexts);
  const own = learnFromOwnJudgement(texts, labelsOf(examples), columns, base, params.seed);
  const rows = texts.map((text, i): Row => {
    const ngrams = own === null ? 0 : columns.sum(text, own);
    return { text, share: shares[i], logOdds: squashed(text.sum + shares[i] * (base + ngrams)) };
  });
  const problem = { rows, columns, examples, others, params };
  const tried = tryStrengths(problem);
  const mixture = tried.length === 0 ? [[adaptationSettings.strength, 1]] : mixtureOf(tried, examples.length);
  const learned = own === null ? new Float32Array(columns.count) : Float32Array.from(own.subarray(0, columns.count));
  const fitted = { base, trust: { high: 0, low: 0 }, strength: 0 };
  for (const [strength, vote] of mixture) {
    const corrections = correct(problem, strength, () => true);
    const { deviations } = adaptationSettings;
    fitted.base += vote * strength * deviations.base * corrections.weights[baseFeature];
    fitted.trust.high += vote * corrections.trust.high;
    fitted.trust.low += vote * corrections.trust.low;
    fitted.strength += vote * strength;
    for (let f = 0; f < columns.count; f++)
      learned[f] += vote * strength * deviations.ngram * corrections.weights[fixedFeatures + f];
  }
  const table = { hash: columns.hash, texts: columns.texts, weights: learned, columns: 1 };
  const ngrams = packWeights(table, adaptationSettings.bits);
  return { adaptation: { base: fitted.base, ngrams, kinship }, strength: fitted.strength, tried, trust: fitted.trust };
}

interface Row {
  text: AdaptationText;
  share: number;
  /** By shipped model and own judgement, bounded. */
  logOdds: number;
}

interface Problem {
  /** The examples, then the others. */
  rows: Row[];
  columns: NgramColumns;
  examples: AdaptationExample[];
  others: AdaptationCorpus['others'];
  params: AdaptationParams;
}

const baseFeature = 0;
/** High and low ratings may be right more or less often: who praises with a complaint must not shift the base. */
const highTrust = 1;
const lowTrust = 2;
const fixedFeatures = 3;

function labelsOf(examples: AdaptationExample[]): Float64Array {
  return Float64Array.from(examples, ({ polarity }) => polarity);
}

/** The log-odds if a share of the labels is mistaken: never beyond ±ln((1 − m) / m). */
function squashed(logOdds: number): number {
  const { mistaken } = adaptationSettings;
  const p = 1 / (1 + Math.exp(-logOdds));
  const q = mistaken + (1 - 2 * mistaken) * p;
  return Math.log(q / (1 - q));
}

/** Corrections from the chosen examples: weights in units of their prior. */
function correct(problem: Problem, strength: number, isChosen: (example: number) => boolean) {
  const { rows, columns, examples, others, params } = problem;
  const { deviations, passes, neutral, rated, leastRating } = adaptationSettings;
  const builder = rowBuilder();
  const labels: { positive: number[]; weight: number[]; logOdds: number[] } = { positive: [], weight: [], logOdds: [] };
  const add = (i: number, positive: number, weight: number, rating: number): void => {
    addFeatures(builder, rows[i], columns, strength);
    builder.add(rating > 0 ? highTrust : lowTrust, deviations.trust * rating);
    builder.endRow();
    labels.positive.push(positive);
    labels.weight.push(weight);
    labels.logOdds.push(rows[i].logOdds + params.trust * rating);
  };
  examples.forEach(({ polarity, rating }, i) => {
    if (!isChosen(i)) return;
    if (polarity !== 0.5) add(i, polarity, 1, rating ?? 0);
    else for (const side of [0, 1]) add(i, side, neutral / 2, 0);
  });
  if (params.ratings)
    others.forEach(({ rating }, i) => {
      if (rating !== null && Math.abs(rating) >= leastRating) add(examples.length + i, rating > 0 ? 1 : 0, rated, 0);
    });
  const weights = fitOffsetLogistic(builder.rows(fixedFeatures + columns.count), labels, {
    passes,
    seed: params.seed,
  });
  const trustIn = (feature: number): number => params.trust + deviations.trust * weights[feature];
  return { weights, trust: { high: trustIn(highTrust), low: trustIn(lowTrust) } };
}

function addFeatures(builder: RowBuilder, { text, share }: Row, columns: NgramColumns, strength: number): void {
  const { deviations } = adaptationSettings;
  builder.add(baseFeature, strength * deviations.base * share);
  const size = strength * deviations.ngram * share * rowNorm(text.size);
  for (let k = 0; k < text.hash.length; k++) {
    const f = columns.of(text.hash[k]);
    if (f >= 0) builder.add(fixedFeatures + f, size * text.times[k]);
  }
}

/** Loss of each strength on examples that were held out. */
function tryStrengths(problem: Problem): FittedAdaptation['tried'] {
  const { examples, params } = problem;
  const { strengths, folds, fewestToChoose } = adaptationSettings;
  if (examples.length < fewestToChoose) return [];
  const order = Int32Array.from(examples, (_, i) => i);
  shuffle(order, xorshift(params.seed));
  const fold = new Int32Array(examples.length);
  order.forEach((i, place) => {
    fold[i] = place % folds;
  });
  return strengths.map((strength) => {
    let loss = 0;
    for (let held = 0; held < folds; held++) loss += heldOutLoss(problem, strength, fold, held);
    return { strength, loss: loss / examples.length };
  });
}

function heldOutLoss(problem: Problem, strength: number, fold: Int32Array, held: number): number {
  const { rows, columns, examples } = problem;
  const { weights, trust } = correct(problem, strength, (i) => fold[i] !== held);
  let loss = 0;
  examples.forEach(({ polarity, rating }, i) => {
    if (fold[i] !== held) return;
    const builder = rowBuilder();
    addFeatures(builder, rows[i], columns, strength);
    builder.endRow();
    const delta = rowProduct(builder.rows(fixedFeatures + columns.count), weights, 0);
    const side = (rating ?? 0) > 0 ? trust.high : trust.low;
    const logOdds = rows[i].logOdds + delta + (polarity === 0.5 ? 0 : side * (rating ?? 0));
    loss += polarity * Math.log1p(Math.exp(-logOdds)) + (1 - polarity) * Math.log1p(Math.exp(logOdds));
  });
  return loss;
}

/** Votes below this are left out. */
const negligible = 0.02;

/** Each strength with its vote: its likelihood on what was held out, so that near ties do not make models jump. */
function mixtureOf(tried: FittedAdaptation['tried'], examples: number): [strength: number, vote: number][] {
  const least = Math.min(...tried.map(({ loss }) => loss));
  const likelihoods = tried.map(({ loss }) => Math.exp(-examples * (loss - least)));
  const kept = likelihoods.map((one) => (one < negligible ? 0 : one));
  const total = kept.reduce((sum, one) => sum + one, 0);
  return tried.flatMap(({ strength }, i) => (kept[i] === 0 ? [] : [[strength, kept[i] / total]]));
}

import { packWeights, type WeightTable } from '../classify/weightTable.ts';
import type { Adaptation, AdaptationWeights } from './adaptation.ts';
import type { AdaptationCorpus, AdaptationExample, AdaptationParams } from './adaptationCorpus.ts';
import type { AdaptationText } from './adaptationTexts.ts';
import { correct, correctionRows, tryStrengths } from './corrections.ts';
import { fitFromRatings, isWellRated, type PartWeights, ratedSettings } from './fitFromRatings.ts';
import { type FittedKinship, fitKinship } from './fitKinship.ts';
import { type NgramColumns, ngramColumns } from './ngramColumns.ts';
import { baseOf, learnFromOwnJudgement } from './selfTraining.ts';

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
  /** Strength with too few examples to choose one. */
  strength: 0.5,
  fewestToChoose: 30,
};

/**
 * Learns what a house needs beside the shipped model, from all of its texts and from what was decided about some:
 * where ratings may teach and there are enough of them by `fitFromRatings`, else by `fitFromJudgement`.
 */
export function fitAdaptation(corpus: AdaptationCorpus, params: AdaptationParams): FittedAdaptation {
  const texts = [...corpus.examples, ...corpus.others].map(({ text }) => text);
  const kin = fitKinship(texts, corpus.background);
  const known = { ...kin, base: baseOf(texts), columns: ngramColumns(texts, adaptationSettings.fewestTexts) };
  if (!params.ratings || !isWellRated(corpus)) return fitFromJudgement(corpus, texts, known, params);
  const { kinship, columns } = known;
  const { all, parts, strength, tried } = fitFromRatings(corpus, known, params);
  const packed = ({ base, ngrams }: PartWeights): AdaptationWeights => ({ base, ngrams: pack(columns, ngrams) });
  const adaptation = { ...packed(all), belief: ratedSettings.belief, doubt: 0, kinship, parts: parts.map(packed) };
  return { adaptation, strength, tried, trust: { high: params.trust, low: params.trust } };
}

interface Known extends FittedKinship {
  base: number;
  columns: NgramColumns;
}

/**
 * Without ratings: base and n-grams from all texts by the shipped model's own judgement (`learnFromOwnJudgement`), then
 * corrections from the examples by an L2-regularised logistic regression on top, whose strength cross-validation weighs.
 * A rating that contradicts its text joins as evidence of its own (trust · rating).
 */
function fitFromJudgement(
  corpus: AdaptationCorpus,
  texts: AdaptationText[],
  { kinship, shares, base, columns }: Known,
  params: AdaptationParams,
): FittedAdaptation {
  const { examples } = corpus;
  const own = learnFromOwnJudgement(texts, labelsOf(examples), columns, base, params.seed);
  const logOdds = Float64Array.from(texts, (text, i) => {
    const ngrams = own === null ? 0 : columns.sum(text, own);
    return text.sum + shares[i] * (base + ngrams);
  });
  const problem = correctionRows(corpus, { shares, logOdds, columns }, params);
  const { fewestToChoose, strength: given } = adaptationSettings;
  const tried = examples.length < fewestToChoose ? [] : tryStrengths(problem, examples.length, params);
  const mixture = tried.length === 0 ? [[given, 1]] : mixtureOf(tried, examples.length);
  const learned = own === null ? new Float64Array(columns.count) : Float64Array.from(own.subarray(0, columns.count));
  const fitted = { base, trust: { high: 0, low: 0 }, strength: 0 };
  for (const [strength, vote] of mixture) {
    const corrections = correct(problem, strength, params);
    fitted.base += vote * corrections.base;
    fitted.trust.high += vote * corrections.trust.high;
    fitted.trust.low += vote * corrections.trust.low;
    fitted.strength += vote * strength;
    for (let f = 0; f < columns.count; f++) learned[f] += vote * corrections.ngrams[f];
  }
  const adaptation = { base: fitted.base, ngrams: pack(columns, learned), belief: 1, doubt: 0, kinship, parts: [] };
  return { adaptation, strength: fitted.strength, tried, trust: fitted.trust };
}

function pack({ hash, texts }: NgramColumns, weights: Float64Array): WeightTable {
  return packWeights({ hash, texts, weights: Float32Array.from(weights), columns: 1 }, adaptationSettings.bits);
}

function labelsOf(examples: AdaptationExample[]): Float64Array {
  return Float64Array.from(examples, ({ polarity }) => polarity);
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

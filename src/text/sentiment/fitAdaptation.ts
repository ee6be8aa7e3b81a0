import { packWeights } from '../classify/weightTable.ts';
import type { Adaptation } from './adaptation.ts';
import type { AdaptationCorpus, AdaptationExample, AdaptationParams } from './adaptationCorpus.ts';
import { correct, correctionRows, tryStrengths } from './corrections.ts';
import { fitKinship } from './fitKinship.ts';
import { ngramColumns } from './ngramColumns.ts';
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
  /** … and when undecided ratings teach too. */
  ratedStrength: 1,
  fewestToChoose: 30,
};

/**
 * Learns what a house needs beside the shipped model, whose sums are the prior: kinship, base and n-grams from all of its
 * texts by the shipped model's own judgement (`learnFromOwnJudgement`), then corrections from the examples by an L2-regularised
 * logistic regression on top, whose strength cross-validation weighs. A rating that contradicts
 * its text joins as evidence of its own (trust · rating).
 */
export function fitAdaptation(corpus: AdaptationCorpus, params: AdaptationParams): FittedAdaptation {
  const { examples, others, background } = corpus;
  const texts = [...examples, ...others].map(({ text }) => text);
  const { kinship, shares } = fitKinship(texts, background);
  const base = baseOf(texts);
  const columns = ngramColumns(texts, adaptationSettings.fewestTexts);
  const own = learnFromOwnJudgement(texts, labelsOf(examples), columns, base, params.seed);
  const logOdds = Float64Array.from(texts, (text, i) => {
    const ngrams = own === null ? 0 : columns.sum(text, own);
    return text.sum + shares[i] * (base + ngrams);
  });
  const problem = correctionRows(corpus, { shares, logOdds, columns }, params);
  const { fewestToChoose, strength: given, ratedStrength } = adaptationSettings;
  // Held-out examples are mostly those that contradict their ratings: they cannot judge what ratings teach.
  const tried =
    params.ratings || examples.length < fewestToChoose ? [] : tryStrengths(problem, examples.length, params);
  const mixture =
    tried.length === 0 ? [[params.ratings ? ratedStrength : given, 1]] : mixtureOf(tried, examples.length);
  const learned = own === null ? new Float32Array(columns.count) : Float32Array.from(own.subarray(0, columns.count));
  const fitted = { base, trust: { high: 0, low: 0 }, strength: 0 };
  for (const [strength, vote] of mixture) {
    const corrections = correct(problem, strength, params);
    fitted.base += vote * corrections.base;
    fitted.trust.high += vote * corrections.trust.high;
    fitted.trust.low += vote * corrections.trust.low;
    fitted.strength += vote * strength;
    for (let f = 0; f < columns.count; f++) learned[f] += vote * corrections.ngrams[f];
  }
  const table = { hash: columns.hash, texts: columns.texts, weights: learned, columns: 1 };
  const ngrams = packWeights(table, adaptationSettings.bits);
  return { adaptation: { base: fitted.base, ngrams, kinship }, strength: fitted.strength, tried, trust: fitted.trust };
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

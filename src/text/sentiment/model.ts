import type { LinearModel } from '../classify/linear.ts';
import { ruleNames } from './rules.ts';

/** Everything that is learned about sentiment; plain data. */
export interface SentimentModel {
  /** Log-odds of a positive text from its n-grams. */
  ngrams: LinearModel;
  /** Log-odds per unit of value of each rule of the hand-kept lists, in the order of `ruleNames`. */
  rules: number[];
  /** confidence = 1 / (1 + exp(−slope · |sum|)) */
  slope: number;
  bands: Bands;
}

/** Limits on the score −1..1. */
export interface Bands {
  /** |score| below: neutral. */
  neutral: number;
  /** |score| from here on: very positive or very negative. */
  very: number;
  /** Clauses of both polarities at least this clear … */
  mixedClause: number;
  /** … and |score| of the whole below this: mixed. */
  mixedWhole: number;
}

/** The part of a model that is not weights, as it stands in the manifest. */
export type SentimentParameters = {
  scale: number;
  bits: number;
  rules: Record<string, number>;
  slope: number;
  bands: Bands;
};

export function sentimentModel(parameters: SentimentParameters, weights: Int8Array): SentimentModel {
  if (weights.length !== 1 << parameters.bits)
    throw new RangeError(`expected 2^${parameters.bits} weights, got ${weights.length}`);
  return {
    ngrams: { bits: parameters.bits, scale: parameters.scale, weights },
    rules: ruleNames.map((name) => parameters.rules[name] ?? 0),
    slope: parameters.slope,
    bands: parameters.bands,
  };
}

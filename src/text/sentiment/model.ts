import { tableFromBytes, type WeightTable } from '../classify/weightTable.ts';
import { ruleNames } from './rules.ts';

/** Everything that is learned about sentiment; plain data. */
export interface SentimentModel {
  /** Log-odds of a positive text from its n-grams, in general and as the experts see it. */
  ngrams: WeightTable;
  experts: Expert[];
  /** How much more n-grams count at the edges of a text: times 1 + edges · `edgeOf`. */
  edges: number;
  /** Log-odds per unit of value of each rule of the hand-kept lists, in the order of `ruleNames`. */
  rules: number[];
  /** Log-odds of a positive text that says nothing that is known. */
  silence: number;
  /** confidence = 1 / (1 + exp(−slope · |sum|)) */
  slope: number;
  bands: Bands;
}

/** Weights of their own for some kinds of text. */
export interface Expert {
  name: string;
  /** Names of the kinds; the expert's share in a text is their probability. */
  kinds: string[];
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
export interface SentimentParameters {
  scale: number;
  bits: number;
  experts: Expert[];
  /** Models of before have none. */
  edges?: number;
  rules: Record<string, number>;
  /** Models of before have none. */
  silence?: number;
  slope: number;
  bands: Bands;
}

/** `bytes`: the weights as `tableBytes` writes them. */
export function sentimentModel(parameters: SentimentParameters, bytes: Uint8Array): SentimentModel {
  const { bits, scale, experts, edges = 0, rules, silence = 0, slope, bands } = parameters;
  return {
    ngrams: tableFromBytes(bytes, bits, scale, experts.length),
    experts,
    edges,
    rules: ruleNames.map((name) => rules[name] ?? 0),
    silence,
    slope,
    bands,
  };
}

import { rowNorm } from '../classify/linear.ts';
import { bucketOf, checkOf, decodeTable, type WeightTable } from '../classify/weightTable.ts';
import type { Document } from '../document.ts';
import type { Features } from '../vectorise/features.ts';
import type { Shares } from './kinds.ts';
import { createNgramReader } from './ngrams.ts';

/**
 * What was learned from the texts of one house beside the shipped model; plain data. It speaks up in texts of the house's
 * own kind and stays silent in others: sum = (1 − share) · shipped sum + share · (doubted(belief · shipped sum) + base + norm ·
 * Σ weights of the n-grams).
 */
export interface Adaptation extends AdaptationWeights {
  /** What the shipped sums count in texts of the house's kind, 0..1: away from what it was learned on the model is too sure. */
  belief: number;
  /** How often the shipped model is taken to be wrong however sure it is, 0..½; see `doubted`. */
  doubt: number;
  /** null: all texts are of its kind. */
  kinship: Kinship | null;
  /** The weights above have learned from all texts, each of these from all but one share of them. */
  parts: AdaptationWeights[];
}

export interface AdaptationWeights {
  /** Log-odds: how much more positive such texts are than the shipped model takes them to be. */
  base: number;
  /** Log-odds of n-grams, on top of the shipped ones; no experts. */
  ngrams: WeightTable;
}

/** Tells texts of the house's own kind by their words and their length: share = σ(steepness · (kinship − centre)). */
export interface Kinship {
  /** Mean and standard deviation of `lengthOf`; null: texts of any length are of its kind. */
  length: { mean: number; deviation: number } | null;
  /** Log ratio of each word's document frequency in the house and in feedback of any kind; no experts. */
  words: WeightTable;
  /** Log ratio of a word that is not in the table. */
  unlisted: number;
  centre: number;
  steepness: number;
}

/** What an adaptation says of one text. Buffers are overwritten by the next call. */
export interface Adapted {
  /** 0..1 */
  share: number;
  /** Log-odds that come to a text or clause whose shipped sum this is, beside those of its tokens; share applied. */
  shift(shipped: number): number;
  /** By token, as `TokenShares`; share applied. */
  weight: Float64Array;
  clauseWeight: Float64Array;
}

export type AdaptationReader = (features: Features, document: Document) => Adapted;

const noShares: Shares = { count: 0, expert: new Int32Array(0), share: new Float64Array(0) };

/** `part`: which of the parts reads; −1: the weights learned from all texts. */
export function createAdaptationReader(adaptation: Adaptation, part = -1): AdaptationReader {
  const { belief, doubt, kinship, parts } = adaptation;
  const { base, ngrams } = parts[part] ?? adaptation;
  const readNgrams = createNgramReader(ngrams);
  const shareOf = kinship === null ? () => 1 : createShareReader(kinship);
  const adapted: Adapted = {
    share: 0,
    shift: (shipped) => adapted.share * (base + doubted(belief * shipped, doubt) - shipped),
    weight: new Float64Array(0),
    clauseWeight: new Float64Array(0),
  };
  return (features, document) => {
    adapted.share = features.units + features.words === 0 ? 0 : shareOf(features);
    const { weight, clauseWeight } = readNgrams(features, noShares, document);
    for (let t = 0; t < document.tokens.count; t++) {
      weight[t] *= adapted.share;
      clauseWeight[t] *= adapted.share;
    }
    adapted.weight = weight;
    adapted.clauseWeight = clauseWeight;
    return adapted;
  };
}

/** The log-odds if a share `doubt` of the answers is mistaken, whatever they are: never beyond ±ln((1 − doubt) / doubt). */
export function doubted(logOdds: number, doubt: number): number {
  if (doubt === 0) return logOdds;
  const p = doubt + (1 - 2 * doubt) / (1 + Math.exp(-logOdds));
  return Math.log(p / (1 - p));
}

/** What the length of a text is measured by. */
export function lengthOf(words: number): number {
  return Math.log(words + 4);
}

/** What a length unlike the house's takes from the kinship: ½ · (|z| − 1)² beyond one standard deviation. */
export function strangeness(words: number, length: Kinship['length']): number {
  if (length === null) return 0;
  const z = Math.abs(lengthOf(words) - length.mean) / length.deviation;
  return 0.5 * Math.max(0, z - 1) ** 2;
}

function createShareReader({ words, unlisted, centre, steepness, length }: Kinship): (features: Features) => number {
  const decode = decodeTable(words.scale);
  return (features) => {
    let sum = 0;
    for (let k = 0; k < features.words; k++) {
      const hash = features.word[k];
      const entry = words.general[bucketOf(hash, words.bits)];
      sum += (entry & 0xff) === checkOf(hash) ? decode[(entry >> 8) + 128] : unlisted;
    }
    return shareFrom(sum * rowNorm(features.words) - strangeness(features.words, length), centre, steepness);
  };
}

/** The share of an adaptation in a text of this kinship, 0..1. */
export function shareFrom(kinship: number, centre: number, steepness: number): number {
  return 1 / (1 + Math.exp(-steepness * (kinship - centre)));
}

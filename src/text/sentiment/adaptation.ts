import { rowNorm } from '../classify/linear.ts';
import { bucketOf, checkOf, decodeTable, type WeightTable } from '../classify/weightTable.ts';
import type { Features } from '../vectorise/features.ts';
import type { Shares } from './kinds.ts';
import { createNgramReader } from './ngrams.ts';

/**
 * What was learned from the texts of one house beside the shipped model; plain data. It speaks up in texts of the house's
 * own kind and stays silent in others: sum = shipped sum + share · (base + norm · Σ weights of the n-grams).
 */
export interface Adaptation {
  /** Log-odds: how much more positive such texts are than the shipped model takes them to be. */
  base: number;
  /** Log-odds of n-grams, on top of the shipped ones; no experts. */
  ngrams: WeightTable;
  /** null: all texts are of its kind. */
  kinship: Kinship | null;
}

/** Tells texts of the house's own kind by their words: share = σ(steepness · (kinship − centre)). */
export interface Kinship {
  /** Log ratio of each word's document frequency in the house and in feedback of any kind; no experts. */
  words: WeightTable;
  centre: number;
  steepness: number;
}

/** What an adaptation says of one text. Buffers are overwritten by the next call. */
export interface Adapted {
  /** 0..1 */
  share: number;
  /** Log-odds, share applied. */
  base: number;
  /** By token, as `TokenShares.weight`; share applied. */
  weight: Float64Array;
}

export type AdaptationReader = (features: Features, tokens: number) => Adapted;

const noShares: Shares = { count: 0, expert: new Int32Array(0), share: new Float64Array(0) };

export function createAdaptationReader({ base, ngrams, kinship }: Adaptation): AdaptationReader {
  const readNgrams = createNgramReader(ngrams);
  const shareOf = kinship === null ? () => 1 : createShareReader(kinship);
  return (features, tokens) => {
    const share = features.units + features.words === 0 ? 0 : shareOf(features);
    const { weight } = readNgrams(features, noShares, tokens);
    for (let t = 0; t < tokens; t++) weight[t] *= share;
    return { share, base: share * base, weight };
  };
}

function createShareReader({ words, centre, steepness }: Kinship): (features: Features) => number {
  const decode = decodeTable(words.scale);
  return (features) => {
    let sum = 0;
    for (let k = 0; k < features.words; k++) {
      const hash = features.word[k];
      const entry = words.general[bucketOf(hash, words.bits)];
      if ((entry & 0xff) === checkOf(hash)) sum += decode[(entry >> 8) + 128];
    }
    return shareFrom(sum * rowNorm(features.words), centre, steepness);
  };
}

/** The share of an adaptation in a text of this kinship, 0..1. */
export function shareFrom(kinship: number, centre: number, steepness: number): number {
  return 1 / (1 + Math.exp(-steepness * (kinship - centre)));
}

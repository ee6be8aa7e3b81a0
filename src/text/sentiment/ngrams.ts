import { decodeTable, type WeightTable } from '../classify/weightTable.ts';
import type { Features } from '../vectorise/features.ts';
import type { Shares } from './kinds.ts';

/** What the n-grams give to each token of a text: an n-gram is spread evenly over the units or words that it covers. */
export interface TokenShares {
  /** Sum of weights; times a norm: log-odds. */
  weight: Float64Array;
  /** Number of n-grams that end in the token. */
  size: Int32Array;
}

/** Adds up the weights of all n-grams, each as often as it occurs. The shares are overwritten by the next call. */
export function createNgramReader(
  table: WeightTable,
): (features: Features, shares: Shares, tokens: number) => TokenShares {
  const { general, experts } = table;
  const decode = decodeTable(table.scale);
  const shift = 32 - table.bits;
  let out: TokenShares = { weight: new Float64Array(256), size: new Int32Array(256) };
  // The experts who have a say in the text at hand; mostly it is one.
  let say = 0;
  const nobody = new Int8Array(0);
  let first: Int8Array = nobody;
  let firstShare = 0;
  let others: Shares;

  const weigh = (hash: number): number => {
    const bucket = hash >>> shift;
    const entry = general[bucket];
    // Most n-grams are unknown; what is not fetched for them leaves the caches to the others.
    if ((entry ^ hash) & 0xff) return 0;
    let sum = decode[(entry >> 8) + 128];
    if (say > 0) {
      sum += firstShare * decode[first[bucket] + 128];
      for (let a = 1; a < say; a++) sum += others.share[a] * decode[experts[others.expert[a]][bucket] + 128];
    }
    return sum;
  };

  return (features, shares, tokens) => {
    if (out.size.length < tokens) out = { weight: new Float64Array(2 * tokens), size: new Int32Array(2 * tokens) };
    const { weight, size } = out;
    for (let t = 0; t < tokens; t++) weight[t] = size[t] = 0;
    say = shares.count;
    others = shares;
    first = say > 0 ? experts[shares.expert[0]] : nobody;
    firstShare = say > 0 ? shares.share[0] : 0;
    addUnits(features, out, weigh);
    addWords(features, out, weigh);
    return out;
  };
}

function addUnits(features: Features, { weight, size }: TokenShares, weigh: (hash: number) => number): void {
  const { units, unitToken, one, two, three } = features;
  for (let k = 0; k < units; k++) {
    const t = unitToken[k];
    let own = weigh(one[k]);
    let n = 1;
    if (two[k] !== 0) {
      const half = weigh(two[k]) / 2;
      n = 2;
      own += half;
      weight[unitToken[k - 1]] += half;
      if (three[k] !== 0) {
        const third = weigh(three[k]) / 3;
        n = 3;
        own += third;
        weight[unitToken[k - 1]] += third;
        weight[unitToken[k - 2]] += third;
      }
    }
    size[t] += n;
    weight[t] += own;
  }
}

function addWords(features: Features, { weight, size }: TokenShares, weigh: (hash: number) => number): void {
  const { words, wordToken, word, pair } = features;
  for (let k = 0; k < words; k++) {
    const t = wordToken[k];
    weight[t] += weigh(word[k]);
    size[t]++;
    if (pair[k] === 0) continue;
    const half = weigh(pair[k]) / 2;
    weight[t] += half;
    weight[wordToken[k - 1]] += half;
    size[t]++;
  }
}

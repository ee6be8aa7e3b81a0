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
  let known = allocate(512);

  /** The n-grams that the table knows, in two passes without a guess: most are unknown, and no pattern tells which. */
  const findKnown = (columns: readonly Int32Array[], length: number): void => {
    const { bucket, at } = known;
    const width = columns.length;
    let n = 0;
    for (let c = 0; c < width; c++) {
      const column = columns[c];
      for (let k = 0; k < length; k++) {
        const hash = column[k];
        const b = hash >>> shift;
        bucket[n] = b;
        at[n] = k;
        // −1 where the check byte agrees, and where there is an n-gram at all.
        n -= ((((general[b] ^ hash) & 0xff) - 1) >> 31) & ((hash | -hash) >> 31);
      }
      known.end[c] = n;
    }
  };

  // The experts who have a say in the text at hand; mostly it is one.
  let shares: Shares = nobody;
  let firstShare = 0;
  let first: Int8Array = new Int8Array(0);

  const ask = (whom: Shares): void => {
    shares = whom;
    if (shares.count === 0) return;
    firstShare = shares.share[0];
    first = experts[shares.expert[0]];
  };

  const weigh = (bucket: number): number => {
    let sum = decode[(general[bucket] >> 8) + 128];
    if (shares.count === 0) return sum;
    sum += firstShare * decode[first[bucket] + 128];
    for (let a = 1; a < shares.count; a++) sum += shares.share[a] * decode[experts[shares.expert[a]][bucket] + 128];
    return sum;
  };

  const addUnits = ({ units, unitToken, one, two, three }: Features): void => {
    const { weight, size } = out;
    const { bucket, at, end } = known;
    for (let k = 0; k < units; k++)
      size[unitToken[k]] += 1 - ((two[k] | -two[k]) >> 31) - ((three[k] | -three[k]) >> 31);
    findKnown([one, two, three], units);
    let m = 0;
    for (; m < end[0]; m++) weight[unitToken[at[m]]] += weigh(bucket[m]);
    for (; m < end[1]; m++) {
      const half = weigh(bucket[m]) / 2;
      weight[unitToken[at[m]]] += half;
      weight[unitToken[at[m] - 1]] += half;
    }
    for (; m < end[2]; m++) {
      const third = weigh(bucket[m]) / 3;
      weight[unitToken[at[m]]] += third;
      weight[unitToken[at[m] - 1]] += third;
      weight[unitToken[at[m] - 2]] += third;
    }
  };

  const addWords = ({ words, wordToken, word, pair }: Features): void => {
    const { weight, size } = out;
    const { bucket, at, end } = known;
    for (let k = 0; k < words; k++) size[wordToken[k]] += 1 - ((pair[k] | -pair[k]) >> 31);
    findKnown([word, pair], words);
    let m = 0;
    for (; m < end[0]; m++) weight[wordToken[at[m]]] += weigh(bucket[m]);
    for (; m < end[1]; m++) {
      const half = weigh(bucket[m]) / 2;
      weight[wordToken[at[m]]] += half;
      weight[wordToken[at[m] - 1]] += half;
    }
  };

  return (features, whom, tokens) => {
    if (out.size.length < tokens) out = { weight: new Float64Array(2 * tokens), size: new Int32Array(2 * tokens) };
    const most = 3 * Math.max(features.units, features.words) + 1;
    if (known.at.length < most) known = allocate(2 * most);
    out.weight.fill(0, 0, tokens);
    out.size.fill(0, 0, tokens);
    ask(whom);
    addUnits(features);
    addWords(features);
    return out;
  };
}

const nobody: Shares = { count: 0, expert: new Int32Array(0), share: new Float64Array(0) };

/** N-grams of the table in text order, column by column: n-gram m is `bucket[m]`, at place `at[m]` of its column. */
interface Known {
  bucket: Int32Array;
  at: Int32Array;
  /** Where each column ends. */
  end: Int32Array;
}

function allocate(size: number): Known {
  return { bucket: new Int32Array(size), at: new Int32Array(size), end: new Int32Array(3) };
}

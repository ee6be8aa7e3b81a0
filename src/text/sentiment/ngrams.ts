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
  const { bytes, stride } = rowsOf(table);
  const decode = decodeTable(table.scale);
  const shift = 32 - table.bits;
  let out: TokenShares = { weight: new Float64Array(256), size: new Int32Array(256) };
  let known = allocate(512);

  /** The n-grams that the table knows, in passes without a guess: no pattern tells which are. */
  const findKnown = (columns: readonly Int32Array[], length: number): void => {
    const { row, at } = known;
    const width = columns.length;
    let n = 0;
    for (let c = 0; c < width; c++) {
      const column = columns[c];
      for (let k = 0; k < length; k++) {
        const hash = column[k];
        const r = (hash >>> shift) * stride;
        row[n] = r;
        at[n] = k;
        // −1 where the check byte agrees, and where there is an n-gram at all.
        n -= ((((bytes[r] ^ hash) & 0xff) - 1) >> 31) & ((hash | -hash) >> 31);
      }
      known.end[c] = n;
    }
  };

  // The experts who have a say in the text at hand; mostly it is one.
  let shares: Shares = nobody;
  let firstShare = 0;
  let first = 0;

  const ask = (whom: Shares): void => {
    shares = whom;
    if (shares.count === 0) return;
    firstShare = shares.share[0];
    first = firstExpert + shares.expert[0];
  };

  const weigh = (row: number): number => {
    let sum = decode[bytes[row + 1] + 128];
    if (shares.count === 0) return sum;
    sum += firstShare * decode[bytes[row + first] + 128];
    for (let a = 1; a < shares.count; a++)
      sum += shares.share[a] * decode[bytes[row + firstExpert + shares.expert[a]] + 128];
    return sum;
  };

  const addUnits = ({ units, unitToken, one, two, three }: Features): void => {
    const { weight, size } = out;
    const { row, at, end } = known;
    for (let k = 0; k < units; k++)
      size[unitToken[k]] += 1 - ((two[k] | -two[k]) >> 31) - ((three[k] | -three[k]) >> 31);
    findKnown([one, two, three], units);
    let m = 0;
    for (; m < end[0]; m++) weight[unitToken[at[m]]] += weigh(row[m]);
    for (; m < end[1]; m++) {
      const half = weigh(row[m]) / 2;
      weight[unitToken[at[m]]] += half;
      weight[unitToken[at[m] - 1]] += half;
    }
    for (; m < end[2]; m++) {
      const third = weigh(row[m]) / 3;
      weight[unitToken[at[m]]] += third;
      weight[unitToken[at[m] - 1]] += third;
      weight[unitToken[at[m] - 2]] += third;
    }
  };

  const addWords = ({ words, wordToken, word, pair }: Features): void => {
    const { weight, size } = out;
    const { row, at, end } = known;
    for (let k = 0; k < words; k++) size[wordToken[k]] += 1 - ((pair[k] | -pair[k]) >> 31);
    findKnown([word, pair], words);
    let m = 0;
    for (; m < end[0]; m++) weight[wordToken[at[m]]] += weigh(row[m]);
    for (; m < end[1]; m++) {
      const half = weigh(row[m]) / 2;
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

/** In a row: the check byte, the general weight, those of the experts from here on. */
const firstExpert = 2;

/** The table bucket by bucket, so that all that is read of an n-gram lies in one line of memory. */
function rowsOf({ general, experts }: WeightTable): { bytes: Int8Array; stride: number } {
  const stride = 2 ** Math.ceil(Math.log2(firstExpert + experts.length));
  const bytes = new Int8Array(general.length * stride);
  for (let b = 0; b < general.length; b++) {
    bytes[b * stride] = general[b];
    bytes[b * stride + 1] = general[b] >> 8;
    for (let e = 0; e < experts.length; e++) bytes[b * stride + firstExpert + e] = experts[e][b];
  }
  return { bytes, stride };
}

/** N-grams of the table in text order, column by column: n-gram m has the row that begins at `row[m]`, and place `at[m]` of its column. */
interface Known {
  row: Int32Array;
  at: Int32Array;
  /** Where each column ends. */
  end: Int32Array;
}

function allocate(size: number): Known {
  return { row: new Int32Array(size), at: new Int32Array(size), end: new Int32Array(3) };
}

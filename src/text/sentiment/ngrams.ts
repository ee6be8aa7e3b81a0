import { occurrenceShares } from '../classify/linear.ts';
import { decodeTable, type WeightTable } from '../classify/weightTable.ts';
import type { Document } from '../document.ts';
import type { Features } from '../vectorise/features.ts';
import type { Shares } from './kinds.ts';
import { firstExpert, rowsOf } from './ngramRows.ts';
import { countInClauses, createRepeated, readClauseNumbers } from './repeatedNgrams.ts';

/** What the n-grams give to each token of a text: an n-gram is spread evenly over the units or words that it covers. */
export interface TokenShares {
  /** Sum of weights, each times its `occurrenceShares` in the text; times a norm: log-odds in the text. */
  weight: Float64Array;
  /** The same with the occurrences counted in each clause by itself, for a text of several. */
  clauseWeight: Float64Array;
  /** Number of n-grams that end in the token. */
  size: Int32Array;
}

export type NgramReader = (features: Features, experts: Shares, document: Document) => TokenShares;

/** Adds up the weights of all n-grams; one that occurs t times counts √t. The shares are overwritten by the next call. */
export function createNgramReader(table: WeightTable): NgramReader {
  const rows = rowsOf(table);
  const { bytes, stride, counters, counter } = rows;
  const decode = decodeTable(table.scale);
  const shift = 32 - table.bits;
  let out = createShares(256);
  let clauseOf = new Int32Array(256);
  let known = createKnown(512);
  let repeated = createRepeated(512);

  /** The n-grams that the table knows, in passes without a guess: no pattern tells which are. */
  const findKnown = (columns: readonly Int32Array[], length: number): void => {
    const { row, at, end } = known;
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
      end[c] = n;
    }
    end.fill(n, width);
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

  const tally = (n: number): void => {
    const { row } = known;
    for (let m = 0; m < n; m++) counters[row[m] + counter]++;
  };

  const reset = (n: number): void => {
    const { row } = known;
    for (let m = 0; m < n; m++) counters[row[m] + counter] = 0;
  };

  const noteRepeated = (m: number, times: number, part: number): void => {
    const j = repeated.count++;
    repeated.row[j] = known.row[m];
    repeated.at[j] = known.at[m];
    repeated.times[j] = times;
    repeated.part[j] = part;
  };

  /** Spreads the known n-grams, which are counted, over their tokens, and notes the repeated ones. */
  const spread = (token: Int32Array): void => {
    const { weight } = out;
    const { row, at, end } = known;
    repeated.count = 0;
    let m = 0;
    for (; m < end[0]; m++) {
      const t = counters[row[m] + counter];
      const part = weigh(row[m]) * occurrenceShares[t];
      weight[token[at[m]]] += part;
      if (t > 1) noteRepeated(m, t, part);
    }
    repeated.end[0] = repeated.count;
    for (; m < end[1]; m++) {
      const t = counters[row[m] + counter];
      const part = (weigh(row[m]) * occurrenceShares[t]) / 2;
      weight[token[at[m]]] += part;
      weight[token[at[m] - 1]] += part;
      if (t > 1) noteRepeated(m, t, part);
    }
    repeated.end[1] = repeated.count;
    for (; m < end[2]; m++) {
      const t = counters[row[m] + counter];
      const part = (weigh(row[m]) * occurrenceShares[t]) / 3;
      weight[token[at[m]]] += part;
      weight[token[at[m] - 1]] += part;
      weight[token[at[m] - 2]] += part;
      if (t > 1) noteRepeated(m, t, part);
    }
    repeated.end[2] = repeated.count;
  };

  const add = (columns: readonly Int32Array[], length: number, token: Int32Array): void => {
    findKnown(columns, length);
    tally(known.end[2]);
    spread(token);
    reset(known.end[2]);
  };

  const makeRoom = (tokens: number, ngrams: number): void => {
    if (out.size.length < tokens) {
      out = createShares(2 * tokens);
      clauseOf = new Int32Array(2 * tokens);
    }
    if (known.at.length >= ngrams) return;
    known = createKnown(2 * ngrams);
    repeated = createRepeated(2 * ngrams);
  };

  return (features, experts, document) => {
    const { units, unitToken, one, two, three, words, wordToken, word, pair } = features;
    const { count } = document.tokens;
    const inClauses = document.clauses.length > 1;
    makeRoom(count, 3 * Math.max(units, words) + 1);
    const { weight, clauseWeight, size } = out;
    weight.fill(0, 0, count);
    clauseWeight.fill(0, 0, count);
    size.fill(0, 0, count);
    if (inClauses) readClauseNumbers(document, clauseOf);
    ask(experts);
    for (let k = 0; k < units; k++)
      size[unitToken[k]] += 1 - ((two[k] | -two[k]) >> 31) - ((three[k] | -three[k]) >> 31);
    add([one, two, three], units, unitToken);
    if (inClauses) countInClauses(repeated, rows, unitToken, clauseOf, clauseWeight);
    for (let k = 0; k < words; k++) size[wordToken[k]] += 1 - ((pair[k] | -pair[k]) >> 31);
    add([word, pair], words, wordToken);
    if (inClauses) countInClauses(repeated, rows, wordToken, clauseOf, clauseWeight);
    for (let t = 0; t < count; t++) clauseWeight[t] += weight[t];
    return out;
  };
}

const nobody: Shares = { count: 0, expert: new Int32Array(0), share: new Float64Array(0) };

function createShares(size: number): TokenShares {
  return { weight: new Float64Array(size), clauseWeight: new Float64Array(size), size: new Int32Array(size) };
}

/** N-grams of the table in text order, column by column: n-gram m has the row that begins at `row[m]`, and place `at[m]` of its column. */
interface Known {
  row: Int32Array;
  at: Int32Array;
  /** Where each column ends. */
  end: Int32Array;
}

function createKnown(size: number): Known {
  return { row: new Int32Array(size), at: new Int32Array(size), end: new Int32Array(3) };
}

import { occurrenceShares } from '../classify/linear.ts';
import type { Document } from '../document.ts';
import type { NgramRows } from './ngramRows.ts';

/** The occurrences of n-grams that a text holds more than once, in text order, column by column. */
export interface Repeated {
  count: number;
  /** Row of the n-gram, its place in its column, and how often the text holds it. */
  row: Int32Array;
  at: Int32Array;
  times: Uint8Array;
  /** What the text gives to each unit or word of the occurrence. */
  part: Float64Array;
  /** Where each column ends. */
  end: Int32Array;
}

export function createRepeated(size: number): Repeated {
  return {
    count: 0,
    row: new Int32Array(size),
    at: new Int32Array(size),
    times: new Uint8Array(size),
    part: new Float64Array(size),
    end: new Int32Array(3),
  };
}

/** Number of the clause of each token; the marks behind a clause go with it. */
export function readClauseNumbers({ tokens, clauses }: Document, clauseOf: Int32Array): void {
  let t = 0;
  for (let c = 0; c < clauses.length; c++) {
    const next = c + 1 < clauses.length ? clauses[c + 1].firstToken : tokens.count;
    while (t < next) clauseOf[t++] = c;
  }
}

/**
 * Adds what repeated n-grams count in their clauses beyond what they count in the text: there each may stand alone. Column c
 * holds n-grams of c + 1 units or words, and an occurrence belongs to the clause that it ends in.
 */
export function countInClauses(
  { row, at, times, part, end }: Repeated,
  { counters, counter }: NgramRows,
  token: Int32Array,
  clauseOf: Int32Array,
  weight: Float64Array,
): void {
  let j = 0;
  for (let column = 0; column < end.length; column++) {
    while (j < end[column]) {
      const first = j;
      const clause = clauseOf[token[at[j]]];
      for (; j < end[column] && clauseOf[token[at[j]]] === clause; j++) counters[row[j] + counter]++;
      for (let i = first; i < j; i++) {
        const more = part[i] * (occurrenceShares[counters[row[i] + counter]] / occurrenceShares[times[i]] - 1);
        for (let k = at[i] - column; k <= at[i]; k++) weight[token[k]] += more;
      }
      for (let i = first; i < j; i++) counters[row[i] + counter] = 0;
    }
  }
}

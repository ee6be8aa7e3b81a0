import { type BinaryRows, rowNorm } from '../../src/text/classify/linear.ts';
import type { Document } from '../../src/text/document.ts';
import type { SentimentLexicon } from '../../src/text/sentiment/lexicon.ts';
import { createFinder } from '../../src/text/sentiment/measure.ts';
import { hitNorm, ruleNames } from '../../src/text/sentiment/rules.ts';

export interface SentimentRows {
  ngrams: BinaryRows;
  /** Row-major, `ruleNames.length` columns: Σ value · hitNorm of each rule, as the stage computes it. */
  rules: Float64Array;
}

/** What the stage sees in each text. */
export function sentimentRows(
  documents: Iterable<Document>,
  count: number,
  lexicon: SentimentLexicon,
  bits: number,
): SentimentRows {
  const find = createFinder(lexicon, bits);
  /** Last row, from 1, that held a feature. */
  const holder = new Int32Array(1 << bits);
  const columns = ruleNames.length;
  const rules = new Float64Array(count * columns);
  const offset = new Int32Array(count + 1);
  let index: Int32Array = new Int32Array(1 << 22);
  let row = 0;
  let k = 0;
  for (const document of documents) {
    const { hits, features } = find(document);
    if (index.length < k + features.count) index = grown(index, k + features.count);
    for (let j = 0; j < features.count; j++) {
      const f = features.index[j];
      if (holder[f] === row + 1) continue;
      holder[f] = row + 1;
      index[k++] = f;
    }
    const norm = hitNorm(hits.count);
    for (let h = 0; h < hits.count; h++) rules[row * columns + hits.rule[h]] += hits.value[h] * norm;
    offset[++row] = k;
  }
  return { ngrams: { bits, offset, index: index.subarray(0, k) }, rules };
}

function grown(array: Int32Array, needed: number): Int32Array {
  const next = new Int32Array(Math.max(2 * array.length, needed));
  next.set(array);
  return next;
}

/** The chosen rows, in the order given. */
export function pickRows(rows: BinaryRows, chosen: Int32Array): BinaryRows {
  const offset = new Int32Array(chosen.length + 1);
  let size = 0;
  for (let i = 0; i < chosen.length; i++) {
    size += rows.offset[chosen[i] + 1] - rows.offset[chosen[i]];
    offset[i + 1] = size;
  }
  const index = new Int32Array(size);
  for (let i = 0; i < chosen.length; i++)
    index.set(rows.index.subarray(rows.offset[chosen[i]], rows.offset[chosen[i] + 1]), offset[i]);
  return { bits: rows.bits, offset, index };
}

/** Σ w / √n of one row. */
export function rowSum(rows: BinaryRows, i: number, w: Float64Array): number {
  const [from, to] = [rows.offset[i], rows.offset[i + 1]];
  let sum = 0;
  for (let k = from; k < to; k++) sum += w[rows.index[k]];
  return sum * rowNorm(to - from);
}

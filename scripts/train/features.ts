import { occurrencesCount, rowNorm, type SparseRows } from '../../src/text/classify/linear.ts';
import type { Document } from '../../src/text/document.ts';
import type { SentimentLexicon } from '../../src/text/sentiment/lexicon.ts';
import { createFinder } from '../../src/text/sentiment/measure.ts';
import { readEdges } from '../../src/text/sentiment/places.ts';
import { hitNorm, ruleNames } from '../../src/text/sentiment/rules.ts';
import type { Features } from '../../src/text/vectorise/features.ts';

export interface SentimentRows {
  ngrams: SparseRows;
  /** Beside `ngrams.value`: the same with each occurrence times what it has of the edges of its text. */
  edges: Float32Array;
  /** Hash of each feature, and how many rows hold it. */
  hash: Int32Array;
  texts: Int32Array;
  /** Row-major, `ruleNames.length` columns: Σ value · hitNorm of each rule, as the stage computes it. */
  rules: Float64Array;
}

/** Features of fewer texts are not learned. */
export const fewestTexts = 2;

/** What the stage sees in each text. */
export function sentimentRows(
  documents: Iterable<Document>,
  count: number,
  lexicon: SentimentLexicon,
  fewest = fewestTexts,
): SentimentRows {
  const find = createFinder(lexicon);
  const columns = ruleNames.length;
  const rules = new Float64Array(count * columns);
  const offset = new Int32Array(count + 1);
  const size = new Int32Array(count);
  const seen = createNumbering(1 << 20);
  /** Place of each numbered feature in the row at hand, if its row says so. */
  let place = new Int32Array(1 << 20);
  let placeRow = new Int32Array(1 << 20);
  let numbers: Int32Array = new Int32Array(1 << 22);
  let value: Float32Array = new Float32Array(1 << 22);
  let edges: Float32Array = new Float32Array(1 << 22);
  let row = 0;
  let k = 0;
  for (const document of documents) {
    const { hits, features } = find(document);
    eachNgram(features, edgesOf(document), (hash, edge) => {
      size[row]++;
      const number = seen.number(hash);
      if (number >= place.length) {
        place = grown(place);
        placeRow = grown(placeRow);
      }
      if (placeRow[number] === row + 1) {
        value[place[number]]++;
        edges[place[number]] += edge;
        return;
      }
      if (k === numbers.length) {
        numbers = grown(numbers);
        value = grownFloats(value);
        edges = grownFloats(edges);
      }
      placeRow[number] = row + 1;
      place[number] = k;
      value[k] = 1;
      edges[k] = edge;
      numbers[k++] = number;
    });
    const norm = hitNorm(hits.count);
    for (let h = 0; h < hits.count; h++) rules[row * columns + hits.rule[h]] += hits.value[h] * norm;
    for (let of = offset[row]; of < k; of++) {
      const times = value[of];
      value[of] = occurrencesCount(times);
      edges[of] *= value[of] / times;
    }
    offset[++row] = k;
  }
  const rows = { features: seen.count, offset, index: numbers.subarray(0, k), value: value.subarray(0, k), size };
  return { ...withoutRare(rows, edges, seen.hashes(), fewest), rules };
}

function edgesOf({ tokens }: Document): Float64Array {
  const edges = new Float64Array(tokens.count);
  readEdges(tokens, edges);
  return edges;
}

/** All n-grams, each as often as it occurs, with the mean edge of the units or words over which the stage spreads it. */
function eachNgram(features: Features, edge: Float64Array, visit: (hash: number, edge: number) => void): void {
  const { units, unitToken, one, two, three, words, wordToken, word, pair } = features;
  for (let k = 0; k < units; k++) {
    const last = edge[unitToken[k]];
    visit(one[k], last);
    if (two[k] !== 0) visit(two[k], (last + edge[unitToken[k - 1]]) / 2);
    if (three[k] !== 0) visit(three[k], (last + edge[unitToken[k - 1]] + edge[unitToken[k - 2]]) / 3);
  }
  for (let k = 0; k < words; k++) {
    const last = edge[wordToken[k]];
    visit(word[k], last);
    if (pair[k] !== 0) visit(pair[k], (last + edge[wordToken[k - 1]]) / 2);
  }
}

/** Leaves out the features of too few rows; the sizes of the rows stay. */
function withoutRare(
  rows: SparseRows,
  edges: Float32Array,
  hashes: Int32Array,
  fewest: number,
): Omit<SentimentRows, 'rules'> {
  const texts = new Int32Array(rows.features);
  for (const number of rows.index) texts[number]++;
  const renumbered = new Int32Array(rows.features).fill(-1);
  let features = 0;
  for (let f = 0; f < rows.features; f++) if (texts[f] >= fewest) renumbered[f] = features++;
  const offset = new Int32Array(rows.offset.length);
  let k = 0;
  for (let i = 0; i + 1 < offset.length; i++) {
    for (let from = rows.offset[i]; from < rows.offset[i + 1]; from++) {
      const f = renumbered[rows.index[from]];
      if (f < 0) continue;
      rows.index[k] = f;
      rows.value[k] = rows.value[from];
      edges[k++] = edges[from];
    }
    offset[i + 1] = k;
  }
  const kept = (column: Int32Array) => column.subarray(0, renumbered.length).filter((_, f) => renumbered[f] >= 0);
  return {
    ngrams: { features, offset, index: rows.index.slice(0, k), value: rows.value.slice(0, k), size: rows.size },
    edges: edges.slice(0, k),
    hash: kept(hashes),
    texts: kept(texts),
  };
}

/** Numbers hashes in the order in which they come. */
function createNumbering(initial: number) {
  let slots = new Int32Array(2 * initial);
  let hashes: Int32Array = new Int32Array(initial);
  let count = 0;
  const find = (hash: number): number => {
    let slot = Math.imul(hash, 0x9e3779b1) >>> (33 - Math.log2(slots.length) - 1);
    while (slots[slot] !== 0 && hashes[slots[slot] - 1] !== hash) slot = (slot + 1) & (slots.length - 1);
    return slot;
  };
  return {
    get count() {
      return count;
    },
    hashes: () => hashes.subarray(0, count),
    number(hash: number): number {
      const slot = find(hash);
      if (slots[slot] !== 0) return slots[slot] - 1;
      if (count === hashes.length) {
        hashes = grown(hashes);
        slots = new Int32Array(2 * hashes.length);
        for (let n = 0; n < count; n++) slots[find(hashes[n])] = n + 1;
        hashes[count++] = hash;
        slots[find(hash)] = count;
        return count - 1;
      }
      hashes[count++] = hash;
      slots[slot] = count;
      return count - 1;
    },
  };
}

function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const next = new Int32Array(2 * array.length);
  next.set(array);
  return next;
}

function grownFloats(array: Float32Array): Float32Array<ArrayBuffer> {
  const next = new Float32Array(2 * array.length);
  next.set(array);
  return next;
}

/** Experts' shares of the rows, row-major. */
export interface RowShares {
  experts: number;
  share: Float32Array;
}

/** Σ (general + Σ share · expert) · value / √n of one row, `w` as `fitLogistic` answers it. Values: those beside `index`. */
export function rowSum(
  rows: SparseRows,
  i: number,
  w: Float32Array,
  { experts, share }: RowShares,
  values: ArrayLike<number> = rows.value,
): number {
  const columns = experts + 1;
  let sum = 0;
  for (let k = rows.offset[i]; k < rows.offset[i + 1]; k++) {
    const at = rows.index[k] * columns;
    let weight = w[at];
    for (let e = 0; e < experts; e++) {
      const part = share[i * experts + e];
      if (part > 0) weight += part * w[at + 1 + e];
    }
    sum += weight * values[k];
  }
  return sum * rowNorm(rows.size[i]);
}

import type { WordRows } from './rows.ts';

/** A matrix as compressed sparse rows: row i holds `values[j]` in column `columns[j]` for j in offsets[i] … offsets[i + 1] − 1. */
export interface SparseRows {
  offsets: Uint32Array;
  /** Ascending within a row. */
  columns: Uint32Array;
  values: Float32Array;
  columnCount: number;
}

/**
 * Weights of words by rarity, idf to the power `power`, with idf = ln((1 + N) / (1 + df)) + 1 (the smoothed form of
 * scikit-learn).
 */
export function inverseFrequencies(documentFrequency: Uint32Array, documents: number, power = 1): Float32Array {
  return Float32Array.from(documentFrequency, (count) => (Math.log((1 + documents) / (1 + count)) + 1) ** power);
}

/** Rows of (1 + ln count) · idf, of length 1 each; words of weight 0 are left out, and a document without others is empty. */
export function tfIdf({ offsets, words, vocabularySize }: WordRows, idf: Float32Array): SparseRows {
  const count = new Uint32Array(vocabularySize);
  const columns = new Uint32Array(words.length);
  const values = new Float32Array(words.length);
  const newOffsets = new Uint32Array(offsets.length);
  let used = 0;
  for (let d = 0; d < offsets.length - 1; d++) {
    const start = used;
    for (let t = offsets[d]; t < offsets[d + 1]; t++)
      if (idf[words[t]] > 0 && count[words[t]]++ === 0) columns[used++] = words[t];
    columns.subarray(start, used).sort();
    let squares = 0;
    for (let j = start; j < used; j++) {
      const weight = (1 + Math.log(count[columns[j]])) * idf[columns[j]];
      values[j] = weight;
      squares += weight * weight;
      count[columns[j]] = 0;
    }
    const scale = 1 / Math.sqrt(squares);
    for (let j = start; j < used; j++) values[j] *= scale;
    newOffsets[d + 1] = used;
  }
  return {
    offsets: newOffsets,
    columns: columns.slice(0, used),
    values: values.slice(0, used),
    columnCount: vocabularySize,
  };
}

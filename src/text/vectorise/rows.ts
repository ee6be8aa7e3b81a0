/**
 * The words of many documents as one array: document d holds `words[offsets[d]] … words[offsets[d + 1] − 1]`, numbers of a
 * vocabulary, each as often as it occurs. A document may be empty.
 */
export interface WordRows {
  /** Ascending from 0; one more than there are documents. */
  offsets: Uint32Array;
  words: Uint32Array;
  /** Numbers are below this. */
  vocabularySize: number;
}

export function documentCount(rows: WordRows): number {
  return rows.offsets.length - 1;
}

/** Rows from lists of word numbers. */
export function wordRows(documents: ArrayLike<number>[], vocabularySize: number): WordRows {
  const offsets = new Uint32Array(documents.length + 1);
  for (let d = 0; d < documents.length; d++) offsets[d + 1] = offsets[d] + documents[d].length;
  const words = new Uint32Array(offsets[documents.length]);
  for (let d = 0; d < documents.length; d++) words.set(documents[d], offsets[d]);
  return { offsets, words, vocabularySize };
}

/** The first documents, up to `count`. */
export function firstRows({ offsets, words, vocabularySize }: WordRows, count: number): WordRows {
  const documents = Math.min(count, offsets.length - 1);
  return { offsets: offsets.slice(0, documents + 1), words: words.slice(0, offsets[documents]), vocabularySize };
}

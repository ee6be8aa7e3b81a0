/**
 * Cuts a run of Chinese text into words. Law: the words joined are the input (lone surrogates aside,
 * which never get here), so a running length gives the offsets.
 */
export interface Segmenter {
  /** Part of an analysis's version, e.g. `jieba-rs@2+dict3`. */
  readonly id: string;
  cut(text: string): string[];
}

/** Cuts a Latin run (letters, apostrophes, hyphens, spaces, punctuation) into words; the words occur in order in the input. */
export type LatinTokeniser = (text: string) => string[];

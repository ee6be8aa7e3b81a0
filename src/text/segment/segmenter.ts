/**
 * Appends the end of each word of `text[from..to)` to `ends`: the first word begins at `from`, each other one where the
 * one before it ends. Law: the last end is `to` (lone surrogates aside, which never get here).
 */
export type Cut = (text: string, from: number, to: number, ends: number[]) => void;

/** Cuts a run of Chinese text into words. */
export interface Segmenter {
  /** Part of an analysis's version, e.g. `jieba@1+9c0ffee1`. */
  readonly id: string;
  readonly cut: Cut;
}

/** A segmenter that answers with the words themselves, which joined are the input. */
export function cutByWords(wordsOf: (text: string) => string[]): Cut {
  return (text, from, to, ends) => {
    let at = from;
    for (const word of wordsOf(from === 0 && to === text.length ? text : text.slice(from, to))) {
      at += word.length;
      ends.push(at);
    }
  };
}

/** Cuts a Latin run (letters, apostrophes, hyphens, spaces, punctuation) into words; the words occur in order in the input. */
export type LatinTokeniser = (text: string) => string[];

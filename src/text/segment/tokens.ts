export const TokenKind = { Han: 0, Latin: 1, Number: 2, Punctuation: 3, Emoji: 4, Space: 5, Other: 6 } as const;
export type TokenKind = (typeof TokenKind)[keyof typeof TokenKind];

/**
 * The tokens of one text as a structure of arrays: token i covers `text.slice(start[i], end[i])`.
 * They are in order, do not overlap, and together cover the text (spaces are tokens too).
 */
export interface Tokens {
  /** The folded text. Offsets are equal to those of the text as received. */
  readonly text: string;
  readonly count: number;
  // Plain arrays: for a few dozen small integers they cost less than typed ones, whose memory lies outside the heap.
  readonly start: readonly number[];
  readonly end: readonly number[];
  readonly kind: readonly number[];
}

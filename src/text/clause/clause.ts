import type { Span } from '../span.ts';

/** A stretch of text that makes one point: between punctuation marks, or before or after a contrast word. */
export interface Clause extends Span {
  /** First token, and the one after the last. */
  firstToken: number;
  lastToken: number;
  /** Number of the sentence that the clause belongs to, from 0. */
  sentence: number;
  /** `before`: a contrast follows in this sentence (it weighs less); `after`: it follows a contrast word (it weighs more). */
  contrast: 'none' | 'before' | 'after';
  /** A question mark follows it, or a question particle ends it. */
  question: boolean;
}

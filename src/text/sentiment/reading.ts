import type { Span } from '../span.ts';

/** One term of the sum: what `span` adds to the log-odds of a positive text, and the word list, rule or model that says so. */
export interface Contribution extends Span {
  weight: number;
  rule: string;
}

export type Band = 'very_negative' | 'negative' | 'neutral' | 'positive' | 'very_positive' | 'mixed';

export interface ClauseReading {
  /** Log-odds of a positive clause. */
  sum: number;
  /** tanh(sum / 2), −1..1. */
  score: number;
  label: Band;
}

/** The sentiment of one document and of each of its clauses (same order as `document.clauses`). */
export interface SentimentReading extends ClauseReading {
  /** 0..1: calibrated probability that the sign of the score is right. */
  confidence: number;
  /** The strongest contributions, overlapping ones merged, strongest first. */
  evidence: Contribution[];
  clauses: ClauseReading[];
  /** Probability of each kind of text, in the order of the classifier that told which experts to ask; null without one. */
  kinds: readonly number[] | null;
}

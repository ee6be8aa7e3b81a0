import type { SentimentLabel } from '../analysis.ts';

/** What a topic run knows of a comment beside its words. */
export interface CommentFacts {
  /** Null while it is not analysed. */
  sentiment: SentimentLabel | null;
  /** −1..1 */
  score: number | null;
  /** Position of the rating on its scale, 0..1. */
  rating: number | null;
  channel: string | null;
  /** `YYYY-MM-DD` */
  day: string | null;
  /** Codes of the leaves of its issues, each once. */
  leaves: readonly string[];
}

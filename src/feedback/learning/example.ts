import type { SentimentLabel } from '../analysis.ts';
import type { RatingScale } from '../comment.ts';

/** What people have decided about one comment, as far as it teaches; the latest word of each kind. */
export interface TrainingExample {
  commentId: string;
  /** As stored, with the mask over personal data. */
  text: string;
  /** null without one. */
  rating: number | null;
  ratingScale: RatingScale;
  /** ISO-8601 UTC. */
  decidedAt: string;
  /** Of the whole comment; null: not decided. */
  sentiment: SentimentLabel | null;
  /** Labels that were confirmed or added, and those that were rejected. */
  issues: { code: string; polarity: SentimentLabel; rejected: boolean }[];
  /** Whether rating and text were found not to belong together; null: not decided. */
  conflict: boolean | null;
}

/** One decided comment in so many is gold: it measures models and never trains one. */
const goldShare = 5;

/** By the id alone, so that it is for ever and the same everywhere. */
export function isGold(commentId: string): boolean {
  return hashOf(commentId) % goldShare === 0;
}

/** 32 bits (FNV-1a with a finaliser). */
export function hashOf(commentId: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < commentId.length; i++) hash = Math.imul(hash ^ commentId.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** 1 positive, 0 negative, 0.5 neither. */
export function polarityOf(label: SentimentLabel): 0 | 0.5 | 1 {
  if (label === 'positive' || label === 'very_positive') return 1;
  return label === 'negative' || label === 'very_negative' ? 0 : 0.5;
}

/** What is asked of the keywords of many comments, and what is answered. */
import type { CommentFilter } from './filter.ts';
import type { Share } from './read.ts';

export const keywordRanks = ['tfidf', 'contrast', 'rise'] as const;
export type KeywordRank = (typeof keywordRanks)[number];

export interface KeywordQuery {
  filter: CommentFilter;
  limit: number;
  /** How many of the words beside each keyword; 0: none. */
  beside: number;
  compare: KeywordComparison | null;
}

export type KeywordComparison =
  /** With the comments that another filter chooses, or with all that the first one leaves out. */
  { rank: 'contrast'; other: CommentFilter | 'rest' } | { rank: 'rise'; before: CommentFilter };

export interface KeywordRow {
  term: string;
  /** Sum of TF-IDF weights over the comments. */
  weight: number;
  comments: number;
  share: Share;
  /** Mean polarity of its clauses, −1..1. */
  polarity: number;
  /** Words that count as this one. */
  synonyms?: string[];
  /** Words that share comments with it more than chance has it. */
  beside?: { term: string; comments: number; npmi: number }[];
  otherComments?: number;
  otherShare?: Share;
  /** p-value of the difference, adjusted for the number of words compared (Benjamini–Hochberg). */
  q?: number;
  /** Of the contrast: above 0, more in the chosen comments. */
  z?: number;
  /** Of the rise: difference of the shares, −1..1. */
  change?: number;
}

export interface KeywordAnswer {
  rank: KeywordRank;
  /** Analysed comments that the filter chooses. */
  comments: number;
  /** The same of those compared with. */
  otherComments?: number;
  /** Comments that the words beside each other were counted in: those of the filter, or the latest of them. */
  besideComments?: number;
  items: KeywordRow[];
}

const wholeDay = /^\d{4}-\d{2}-\d{2}$/;
const dayMs = 86_400_000;

/**
 * The period of the same length that ends where the given one begins. Days come out as days, anything else as instants;
 * `from` is inclusive, `to` exclusive, but for a day, which it includes.
 */
export function periodBefore(from: string, to: string): { from: string; to: string } {
  const start = Date.parse(from);
  const end = Date.parse(to) + (wholeDay.test(to) ? dayMs : 0);
  const isoOf = (ms: number): string => new Date(ms).toISOString();
  const earlier = isoOf(2 * start - end);
  if (!wholeDay.test(from) || !wholeDay.test(to)) return { from: earlier, to: isoOf(start) };
  return { from: earlier.slice(0, 10), to: isoOf(start - dayMs).slice(0, 10) };
}

import type { SentimentLabel } from '../analysis.ts';
import type { ConflictCorrection } from '../conflictOdds.ts';
import type { Contest } from './contest.ts';

/** What is known of a workspace's model beside its weights. */
export interface ModelFindings {
  /** Decided comments that it was fitted to, and undecided ones that it has read. */
  examples: number;
  texts: number;
  /** Whether the ratings of undecided comments taught as well. */
  ratings: boolean;
  /** How far the examples may move the shipped weights, and the loss of each tried strength on held-out examples. */
  strength: number;
  tried: { strength: number; loss: number }[];
  /** Log-odds of a positive text that were added to texts of the workspace's kind. */
  base: number;
  /** The shipped sentiment model that it sits on. */
  shipped: string;
  /** On the gold comments, at the time of training; `champion` is what was in force then. */
  gold: Contest & { championVersion: number | null };
  /** What was learned about leaves; models of before that have none. */
  leaves?: LeafFindings;
  /** What was learned about conflicts; models of before that have none. */
  conflicts?: ConflictFindings;
  changes: ModelChanges;
}

export interface LeafFindings {
  /** Comments with a decided leaf that were learned from, pairs of comment and leaf. */
  examples: number;
  /** The leaves that are corrected. */
  corrected: string[];
  gold: Contest;
}

export interface ConflictFindings {
  /** Rated comments with a decided conflict that were learned from. */
  examples: number;
  /** How far the prior of the shipped odds gave way, and the loss of each tried strength on held-out examples. */
  strength: number;
  tried: { strength: number; loss: number }[];
  /** Whether what was fitted came through on the gold comments; if not, what was in force before stays. */
  kept: boolean;
  correction: ConflictCorrection | null;
  /** At the time of training; `champion` is what was in force then. */
  gold: Record<'champion' | 'challenger', GoldConflicts>;
}

/** Decided conflicts among the gold comments, and what the default threshold flags of them. */
export interface GoldConflicts {
  n: number;
  conflicts: number;
  flagged: number;
  /** Flagged ones that are conflicts. */
  hits: number;
  /** Mean of −ln P(decision); null without any. */
  loss: number | null;
}

/** What a challenger would read differently from what was in force when it was trained. */
export interface ModelChanges {
  /** Comments that were read with both. */
  comments: number;
  /** How many get another label. */
  changed: number;
  moves: { from: SentimentLabel; to: SentimentLabel; comments: number }[];
  /** The comments whose score moves most. */
  examples: { commentId: string; from: SentimentLabel; to: SentimentLabel; scoreBefore: number; scoreAfter: number }[];
  /** Flags of conflicts at the default threshold; models of before there was such learning have none. */
  conflicts?: ConflictChanges;
}

export interface ConflictChanges {
  /** Comments with a rating among those that were read. */
  rated: number;
  flagged: { before: number; after: number };
  /** The comments that would be flagged or no longer be, those whose score moves most first. */
  examples: { commentId: string; flagged: boolean; scoreBefore: number; scoreAfter: number }[];
}

export type PromotionReason = 'not_worse' | 'by_hand' | 'rollback';

export interface StoredModel {
  /** The version, as text. */
  id: string;
  version: number;
  jobId: string;
  /** `active`: in force. `retired`: was. `challenger`: never was. */
  state: 'active' | 'retired' | 'challenger';
  createdAt: string;
  findings: ModelFindings;
  /** When it came into force last. */
  promotedAt: string | null;
}

import type { KeptAnalysis } from './analysed.ts';
import type { Decided } from './decision.ts';
import type { ReviewReason } from './read.ts';

/** Below this confidence the sign of the sentiment is close to a guess, and a person should look. */
const lowConfidence = 0.6;

type Judged = Pick<KeptAnalysis, 'conflict' | 'sentiment' | 'issues' | 'quality'>;

export interface ReviewNeed {
  reason: ReviewReason;
  /** 0..1 */
  priority: number;
}

/** Reasons that come and go with the analysis; the others stay until somebody decides. */
export const reasonsOfAnalysis: readonly ReviewReason[] = ['conflict', 'low_confidence'];

/** Priorities of what does not follow from an analysis: a person asked for it, or the sample needs it. */
export const fixedPriorities = {
  manual: 1,
  disagreement: 0.9,
  second_opinion: 0.3,
  final_check: 0.25,
  audit: 0.2,
} as const;

/**
 * Why a person should look at a comment, if at all. The priority is the expected value of looking: the probability that
 * something is wrong × what it costs when nobody notices.
 *
 * - conflict: conflict score × (½ + ½ · severity)
 * - low_confidence: (1 − confidence) × (¼ + ¾ · severity of the gravest issue); 1 − confidence is at most about ½,
 *   so that a doubtful sentiment comes after a likely conflict of the same gravity
 *
 * Texts without words are left out of low_confidence: a person could not read more from them. What is decided needs
 * nobody any more.
 */
export function reviewNeeds(analysis: Judged, decided: Decided = {}): ReviewNeed[] {
  const needs: ReviewNeed[] = [];
  const { conflict, sentiment, issues } = analysis;
  if (conflict?.flagged && !decided.conflict) {
    needs.push({ reason: 'conflict', priority: unit(conflict.score * (0.5 + 0.5 * conflict.severity)) });
  }
  if (sentiment.confidence < lowConfidence && !decided.sentiment && !analysis.quality.includes('no_words')) {
    const gravest = issues.reduce((most, { severity }) => Math.max(most, severity), 0);
    needs.push({ reason: 'low_confidence', priority: unit((1 - sentiment.confidence) * (0.25 + 0.75 * gravest)) });
  }
  return needs;
}

/** The value of an item doubles with each of these, so that nothing waits for ever. */
const doublingMs = 7 * 24 * 3_600_000;
/** Nothing is worth so little that it never comes up. */
const leastPriority = 0.001;

/**
 * The order of the queue, highest first: log₂ of priority × 2^(age / 7 days). As every item ages alike, the order of two
 * items never changes: log₂(priority) − createdAt / 7 days says the same without the time of asking, and an index holds it.
 * `createdAt` in milliseconds since 1970.
 */
export function rankOf(priority: number, createdAt: number): number {
  return Math.log2(Math.max(leastPriority, priority)) - createdAt / doublingMs;
}

/** Whether a comment belongs to a sample of `share` 0..1: by a hash of its id, the same at every asking. */
export function isSampled(id: string, share: number, purpose: string): boolean {
  return hash(`${purpose} ${id}`) < share * 2 ** 32;
}

/** FNV-1a with the finaliser of MurmurHash3, 32 bits, public domain both. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function unit(value: number): number {
  return Math.min(1, Math.max(0, value));
}

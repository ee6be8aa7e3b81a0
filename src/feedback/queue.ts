import type { KeptAnalysis } from './analysed.ts';
import type { ReviewReason } from './read.ts';

/** Below this confidence the sign of the sentiment is close to a guess, and a person should look. */
const lowConfidence = 0.6;

type Judged = Pick<KeptAnalysis, 'conflict' | 'sentiment' | 'issues' | 'quality'>;

export interface ReviewNeed {
  reason: ReviewReason;
  /** 0..1 */
  priority: number;
}

/**
 * Why a person should look at a comment, if at all. The priority is the expected value of looking: the probability that
 * something is wrong × what it costs when nobody notices.
 *
 * - conflict: conflict score × (½ + ½ · severity)
 * - low_confidence: (1 − confidence) × (¼ + ¾ · severity of the gravest issue); 1 − confidence is at most about ½,
 *   so that a doubtful sentiment comes after a likely conflict of the same gravity
 *
 * Texts without words are left out of low_confidence: a person could not read more from them.
 */
export function reviewNeeds(analysis: Judged): ReviewNeed[] {
  const needs: ReviewNeed[] = [];
  const { conflict, sentiment, issues } = analysis;
  if (conflict?.flagged) {
    needs.push({ reason: 'conflict', priority: unit(conflict.score * (0.5 + 0.5 * conflict.severity)) });
  }
  if (sentiment.confidence < lowConfidence && !analysis.quality.includes('no_words')) {
    const gravest = issues.reduce((most, { severity }) => Math.max(most, severity), 0);
    needs.push({ reason: 'low_confidence', priority: unit((1 - sentiment.confidence) * (0.25 + 0.75 * gravest)) });
  }
  return needs;
}

function unit(value: number): number {
  return Math.min(1, Math.max(0, value));
}

import type { Band } from '../text/sentiment/reading.ts';
import type { Escalation, IssueKind } from './analysis.ts';
import type { ClauseSignals } from './signals.ts';

/** Kind of one point: what its clause signals wins over what its polarity says. */
export function issueKind(polarity: number, signals: Pick<ClauseSignals, 'suggestion' | 'question'>): IssueKind {
  if (signals.suggestion && polarity <= 0) return 'suggestion';
  if (signals.question && polarity === 0) return 'question';
  return polarity < 0 ? 'complaint' : polarity > 0 ? 'praise' : 'mention';
}

/**
 * Kind of a whole comment. A comment that escalates complains; otherwise its points decide, a complaint before
 * praise unless the whole text is positive; without points, its signals and its sentiment do.
 */
export function commentKind(
  kinds: readonly IssueKind[],
  signals: readonly ClauseSignals[],
  label: Band,
  escalation: Escalation,
): IssueKind {
  if (escalation !== 'none') return 'complaint';
  const positive = label === 'positive' || label === 'very_positive';
  const negative = label === 'negative' || label === 'very_negative' || label === 'mixed';
  if (kinds.includes('complaint')) return positive && kinds.includes('praise') ? 'praise' : 'complaint';
  if (kinds.length > 0) {
    for (const kind of ['suggestion', 'question', 'praise'] as const)
      if (kinds.every((k) => k === kind || k === 'mention') && kinds.includes(kind)) return kind;
    return negative ? 'complaint' : kinds.includes('praise') ? 'praise' : 'suggestion';
  }
  // Who asks («请问…») does so because something is not clear: mild words against it are no complaint yet.
  if (label === 'negative' && signals.some((s) => s.enquiry) && signals.every((s) => s.question)) return 'question';
  if (negative) return signals.some((s) => s.suggestion) && label !== 'very_negative' ? 'suggestion' : 'complaint';
  if (signals.some((s) => s.rhetorical) && !positive) return 'complaint';
  if (signals.some((s) => s.suggestion)) return 'suggestion';
  if (signals.some((s) => s.question)) return 'question';
  return positive ? 'praise' : 'mention';
}

/** The columns of an analysis that people decide, as they are counted and filtered. */
import type { Decided, Judged } from '../feedback/decision.ts';
import { millionths } from './commentRows.ts';

export const decidedColumns = [
  'label',
  'score',
  'confidence',
  'conflict_type',
  'conflict_flagged',
  'issue_count',
  'rating_valid',
  'decided',
];

/** Those of them that are no texts. */
export const decidedNumbers = {
  score: 'bigint',
  confidence: 'double precision',
  conflict_flagged: 'integer',
  issue_count: 'integer',
  rating_valid: 'integer',
  decided: 'integer',
} as const;

/** In the order of `decidedColumns`. `analysis` has the decided values in it; `decided` is absent without any. */
export function decidedCells({ sentiment, conflict, issues }: Judged, decided: Decided | undefined): unknown[] {
  return [
    sentiment.label,
    Math.round(sentiment.score * millionths),
    sentiment.confidence,
    conflict?.type ?? null,
    conflict?.flagged ? 1 : 0,
    issues.length,
    decided?.ratingValid === false ? 0 : 1,
    decided ? 1 : 0,
  ];
}

/** The values of the API that pages offer for choice; types make sure that the API knows them. */
import type { ConflictType, Escalation, IssueKind } from '../api/types.ts';

export const issueKinds = ['complaint', 'praise', 'suggestion', 'question', 'mention'] as const satisfies IssueKind[];
export const escalations = ['repeat', 'churn', 'public', 'legal'] as const satisfies Escalation[];
export const conflictTypes = [
  'high_rating_negative_text',
  'low_rating_positive_text',
  'neutral_rating_strong_text',
  'mixed_text',
  'scale_inverted_suspect',
  'subscore_mismatch',
] as const satisfies ConflictType[];

/** The shapes of the API's answers: types alone, the same that its schemas are tied to. */
import type { Analysis } from '../../../feedback/analysis.ts';
import type { Comment } from '../../../feedback/comment.ts';
import type { CommentReview, ReviewItem } from '../../../feedback/read.ts';

export type {
  Analysis,
  ConflictType,
  Escalation,
  Evidence,
  Explanation,
  ExplanationTerm,
  Issue,
  IssueKind,
  SentimentLabel,
} from '../../../feedback/analysis.ts';
export type { KeywordRow } from '../../../feedback/keywordQuery.ts';
export type {
  ApiKey,
  BreakdownRow,
  CommentReview,
  Job,
  KeyScope,
  ReviewCounts,
  ReviewReason,
  Role,
  Share,
  StatsSummary,
  TrendPoint,
  User,
} from '../../../feedback/read.ts';
export type { Names, Taxonomy } from '../../../feedback/taxonomy.ts';

/** `review`: what people decided about it. */
export type StoredComment = Comment & { analysis: Analysis | null; review?: CommentReview | null };

export type QueueItem = Omit<ReviewItem, 'version'> & { etag: string };

export interface List<T> {
  items: T[];
  nextCursor?: string | null;
}

export interface Workspace {
  id: string;
  name: string;
  taxonomy: string;
  conflictThreshold: number;
}

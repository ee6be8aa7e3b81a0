/** The shapes of the API's answers: types alone, the same that its schemas are tied to. */
import type { Analysis } from '../../../feedback/analysis.ts';
import type { Comment } from '../../../feedback/comment.ts';

export type {
  Analysis,
  Evidence,
  Explanation,
  ExplanationTerm,
  SentimentLabel,
} from '../../../feedback/analysis.ts';
export type { BreakdownRow, Job, KeywordRow, Share, StatsSummary, TrendPoint } from '../../../feedback/read.ts';
export type { Names, Taxonomy } from '../../../feedback/taxonomy.ts';

export type StoredComment = Comment & { id: string; analysis: Analysis | null };

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

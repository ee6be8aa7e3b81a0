/** The shapes of the API's answers: types alone, the same that its schemas are tied to. */
import type { Analysis } from '../../../feedback/analysis.ts';
import type { Comment } from '../../../feedback/comment.ts';
import type { ConflictChanges, ModelChanges, StoredModel } from '../../../feedback/learning/stored.ts';
import type { Lexicon, LexiconChanges } from '../../../feedback/lexicon.ts';
import type { CommentReview, ReviewItem, WorkspaceSettings } from '../../../feedback/read.ts';
import type { TaxonomyContent } from '../../../feedback/taxonomy.ts';
import type { TaxonomyChange } from '../../../feedback/taxonomyChanges.ts';
import type { TaxonomyDraft } from '../../../feedback/topics/suggest.ts';

export type {
  Analysis,
  ConflictType,
  Escalation,
  Evidence,
  Explanation,
  ExplanationTerm,
  Issue,
  IssueKind,
  LeafExplanation,
  SentimentLabel,
} from '../../../feedback/analysis.ts';
export type { DecisionStep } from '../../../feedback/decision.ts';
export type { EditionHead, EditionKind, PutInForce } from '../../../feedback/edition.ts';
export type { ErasureResult } from '../../../feedback/erasure.ts';
export type { ImportField, ImportPreview } from '../../../feedback/importing.ts';
export type { KeywordRow } from '../../../feedback/keywordQuery.ts';
export type { Lexicon } from '../../../feedback/lexicon.ts';
export type { PreviewResult } from '../../../feedback/preview.ts';
export type {
  ApiKey,
  BreakdownRow,
  CommentReview,
  ImportResult,
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
export type { ReviewQuality } from '../../../feedback/reviewQuality.ts';
export type { SavedFilter } from '../../../feedback/savedFilter.ts';
export type { Names, Taxonomy, TaxonomyContent, TaxonomyLeaf } from '../../../feedback/taxonomy.ts';

/** `review`: what people decided about it. */
export type StoredComment = Comment & { analysis: Analysis | null; review?: CommentReview | null };

export type QueueItem = Omit<ReviewItem, 'version'> & { etag: string };

/** `exists`: whether there is a draft; without one `content` is what is in force. */
export interface TaxonomyEdit {
  exists: boolean;
  content: TaxonomyContent;
  base: { version: number; key: string };
  changes: TaxonomyChange[];
  suggestions: TaxonomyDraft[];
}

export interface LexiconEdit {
  exists: boolean;
  content: Lexicon;
  base: { version: number; key: string };
  changes: LexiconChanges;
}

export interface List<T> {
  items: T[];
  nextCursor?: string | null;
}

export type Workspace = WorkspaceSettings;

/** `id`: for the calls that promote it and take it back. */
export type WorkspaceModel = Omit<StoredModel, 'findings'> &
  Omit<StoredModel['findings'], 'changes'> & { changes: Pick<ModelChanges, 'comments' | 'changed'> };

export type ModelChangeList = Omit<ModelChanges, 'examples' | 'conflicts'> & {
  examples: (ModelChanges['examples'][number] & { text: string })[];
  conflicts:
    | (Omit<ConflictChanges, 'examples'> & { examples: (ConflictChanges['examples'][number] & { text: string })[] })
    | null;
};

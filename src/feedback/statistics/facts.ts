import type { RatingScale } from '../comment.ts';
import type { CommentFilter } from '../filter.ts';
import type { KeywordRow } from '../keywordQuery.ts';
import type { Scope } from '../read.ts';
import type { LeafPlace } from '../taxonomy.ts';
import type { RatingCount } from './counts.ts';
import type { MentionPattern } from './drivers.ts';
import type { BusinessEvent } from './events.ts';
import type { GroupKey } from './groups.ts';
import type { QualityFlag, QualityScan } from './quality/flags.ts';
import type { ImputationMethod } from './quality/missing.ts';
import type { CustomerCount, CustomerHistory, LifeStage } from './segments.ts';
import type { StatisticsSettings } from './settings.ts';

/** Comments with a leaf (or whole ones, code '') in a group. */
export interface LeafCount {
  code: string;
  key: string;
  comments: number;
  negative: number;
  positive: number;
  /** Valid ratings among them, and the sum of these on ten points. */
  rated: number;
  tenPoints: number;
}

/** Valid ratings of a day and group; positions on their scales, 0..1, are summed. */
export interface SeriesCount {
  key: string;
  day: string;
  n: number;
  positions: number;
}

export interface LifeCycleCount {
  stage: LifeStage;
  customers: number;
  /** Some of them. */
  authors: string[];
}

export interface SubscoreAnswer {
  source: string;
  scale: RatingScale;
  ratings: Record<string, number>;
  n: number;
}

/** What the figures are made of. The store counts; everything else is arithmetic. */
export interface StatisticsFacts {
  settings(scope: Scope): Promise<StatisticsSettings>;
  /**
   * Valid ratings by the given keys. With `dimension`, sub-scores in place of the ratings; with `label`, a comment counts
   * under each of its leaves. Throws `out_of_range` when there are too many groups to hold.
   */
  ratings(scope: Scope, filter: CommentFilter, keys: readonly GroupKey[]): Promise<RatingCount[]>;
  /** Analysed comments, and those of them that are negative or very negative. */
  sentiment(scope: Scope, filter: CommentFilter): Promise<{ analysed: number; negative: number }>;
  /** Analysed comments by leaf, and by a dimension. */
  leaves(scope: Scope, filter: CommentFilter, by: GroupKey | null): Promise<LeafCount[]>;
  /** The same of whole comments. */
  volumes(scope: Scope, filter: CommentFilter, by: GroupKey | null): Promise<LeafCount[]>;
  /** Rated comments by the leaves that they praise and blame; a leaf of mixed opinions is praised and blamed. */
  mentions(scope: Scope, filter: CommentFilter): Promise<MentionPattern[]>;
  /** The same of all analysed comments; sums are of those that are rated. */
  patterns(scope: Scope, filter: CommentFilter): Promise<MentionPattern[]>;
  /** The scan that counts, and how many comments came after it. */
  scan(scope: Scope): Promise<{ scan: QualityScan | null; unscanned: number }>;
  /** Comments that the filter chooses, and how many of them have each flag. */
  flags(scope: Scope, filter: CommentFilter): Promise<{ comments: number; flags: Map<QualityFlag, number> }>;
  /** What was filled in for missing sub-scores, by dimension. */
  imputed(scope: Scope, filter: CommentFilter, method: ImputationMethod): Promise<RatingCount[]>;
  series(scope: Scope, filter: CommentFilter, by: GroupKey | null): Promise<SeriesCount[]>;
  /** To be awaited between two pieces of long arithmetic. */
  breathe(): Promise<void> | undefined;
  events(scope: Scope): Promise<BusinessEvent[]>;
  customerSegments(scope: Scope, filter: CommentFilter): Promise<CustomerCount[]>;
  /** `since`: first days that still count as new, as not silent, as not lost. */
  lifeCycle(
    scope: Scope,
    filter: CommentFilter,
    since: { new: string; silent: string; lost: string },
  ): Promise<LifeCycleCount[]>;
  /** Those with the most signs; `candidates` counts all. */
  customersAtRisk(
    scope: Scope,
    filter: CommentFilter,
    silentSince: string,
  ): Promise<{ candidates: number; customers: CustomerHistory[] }>;
  /** Answers with sub-scores, equal ones put together. */
  answers(scope: Scope, filter: CommentFilter): Promise<SubscoreAnswer[]>;
  /** Words that tell the first comments from the others. */
  contrast(scope: Scope, filter: CommentFilter, other: CommentFilter, limit: number): Promise<KeywordRow[]>;
  /** Where codes stand now, by code; empty while a shipped taxonomy is in force. */
  places(scope: Scope): Promise<ReadonlyMap<string, LeafPlace>>;
  /** Names of leaves as the analyses wrote them, by code. */
  leafNames(scope: Scope, codes: readonly string[]): Promise<Map<string, string>>;
}

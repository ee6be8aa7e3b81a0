import type { CommentFilter } from '../filter.ts';
import type { Scope } from '../read.ts';
import type { RatingCount } from './counts.ts';
import type { MentionPattern } from './drivers.ts';
import type { BusinessEvent } from './events.ts';
import type { GroupKey } from './groups.ts';
import type { QualityFlag, QualityScan } from './quality/flags.ts';
import type { ImputationMethod } from './quality/missing.ts';
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
  /** Rated comments by the leaves that they praise and blame. */
  mentions(scope: Scope, filter: CommentFilter): Promise<MentionPattern[]>;
  /** The scan that counts, and how many comments came after it. */
  scan(scope: Scope): Promise<{ scan: QualityScan | null; unscanned: number }>;
  /** Comments that the filter chooses, and how many of them have each flag. */
  flags(scope: Scope, filter: CommentFilter): Promise<{ comments: number; flags: Map<QualityFlag, number> }>;
  /** What was filled in for missing sub-scores, by dimension. */
  imputed(scope: Scope, filter: CommentFilter, method: ImputationMethod): Promise<RatingCount[]>;
  series(scope: Scope, filter: CommentFilter, by: GroupKey | null): Promise<SeriesCount[]>;
  events(scope: Scope): Promise<BusinessEvent[]>;
  /** Names of leaves as the analyses wrote them, by code. */
  leafNames(scope: Scope, codes: readonly string[]): Promise<Map<string, string>>;
}

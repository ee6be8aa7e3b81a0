import type { ConflictType, Escalation, IssueKind, Language, SentimentLabel } from './analysis.ts';

import type { QualityFlag } from './statistics/quality/flags.ts';

/** Which comments: values of one key are alternatives, different keys must all hold. */
export interface CommentFilter {
  /** Words that must occur (segmented like the comments). */
  text?: string;
  /** Taxonomy codes; an inner node stands for its whole subtree. */
  label?: string[];
  /** `<code>` or `<code>:<polarity>`: what they say of a leaf or of one of a subtree. */
  mention?: string[];
  /** What they do not say, in the same words: none of it. */
  noMention?: string[];
  sentiment?: SentimentLabel[];
  kind?: IssueKind[];
  escalation?: Escalation[];
  /** '' for those without one. */
  channel?: string[];
  source?: string[];
  language?: Language[];
  author?: string[];
  /** Words among its keywords, or among the synonyms of one. */
  keyword?: string[];
  /** `<id of a topic run>.<number of the topic>`: its most probable topic. */
  topic?: string[];
  /** Whether it has a rating that counts. */
  rated?: boolean;
  /** On the comment's own scale. */
  ratingMin?: number;
  ratingMax?: number;
  /** Of `occurredAt`: from inclusive, to exclusive, ISO-8601 instants or days (`to` as a day includes that day). */
  from?: string;
  to?: string;
  metadata?: Record<string, string[]>;
  /** `in_review`: one that waits for its review, or is being reviewed. */
  conflict?: ('flagged' | 'in_review' | ConflictType)[];
  /** Whether at least one leaf covers it; comments without an analysis are neither. */
  covered?: boolean;
  /** `without`: not what a scan of the data quality has flagged as unfit. */
  quality?: 'with' | 'without';
  /** Flagged so by the scan. */
  flag?: QualityFlag[];
  /** Whether it was there at the last scan of the data quality; false also before the first. */
  scanned?: boolean;
  state?: ('pending' | 'analysed' | 'failed')[];
}

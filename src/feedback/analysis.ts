import type { Span } from '../text/span.ts';

export type Language = 'zh-Hans' | 'zh-Hant' | 'en' | 'mixed' | 'und';

export const sentimentLabels = ['very_negative', 'negative', 'neutral', 'positive', 'very_positive', 'mixed'] as const;
export type SentimentLabel = (typeof sentimentLabels)[number];

export const issueKinds = ['complaint', 'praise', 'suggestion', 'question', 'mention'] as const;
export type IssueKind = (typeof issueKinds)[number];

/** From mild to grave. */
export const escalations = ['none', 'repeat', 'churn', 'public', 'legal'] as const;
export type Escalation = (typeof escalations)[number];

/** A stretch of the comment that speaks for a result. `text` is always that slice of the text as received. */
export interface Evidence extends Span {
  text: string;
  /** Contribution in log-odds, where there is one. */
  weight?: number;
  /** The rule, word list or model that found it. */
  rule?: string;
}

export interface Sentiment {
  label: SentimentLabel;
  /** −1..1 */
  score: number;
}

export interface CommentSentiment extends Sentiment {
  /** 0..1, calibrated: the probability that the sign of the score is right. */
  confidence: number;
  evidence: Evidence[];
}

export interface ClauseSentiment extends Span {
  sentiment: Sentiment;
}

/** One labelled point of a comment. */
export interface Issue {
  code: string;
  /** Names of the nodes from the root to the leaf, zh-CN. */
  path: string[];
  kind: IssueKind;
  sentiment: Sentiment;
  /** 0..1 */
  confidence: number;
  escalation: Escalation;
  /** 0..1 */
  severity: number;
  evidence: Evidence[];
  source: 'rule' | 'model' | 'human';
  department: string;
  slaHours: number;
  firstResponseHours: number;
}

export interface Keyword extends Span {
  term: string;
  weight: number;
  /** Score of the clause that holds the first occurrence, −1..1. */
  polarity: number;
}

export const conflictTypes = [
  'high_rating_negative_text',
  'low_rating_positive_text',
  'neutral_rating_strong_text',
  'mixed_text',
  'scale_inverted_suspect',
  'subscore_mismatch',
] as const;
export type ConflictType = (typeof conflictTypes)[number];

export interface Reason {
  code: string;
  'zh-CN': string;
  /** Absent in analyses of before. */
  'zh-TW'?: string;
  en: string;
}

export interface Conflict {
  /** 0..1: the probability that rating and text do not belong together. */
  score: number;
  flagged: boolean;
  /** null when nothing speaks for a conflict. */
  type: ConflictType | null;
  /** 0..1 */
  severity: number;
  reasons: Reason[];
  evidence: Evidence[];
  /** Clauses of a well-rated comment that name a flaw without making it a conflict. */
  hiddenComplaints: Evidence[];
  /** What the score owes to the channel; absent where too few of its ratings are known. */
  calibration?: ChannelCalibration;
}

/** How the customers of a channel rate beside what they write. */
export interface ChannelCalibration {
  /** Added to the log-odds of a text before they meet its rating: positive where ratings are higher than texts. */
  offset: number;
  /** Ratings behind it. */
  comments: number;
}

export interface Versions {
  engine: string;
  lexicon: string;
  model: string;
  taxonomy: string;
  segmenter: string;
  /** `background`, or `workspace:N` with the number of comments behind the document frequencies. */
  frequencies: string;
}

/** What the machine thinks of one comment. Replaceable; same input and versions, same bytes out. */
export interface Analysis {
  id: string;
  language: Language;
  /** Always false: longer texts are refused, never cut. */
  truncated: false;
  sentiment: CommentSentiment;
  kind: IssueKind;
  escalation: Escalation;
  clauses: ClauseSentiment[];
  issues: Issue[];
  keywords: Keyword[];
  /** null without any rating. */
  conflict: Conflict | null;
  /** Codes of what may make the comment unfit for statistics, e.g. `no_words`, `repeated_text`. */
  quality: string[];
  versions: Versions;
}

/** One term of the sum behind a score. The terms add up to `sum`; `score = tanh(sum / 2)`. */
export interface ExplanationTerm extends Evidence {
  weight: number;
  rule: string;
  /** The word is of the workspace's own lexicon; absent: of the shipped lists, or learned. */
  source?: 'workspace';
}

export interface Explanation {
  terms: ExplanationTerm[];
  /** Log-odds of a positive text. */
  sum: number;
  score: number;
  confidence: number;
  link: string;
  clauses: { start: number; end: number; text: string; sum: number; score: number; terms: ExplanationTerm[] }[];
  /** The leaves that the comment was given, and those that the workspace's reviewers have talked it out of. */
  leaves: LeafExplanation[];
  /** null without any rating. */
  conflict: ConflictExplanation | null;
  versions: Versions;
}

/** The log-odds of the verdict on a leaf: above 0 the model gives it. */
export interface LeafExplanation {
  code: string;
  /** `shipped`, and `adapted` where reviewers have taught something about the leaf. */
  terms: { rule: 'shipped' | 'adapted'; weight: number }[];
  sum: number;
  given: boolean;
}

/** The log-odds that rating and text do not belong together, as a sum. */
export interface ConflictExplanation {
  /** −1..1 */
  rating: number;
  terms: { rule: string; weight: number }[];
  sum: number;
  probability: number;
  /** The conflict score: the probability, or that of a gap between sub-scores and overall score if that is larger. */
  score: number;
  link: string;
}

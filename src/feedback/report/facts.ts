/** What a report is made of, gathered from the store and the statistics. */

import type { BreakdownRow, IssueRecord, IssueStep, StatsSummary, TrendPoint } from '../read.ts';
import type { MentionPattern, Priority } from '../statistics/drivers.ts';
import type { BusinessEvent } from '../statistics/events.ts';
import type { ComparedRow } from '../statistics/figures/compare.ts';
import type { QualityTable } from '../statistics/figures/quality.ts';
import type { ScoreRow } from '../statistics/figures/scores.ts';
import type { Target, TargetStatus } from '../statistics/targets.ts';
import type { Taxonomy } from '../taxonomy.ts';
import type { Period, ReportFigures } from './document.ts';
import type { ReportOrder } from './order.ts';

export interface PeriodFacts {
  summary: StatsSummary;
  /** All analysed comments by the leaves that they praise and blame. */
  patterns: MentionPattern[];
}

/** The negative issues of a leaf. */
export interface LeafWork {
  code: string;
  issues: number;
  /** Mean, 0..1. */
  severity: number;
  department: string;
  slaHours: number;
  open: number;
  overdue: number;
}

/** A comment that speaks for a leaf, the best first. */
export interface LeafExample {
  code: string;
  tone: 'negative' | 'positive';
  commentId: string;
}

export interface ExampleComment {
  commentId: string;
  text: string;
  day: string;
  channel: string | null;
  rating: string | null;
  /** What the customer suggests or asks for, in the words of the comment. */
  requests: string[];
}

export interface CaseFacts {
  commentId: string;
  issue: IssueRecord;
  history: IssueStep[];
  /** Instants at which alerts were raised about the comment. */
  alerts: string[];
}

export interface PreviousReport {
  id: string;
  title: string;
  period: Period;
  figures: ReportFigures;
}

export interface ReportFacts {
  order: ReportOrder;
  /** ISO-8601 UTC */
  madeAt: string;
  minimumSample: number;
  taxonomy: Pick<Taxonomy, 'groups' | 'leaves' | 'departmentNames'>;
  /** Names of codes that the taxonomy does not have any more. */
  leafNames: ReadonlyMap<string, string>;
  now: PeriodFacts;
  before: PeriodFacts;
  /** Rated comments by the leaves that they mention. */
  rated: MentionPattern[];
  trend: { interval: 'day' | 'week' | 'month'; points: TrendPoint[] };
  by: Record<'channel' | 'source' | 'language', BreakdownRow[]>;
  scores: ScoreRow;
  gradeNames: readonly string[];
  /** Of the ratings as a whole, against the period before. */
  change: ComparedRow | null;
  subscores: ScoreRow[];
  subscoreChanges: ComparedRow[];
  work: LeafWork[];
  examples: LeafExample[];
  comments: ReadonlyMap<string, ExampleComment>;
  cases: CaseFacts[];
  priorities: Priority[];
  /** From which on a priority is worthwhile. */
  roiThreshold: number;
  quality: QualityTable;
  versions: Record<string, string>;
  previous: PreviousReport | null;
  /** Those that the period has a part in. */
  targets: TargetFacts[];
  /** Those of the period, and what had just ended. */
  events: BusinessEvent[];
  /** The latest run; null without one. */
  topics: TopicFacts | null;
}

export interface TargetFacts {
  target: Target;
  status: TargetStatus;
}

/** A topic run, with its largest topics first. */
export interface TopicFacts {
  /** The day of the run. */
  day: string;
  comments: number;
  k: number;
  topics: {
    name: string;
    words: string[];
    /** Of the comments of the run. */
    share: number | null;
    /** Ids of the comments that stand for it, the best first. */
    quotes: string[];
  }[];
}

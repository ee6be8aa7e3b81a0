/** What somebody wants to be told about. */
import type { Span } from '../../text/span.ts';

/** Which comments count; absent: all. */
interface Among {
  channel?: string[];
  source?: string[];
}

/** One of the words stands in a comment and is not denied. */
export interface KeywordCondition extends Among {
  kind: 'keyword';
  words: string[];
}

export const labelPolarities = ['negative', 'positive', 'any'] as const;
export type LabelPolarity = (typeof labelPolarities)[number];

/** A comment has an issue under one of the labels. */
export interface LabelCondition extends Among {
  kind: 'label';
  /** Codes; an inner node stands for its subtree. */
  labels: string[];
  polarity: LabelPolarity;
}

/** The SLA of an issue has run out. */
export interface OverdueCondition extends Among {
  kind: 'overdue';
  /** Absent: of any department. */
  department?: string[];
}

/** More comments with one of the labels than in the period before. */
export interface RiseCondition extends Among {
  kind: 'rise';
  labels: string[];
  polarity: LabelPolarity;
  /** `share`: of the analysed comments. */
  by: 'share' | 'count';
  /** Of the period, which ends today, and of the one before it. */
  days: number;
  /** So many comments with the label in the period, at least. */
  minComments: number;
  /** The least rise, as a share of what it was before: 0.2 is a fifth more. */
  minRise: number;
  /** The largest p-value that counts. */
  level: number;
}

export const thresholdMeasures = ['csat', 'nps', 'coverage', 'negativeShare'] as const;
export type ThresholdMeasure = (typeof thresholdMeasures)[number];

/** A figure lies beyond a line. */
export interface ThresholdCondition extends Among {
  kind: 'threshold';
  measure: ThresholdMeasure;
  side: 'below' | 'above';
  /** Shares in 0..1, NPS in −100..100. */
  value: number;
  days: number;
  /** So many comments that the figure is made of, at least. */
  minComments: number;
}

export const anomalyMeasures = ['comments', 'negativeShare', 'meanRating'] as const;
export type AnomalyMeasure = (typeof anomalyMeasures)[number];

/** A day is out of line with the days before it. */
export interface AnomalyCondition extends Among {
  kind: 'anomaly';
  measure: AnomalyMeasure;
  side: 'below' | 'above' | 'both';
  /** Days that it is compared with. */
  days: number;
  /** So many comments on that day, at least; on the days before, for a share or a mean. */
  minComments: number;
  /** Robust deviations from the median. */
  z: number;
}

/** Judged when a comment is read. */
export type CommentCondition = KeywordCondition | LabelCondition;
/** Judged by the clock. */
export type WindowCondition = RiseCondition | ThresholdCondition | AnomalyCondition;
export type AlertCondition = CommentCondition | OverdueCondition | WindowCondition;

export const alertKinds = ['keyword', 'label', 'overdue', 'rise', 'threshold', 'anomaly'] as const;
export type AlertKind = (typeof alertKinds)[number];

export function isWindow(condition: AlertCondition): condition is WindowCondition {
  return condition.kind === 'rise' || condition.kind === 'threshold' || condition.kind === 'anomaly';
}

export interface AlertRuleInput {
  name: string;
  condition: AlertCondition;
  /** Whose business its alerts are; null: that of the issue behind them, if there is one. */
  department: string | null;
  assignee: string | null;
  enabled: boolean;
}

export interface AlertRule extends AlertRuleInput {
  id: string;
  createdAt: string;
  updatedAt: string;
  /** Its alerts. */
  alerts: { open: number; all: number; lastRaisedAt: string | null };
}

export const alertStates = ['open', 'acknowledged', 'resolved'] as const;
export type AlertState = (typeof alertStates)[number];

/** What made a rule fire. */
export type AlertFinding =
  | { kind: 'keyword'; words: (Span & { word: string })[] }
  | { kind: 'label'; code: string; path: string[]; sentiment: string }
  | { kind: 'overdue'; code: string; path: string[]; dueAt: string }
  | ({ kind: 'rise' | 'threshold' | 'anomaly' } & WindowFinding);

/** A figure of the days `from` … `to`, both inclusive. */
export interface WindowFinding {
  measure: ThresholdMeasure | AnomalyMeasure | 'share' | 'count';
  from: string;
  to: string;
  value: number;
  /** The line, the figure of the period before, or the median of the days before. */
  reference: number;
  /** Comments behind `value`. */
  n: number;
  /** Of a rise: its p-value. */
  p?: number;
  /** Of an anomaly: robust deviations. */
  z?: number;
}

/** A raised alert, which is a case at once: it has an owner and is worked on. */
export interface Alert {
  id: string;
  ruleId: string;
  /** As they were when it was raised. */
  ruleName: string;
  kind: AlertKind;
  commentId: string | null;
  /** The issue behind it. */
  issueId: string | null;
  day: string;
  found: AlertFinding;
  state: AlertState;
  department: string | null;
  assignee: string | null;
  note: string | null;
  raisedAt: string;
  changedAt: string | null;
  changedBy: string | null;
}

export interface AlertPatch {
  state?: AlertState | undefined;
  department?: string | null | undefined;
  assignee?: string | null | undefined;
  note?: string | undefined;
}

export interface AlertFilter {
  state?: AlertState[] | undefined;
  kind?: AlertKind[] | undefined;
  rule?: string[] | undefined;
  commentId?: string | undefined;
  department?: string[] | undefined;
}

/** What a rule would have done. */
export interface AlertPreview {
  days: number;
  /** Alerts that it would have raised. */
  alerts: number;
  /** Comments, or days, that were looked at. */
  examined: number;
  /** False when there were more comments than a preview reads: the oldest were left out. */
  complete: boolean;
  /** The latest, at most 20. */
  examples: { day: string; commentId: string | null; found: AlertFinding }[];
}

/** What may make an answer unfit for statistics. Flags only: nothing is deleted, and every figure can be had with and without. */
export const qualityFlags = [
  /** A rating beyond 1.5 interquartile ranges from the box of its channel and scale. */
  'outlier',
  /** One of twenty or more consecutive equal scores of one author or device. */
  'straight_line',
  /** By somebody on the list of blocked respondents. */
  'blocked_respondent',
  /** The text of an earlier comment once more, or nearly so. */
  'duplicate',
  'near_duplicate',
  /** More than 30 % of the sub-scores are missing: the answer is void. */
  'incomplete',
  /** Answered in less than a third of the usual time. */
  'speeder',
  /** A sub-score at the other end of the scale from the overall score. */
  'subscore_contradiction',
] as const;
export type QualityFlag = (typeof qualityFlags)[number];

/**
 * Flags that `quality=without` leaves out unless the workspace says otherwise. Outliers stay in: where most ratings are
 * high, every complaint is one. So do contradictions, which are findings of their own.
 */
export const excludedByDefault: readonly QualityFlag[] = [
  'straight_line',
  'blocked_respondent',
  'duplicate',
  'near_duplicate',
  'incomplete',
  'speeder',
];

export interface FlaggedComment {
  commentId: string;
  flag: QualityFlag;
  /** A reason code, or the id of the comment that it repeats. */
  detail: string | null;
}

/** What was scanned, and what was found. */
export interface QualityScan {
  id: string;
  endedAt: string;
  comments: number;
  flagged: Partial<Record<QualityFlag, number>>;
  /** Flags that `quality=without` leaves out. */
  excluded: QualityFlag[];
  imputed: number;
}

export const respondentKinds = ['author', 'device'] as const;
export type RespondentKind = (typeof respondentKinds)[number];

/** Somebody whose answers do not count; lifted by hand, it stays known as such. */
export interface BlockedRespondent {
  kind: RespondentKind;
  value: string;
  since: string;
  liftedAt: string | null;
}

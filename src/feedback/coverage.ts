import type { Share } from './read.ts';

export const coverageDimensions = ['channel', 'day', 'week', 'month', 'channel_month'] as const;
export type CoverageDimension = (typeof coverageDimensions)[number];

/** Share of analysed comments with at least one leaf. */
export interface CoverageRow {
  /** '' where comments have none; absent when it is not asked for. */
  channel?: string;
  /** First day of the period, `YYYY-MM-DD`; absent when it is not asked for. */
  period?: string;
  covered: Share;
}

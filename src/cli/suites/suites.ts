import { channels, conflict, thresholds } from './conflict.ts';
import type { Suite } from './figures.ts';
import { dining, issues } from './labels.ts';
import { laws } from './laws.ts';
import { calibration, ratings, sentiment } from './polarity.ts';

export const suites: Record<string, Suite> = {
  sentiment,
  ratings,
  calibration,
  conflict,
  thresholds,
  channels,
  issues,
  dining,
  laws,
};

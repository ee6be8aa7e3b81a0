import type { Scope } from '../read.ts';
import type { StatisticsFacts } from './facts.ts';
import { type CompareQuery, type Comparison, comparison } from './figures/compare.ts';
import { type ScoreQuery, type ScoreTable, scoreTable } from './figures/scores.ts';
import { targetStatus } from './figures/targets.ts';
import type { Target, TargetStatus } from './targets.ts';

/** Every figure of a workspace, for the API, reports and alerts. Each names the filter that opens its comments. */
export interface Statistics {
  scores(scope: Scope, query: ScoreQuery): Promise<ScoreTable>;
  compare(scope: Scope, query: CompareQuery): Promise<Comparison>;
  /** Where a target stands today. */
  targetStatus(scope: Scope, target: Target): Promise<TargetStatus>;
}

/** `today` answers the current day. */
export function createStatistics(facts: StatisticsFacts, today: () => string): Statistics {
  return {
    scores: (scope, query) => scoreTable(facts, scope, query),
    compare: (scope, query) => comparison(facts, scope, query),
    targetStatus: (scope, target) => targetStatus(facts, scope, target, today()),
  };
}

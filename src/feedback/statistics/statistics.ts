import type { CommentFilter } from '../filter.ts';
import type { Scope } from '../read.ts';
import type { StatisticsFacts } from './facts.ts';
import { type AnomalyTable, anomalyTable } from './figures/anomalies.ts';
import { type Benchmark, benchmark } from './figures/benchmark.ts';
import { type ChangeTable, changeTable } from './figures/changes.ts';
import { type NormalisedTable, normalisedTable } from './figures/channels.ts';
import { type CompareQuery, type Comparison, comparison } from './figures/compare.ts';
import { type ChurnTable, churnTable, type SegmentTable, segmentTable } from './figures/customers.ts';
import {
  type DriverTable,
  driverTable,
  type PriorityTable,
  priorityTable,
  type QuadrantTable,
  quadrantTable,
} from './figures/drivers.ts';
import { type Heatmap, heatmap } from './figures/heatmap.ts';
import { type JourneyTable, journeyTable } from './figures/journey.ts';
import { type QualityTable, qualityTable } from './figures/quality.ts';
import { type ReliabilityRow, reliabilityTable } from './figures/reliability.ts';
import { effort, type ScoreQuery, type ScoreTable, scoreTable } from './figures/scores.ts';
import { targetStatus } from './figures/targets.ts';
import type { GroupKey } from './groups.ts';
import type { Target, TargetStatus } from './targets.ts';

export interface GroupQuery {
  filter: CommentFilter;
  by?: GroupKey | undefined;
}

/** Every figure of a workspace, for the API, reports and alerts. Each names the filter that opens its comments. */
export interface Statistics {
  scores(scope: Scope, query: ScoreQuery): Promise<ScoreTable>;
  /** Of the sub-score that the workspace says asks for effort, 1..7; null without one, or with too few ratings. */
  effort(scope: Scope, filter: CommentFilter): Promise<ScoreTable['ces']>;
  compare(scope: Scope, query: CompareQuery): Promise<Comparison>;
  channels(scope: Scope, query: GroupQuery): Promise<NormalisedTable>;
  heatmap(scope: Scope, query: { filter: CommentFilter; by: GroupKey }): Promise<Heatmap>;
  drivers(scope: Scope, filter: CommentFilter): Promise<DriverTable>;
  quadrant(scope: Scope, filter: CommentFilter): Promise<QuadrantTable>;
  priorities(scope: Scope, filter: CommentFilter): Promise<PriorityTable>;
  quality(scope: Scope, filter: CommentFilter): Promise<QualityTable>;
  anomalies(scope: Scope, query: GroupQuery): Promise<AnomalyTable>;
  /** `from` and `to` are days. */
  changes(scope: Scope, filter: CommentFilter & { from: string; to: string }): Promise<ChangeTable>;
  segments(scope: Scope, filter: CommentFilter): Promise<SegmentTable>;
  churn(scope: Scope, filter: CommentFilter): Promise<ChurnTable>;
  journey(scope: Scope, filter: CommentFilter): Promise<JourneyTable>;
  reliability(scope: Scope, filter: CommentFilter): Promise<{ minimumSample: number; items: ReliabilityRow[] }>;
  benchmark(scope: Scope, query: { filter: CommentFilter; other: CommentFilter }): Promise<Benchmark>;
  /** Where a target stands today. */
  targetStatus(scope: Scope, target: Target): Promise<TargetStatus>;
}

/** `today` answers the current day. */
export function createStatistics(facts: StatisticsFacts, today: () => string): Statistics {
  return {
    scores: (scope, query) => scoreTable(facts, scope, query),
    effort: (scope, filter) => effort(facts, scope, filter),
    compare: (scope, query) => comparison(facts, scope, query),
    channels: (scope, query) => normalisedTable(facts, scope, query),
    heatmap: (scope, query) => heatmap(facts, scope, query),
    drivers: (scope, filter) => driverTable(facts, scope, filter),
    quadrant: (scope, filter) => quadrantTable(facts, scope, filter),
    priorities: (scope, filter) => priorityTable(facts, scope, filter),
    quality: (scope, filter) => qualityTable(facts, scope, filter),
    anomalies: (scope, query) => anomalyTable(facts, scope, query),
    changes: (scope, filter) => changeTable(facts, scope, filter),
    segments: (scope, filter) => segmentTable(facts, scope, filter, today()),
    churn: (scope, filter) => churnTable(facts, scope, filter, today()),
    journey: (scope, filter) => journeyTable(facts, scope, filter),
    reliability: (scope, filter) => reliabilityTable(facts, scope, filter),
    benchmark: (scope, query) => benchmark(facts, scope, query),
    targetStatus: (scope, target) => targetStatus(facts, scope, target, today()),
  };
}

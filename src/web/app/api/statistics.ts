/** The figures of the statistics, and what people say about them: targets, events, settings. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { BusinessEventInput } from '../../../feedback/statistics/events.ts';
import type { AnomalyTable } from '../../../feedback/statistics/figures/anomalies.ts';
import type { Benchmark } from '../../../feedback/statistics/figures/benchmark.ts';
import type { ChangeTable } from '../../../feedback/statistics/figures/changes.ts';
import type { NormalisedTable } from '../../../feedback/statistics/figures/channels.ts';
import type { Comparison } from '../../../feedback/statistics/figures/compare.ts';
import type { ChurnTable, SegmentTable } from '../../../feedback/statistics/figures/customers.ts';
import type { DriverTable, PriorityTable, QuadrantTable } from '../../../feedback/statistics/figures/drivers.ts';
import type { Heatmap } from '../../../feedback/statistics/figures/heatmap.ts';
import type { JourneyTable } from '../../../feedback/statistics/figures/journey.ts';
import type { QualityTable } from '../../../feedback/statistics/figures/quality.ts';
import type { ReliabilityRow } from '../../../feedback/statistics/figures/reliability.ts';
import type { ScoreTable } from '../../../feedback/statistics/figures/scores.ts';
import type { BlockedRespondent } from '../../../feedback/statistics/quality/flags.ts';
import type { SampleSize } from '../../../feedback/statistics/sampleSize.ts';
import type { StatisticsSettings } from '../../../feedback/statistics/settings.ts';
import type { Target, TargetInput, TargetStatus } from '../../../feedback/statistics/targets.ts';
import { type Filter, filterNames, filterQuery } from '../filters/filter.ts';
import { call, callTagged } from './client.ts';
import { eventsPath } from './events.ts';
import type { Job, List } from './types.ts';

export type { AnomalyTable, FoundAnomaly } from '../../../feedback/statistics/figures/anomalies.ts';
export type { Benchmark, RadarMeasure } from '../../../feedback/statistics/figures/benchmark.ts';
export type { ChannelRow, NormalisedTable } from '../../../feedback/statistics/figures/channels.ts';
export type { ComparedRow, ComparedSide, Comparison } from '../../../feedback/statistics/figures/compare.ts';
export type { ChurnTable, SegmentTable } from '../../../feedback/statistics/figures/customers.ts';
export type { DriverTable, PriorityTable, QuadrantTable } from '../../../feedback/statistics/figures/drivers.ts';
export type { Heatmap } from '../../../feedback/statistics/figures/heatmap.ts';
export type { JourneyTable } from '../../../feedback/statistics/figures/journey.ts';
export type { QualityTable } from '../../../feedback/statistics/figures/quality.ts';
export type { ReliabilityRow } from '../../../feedback/statistics/figures/reliability.ts';
export type { ScoreRow, ScoreTable } from '../../../feedback/statistics/figures/scores.ts';
export type { StatisticsSettings } from '../../../feedback/statistics/settings.ts';
export type { TargetMeasure } from '../../../feedback/statistics/targets.ts';

export type TargetShown = Target & { status: TargetStatus };

const base = '/v1/stats';

/** Null: nothing is asked. */
function useFigures<T>(path: string | null) {
  return useQuery({
    queryKey: [base, path],
    queryFn: ({ signal }) => call<T>(path!, { signal }),
    enabled: path !== null,
    placeholderData: keepPreviousData,
  });
}

const figures = (name: string, filter: Filter, more?: Record<string, string>): string =>
  `${base}/${name}${filterQuery(filter, more)}`;

export const useScores = (filter: Filter, more: Record<string, string> = {}) =>
  useFigures<ScoreTable>(figures('scores', filter, more));

/** `more` says what to compare with. */
export const useComparison = (filter: Filter, more: Record<string, string>) =>
  useFigures<Comparison>(figures('compare', filter, more));

export const useAnomalies = (filter: Filter, by: string | null) =>
  useFigures<AnomalyTable>(figures('anomalies', filter, by === null ? {} : { by }));

/** `from` and `to` must be days. */
export const useChanges = (filter: Filter) => useFigures<ChangeTable>(figures('changes', filter));

export const useNormalised = (filter: Filter, by: string) =>
  useFigures<NormalisedTable>(figures('channels', filter, { by }));

export const useHeatmap = (filter: Filter, by: string) => useFigures<Heatmap>(figures('heatmap', filter, { by }));
export const useDrivers = (filter: Filter) => useFigures<DriverTable>(figures('drivers', filter));
export const useQuadrant = (filter: Filter) => useFigures<QuadrantTable>(figures('quadrant', filter));
export const usePriorities = (filter: Filter) => useFigures<PriorityTable>(figures('priorities', filter));
export const useSegments = (filter: Filter) => useFigures<SegmentTable>(figures('segments', filter));
export const useChurn = (filter: Filter) => useFigures<ChurnTable>(figures('churn', filter));
export const useJourney = (filter: Filter) => useFigures<JourneyTable>(figures('journey', filter));
export const useReliability = (filter: Filter) =>
  useFigures<{ minimumSample: number; items: ReliabilityRow[] }>(figures('reliability', filter));
export const useQualityTable = (filter: Filter) => useFigures<QualityTable>(figures('quality', filter));

/** Null: nothing is asked. */
export const useSampleSize = (asked: Record<string, string> | null) =>
  useFigures<SampleSize>(asked && `${base}/sample-size?${new URLSearchParams(asked)}`);

/** Null: nothing is asked. */
export function useBenchmark(filter: Filter, other: Filter | null) {
  const params = new URLSearchParams(filterQuery(filter));
  for (const name of filterNames) for (const value of other?.[name] ?? []) params.append(`other.${name}`, value);
  return useFigures<Benchmark>(other && `${base}/benchmark?${params}`);
}

const targetsPath = '/v1/targets';
const blockedPath = '/v1/quality/blocked';

const useItems = <T>(path: string) =>
  useQuery({ queryKey: [base, path], queryFn: () => call<List<T>>(path), select: ({ items }) => items });

export const useTargets = () => useItems<TargetShown>(targetsPath);
export const useBlocked = () => useItems<BlockedRespondent>(blockedPath);

/** Changes what figures are made of; they are all fetched anew. */
export function useStatisticsCall<T = unknown>(onError: (error: Error) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ to, ...options }: { to: string; method: 'POST' | 'DELETE'; body?: unknown }) => call<T>(to, options),
    onSuccess: () => queries.invalidateQueries({ queryKey: [base] }),
    onError,
  });
}

export const addEvent = (body: BusinessEventInput) => ({ to: eventsPath, method: 'POST' as const, body });
export const removeEvent = (id: string) => ({
  to: `${eventsPath}/${encodeURIComponent(id)}`,
  method: 'DELETE' as const,
});
export const addTarget = (body: Omit<TargetInput, 'filters'> & { filters: object }) => ({
  to: targetsPath,
  method: 'POST' as const,
  body,
});
export const removeTarget = (id: string) => ({
  to: `${targetsPath}/${encodeURIComponent(id)}`,
  method: 'DELETE' as const,
});
export const liftBlock = ({ kind, value }: BlockedRespondent) => ({
  to: `${blockedPath}/lift`,
  method: 'POST' as const,
  body: { kind, value },
});

export const startScan = (): Promise<Job> => call<Job>('/v1/quality/scans', { method: 'POST' });

const settingsPath = `${base}/settings`;

export function useStatisticsSettings() {
  return useQuery({
    queryKey: [base, settingsPath],
    queryFn: () => callTagged<StatisticsSettings>(settingsPath),
  });
}

/** Refused when somebody else has changed them since `etag`. */
export function useSettingsChange(onError: (error: Error) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ settings, etag }: { settings: StatisticsSettings; etag: string }) =>
      call(settingsPath, { method: 'PUT', body: settings, ifMatch: etag }),
    onSettled: () => queries.invalidateQueries({ queryKey: [base] }),
    onError,
  });
}

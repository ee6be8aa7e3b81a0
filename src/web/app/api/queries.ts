import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type Filter, filterQuery } from '../filters/filter.ts';
import { call } from './client.ts';
import type {
  BreakdownRow,
  Explanation,
  KeywordRow,
  List,
  ReviewCounts,
  StatsSummary,
  StoredComment,
  Taxonomy,
  TrendPoint,
  Workspace,
} from './types.ts';

const pendingRefreshMs = 1000;
const countsRefreshMs = 5000;
const pageSize = '30';

function useList<T>(path: string) {
  return useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => call<List<T>>(path, { signal }),
    placeholderData: keepPreviousData,
    select: ({ items }) => items,
  });
}

export function useWorkspace() {
  return useQuery({ queryKey: ['workspace'], queryFn: () => call<Workspace>('/v1/workspace'), staleTime: Infinity });
}

export function useTaxonomy() {
  return useQuery({ queryKey: ['taxonomy'], queryFn: () => call<Taxonomy>('/v1/taxonomy'), staleTime: Infinity });
}

/** Asks again every second while comments wait for their analysis. */
export function useSummary(filter: Filter) {
  const path = `/v1/stats/summary${filterQuery(filter)}`;
  return useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => call<StatsSummary>(path, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => ((state.data?.pending ?? 0) > 0 ? pendingRefreshMs : false),
  });
}

export const useTrend = (filter: Filter, interval: string) =>
  useList<TrendPoint>(`/v1/stats/trend${filterQuery(filter, { interval })}`);

export function breakdownQuery(filter: Filter, by: string) {
  const path = `/v1/stats/breakdown${filterQuery(filter, { by })}`;
  return { queryKey: [path], queryFn: () => call<List<BreakdownRow>>(path) };
}

export const useBreakdown = (filter: Filter, by: string) =>
  useList<BreakdownRow>(`/v1/stats/breakdown${filterQuery(filter, { by })}`);

export const useKeywords = (filter: Filter, limit: number) =>
  useList<KeywordRow>(`/v1/keywords${filterQuery(filter, { limit: String(limit) })}`);

export function useComments(filter: Filter) {
  return useInfiniteQuery({
    queryKey: ['comments', filter],
    queryFn: ({ pageParam, signal }) =>
      call<List<StoredComment>>(
        `/v1/comments${filterQuery(filter, { limit: pageSize, ...(pageParam ? { cursor: pageParam } : {}) })}`,
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

/** One comment; nothing is asked for null. */
export function useComment(id: string | null) {
  return useQuery({
    queryKey: ['comment', id],
    queryFn: () => call<StoredComment>(`/v1/comments/${encodeURIComponent(id ?? '')}`),
    enabled: id !== null,
  });
}

export function useReviewCounts() {
  return useQuery({
    queryKey: ['reviews', 'counts'],
    queryFn: () => call<ReviewCounts>('/v1/reviews/counts'),
    refetchInterval: countsRefreshMs,
  });
}

export function useExplanation(id: string) {
  return useQuery({
    queryKey: ['explain', id],
    queryFn: ({ signal }) => call<Explanation>(`/v1/comments/${encodeURIComponent(id)}/explain`, { signal }),
  });
}

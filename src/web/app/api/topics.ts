/** Topic runs, their definitions and suggestions: queries, and what changes them. */
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { CoverageRow } from '../../../feedback/coverage.ts';
import type { TopicDefinition as Definition, TopicDefinitionInput } from '../../../feedback/topics/definition.ts';
import type {
  TopicRunHead as Head,
  TopicFindings,
  TopicQuote,
  TopicRunOrder,
} from '../../../feedback/topics/stored.ts';
import type { SuggestedLeaf } from '../../../feedback/topics/suggest.ts';
import type { Topic as FoundTopic } from '../../../feedback/topics/topic.ts';
import { type Filter, filterQuery } from '../filters/filter.ts';
import { call } from './client.ts';
import type { List } from './types.ts';

export type { TopicCadence } from '../../../feedback/topics/definition.ts';
export type { TopicQuote } from '../../../feedback/topics/stored.ts';
export type { RankedTerm } from '../../../feedback/topics/topic.ts';

export type QuoteKind = 'nearest' | 'positive' | 'negative';
export type Topic = Omit<FoundTopic, 'quotes'> & { quotes: Record<QuoteKind, TopicQuote[]> };
export type TopicRunHead = Omit<Head, 'order' | 'k'> & TopicRunOrder;
export type TopicRun = TopicRunHead &
  Pick<TopicFindings, 'coherenceCurve' | 'identity'> & { topics: Topic[]; npmi: number | null };
export type TopicFate = NonNullable<TopicRun['identity']>['fates'][number];
export type TopicDefinition = Omit<Definition, 'order'> & TopicRunOrder;
export type Suggestion = Omit<SuggestedLeaf<TopicQuote>, 'share'> & {
  share: NonNullable<Topic['share']>;
  draftId: string | null;
  dismissed: boolean;
};
export type Coverage = CoverageRow;

const runsPath = '/v1/topics';
const definitionsPath = '/v1/topic-definitions';
const listed = '20';
const runningRefreshMs = 2000;

export const isOver = ({ status }: Pick<TopicRunHead, 'status'>): boolean =>
  status !== 'queued' && status !== 'running';

/** Asks again while a run is not over. */
export function useTopicRuns(definition?: string) {
  const of = definition === undefined ? '' : `&definition=${encodeURIComponent(definition)}`;
  return useInfiniteQuery({
    queryKey: [runsPath, definition ?? ''],
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam === '' ? '' : `&cursor=${encodeURIComponent(pageParam)}`;
      return call<List<TopicRunHead>>(`${runsPath}?limit=${listed}${of}${cursor}`, { signal });
    },
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some((run) => !isOver(run))) ? runningRefreshMs : false,
  });
}

export const runAddress = (id: string): string => `${runsPath}/${encodeURIComponent(id)}`;

export function useTopicRun(id: string | null) {
  return useQuery({
    queryKey: [runsPath, 'run', id],
    queryFn: ({ signal }) => call<TopicRun>(runAddress(id!), { signal }),
    enabled: id !== null,
    retry: false,
  });
}

export const startRun = (order: object): Promise<{ id: string }> => call(runsPath, { method: 'POST', body: order });
export const deleteRun = (id: string): Promise<void> => call(runAddress(id), { method: 'DELETE' });
export const cancelJob = (id: string): Promise<void> =>
  call(`/v1/jobs/${encodeURIComponent(id)}`, { method: 'DELETE' });

export function useDefinitions() {
  return useQuery({
    queryKey: [definitionsPath],
    // As many as a workspace may have.
    queryFn: ({ signal }) => call<List<TopicDefinition>>(`${definitionsPath}?limit=100`, { signal }),
    select: ({ items }) => items,
  });
}

type NewDefinition = Pick<TopicDefinitionInput, 'name' | 'cadence'> & object;
export const createDefinition = (body: NewDefinition): Promise<TopicDefinition> =>
  call(definitionsPath, { method: 'POST', body });
const definitionAddress = (id: string) => `${definitionsPath}/${encodeURIComponent(id)}`;
export const changeDefinition = (id: string, body: object): Promise<TopicDefinition> =>
  call(definitionAddress(id), { method: 'PATCH', body });
export const deleteDefinition = (id: string): Promise<void> => call(definitionAddress(id), { method: 'DELETE' });
export const runDefinition = (id: string): Promise<{ id: string }> =>
  call(`${definitionAddress(id)}/runs`, { method: 'POST' });

export const suggestionsKey = (run: string) => [runsPath, 'suggestions', run];

export function useSuggestions(run: string) {
  return useQuery({
    queryKey: suggestionsKey(run),
    queryFn: ({ signal }) => call<List<Suggestion>>(`${runAddress(run)}/suggestions`, { signal }),
    select: ({ items }) => items,
  });
}

export const acceptSuggestion = (run: string, n: number, body: object): Promise<void> =>
  call(`${runAddress(run)}/suggestions/${n}/accept`, { method: 'POST', body });

export const dismissSuggestion = (run: string, n: number, dismissed: boolean): Promise<void> =>
  call(`${runAddress(run)}/suggestions/${n}/dismissal`, { method: dismissed ? 'PUT' : 'DELETE' });

export function useCoverage(filter: Filter, by: string) {
  const path = `/v1/stats/coverage${filterQuery(filter, { by })}`;
  return useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => call<List<Coverage>>(path, { signal }),
    placeholderData: keepPreviousData,
    select: ({ items }) => items,
  });
}

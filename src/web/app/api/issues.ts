import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Inbox, IssuePatch, IssueStep, IssueView } from '../../../feedback/read.ts';
import { call } from './client.ts';
import type { List } from './types.ts';

export type { Inbox, IssuePatch, IssueState, IssueStep, IssueView } from '../../../feedback/read.ts';

const path = '/v1/issues';

export function useInboxes() {
  return useQuery({ queryKey: [path, 'inboxes'], queryFn: () => call<List<Inbox>>(`${path}/inboxes`) });
}

/** `query`: the parameters of the list, without its cursor. */
export function useIssues(query: string) {
  return useInfiniteQuery({
    queryKey: [path, query],
    queryFn: ({ pageParam, signal }) => {
      const params = new URLSearchParams(query);
      params.set('limit', '50');
      if (pageParam !== '') params.set('cursor', pageParam);
      return call<List<IssueView>>(`${path}?${params}`, { signal });
    },
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
}

export function useIssueHistory(id: string) {
  return useQuery({
    queryKey: [path, id, 'history'],
    queryFn: () => call<List<IssueStep>>(`${path}/${encodeURIComponent(id)}/history`),
  });
}

export function useIssueChange(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: IssuePatch) => call<IssueView>(`${path}/${encodeURIComponent(id)}`, { method: 'PATCH', body }),
    onSuccess: () => queries.invalidateQueries(),
  });
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FailureSource, WorkDepth, WorkFailure } from '../../../feedback/backgroundWork.ts';
import { call } from './client.ts';
import type { List } from './types.ts';

export type { FailureSource, WorkDepth, WorkFailure } from '../../../feedback/backgroundWork.ts';

const path = '/v1/work';
const everyMs = 5_000;

export function useWorkDepths() {
  return useQuery({ queryKey: [path], queryFn: () => call<List<WorkDepth>>(path), refetchInterval: everyMs });
}

export function useWorkFailures() {
  const failures = `${path}/failures`;
  return useQuery({
    queryKey: [path, 'failures'],
    queryFn: () => call<List<WorkFailure>>(failures),
    refetchInterval: everyMs,
  });
}

/** Another try of one failure, or of all of a source; told here, since who asked may be gone with the last failure. */
export function useReplay(onQueued: (queued: number) => void, onError: (error: Error) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { source: FailureSource; id?: string }) =>
      call<{ queued: number }>(`${path}/replays`, { method: 'POST', body }),
    onSuccess({ queued }) {
      onQueued(queued);
      return queries.invalidateQueries({ queryKey: [path] });
    },
    onError,
  });
}

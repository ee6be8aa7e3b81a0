/** Taxonomy and lexicon of the workspace: draft, preview, publish, and the way back. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call, callTagged } from './client.ts';
import { finishedJob } from './jobs.ts';
import type { EditionHead, EditionKind, Job, List, PreviewResult, PutInForce } from './types.ts';

export interface Tagged<T> {
  body: T;
  etag: string;
}

const draftKey = (kind: EditionKind) => [kind, 'draft'];
const versionsPath = (kind: EditionKind) => `/v1/${kind}/versions?limit=100`;

/** The draft, or what is in force where there is none. */
export function useDraft<T>(kind: EditionKind) {
  return useQuery({ queryKey: draftKey(kind), queryFn: () => callTagged<T>(`/v1/${kind}/draft`) });
}

/** Changes the draft by a call that answers the draft as it is then. */
export function useDraftChange<T>(kind: EditionKind, onError: (error: Error) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ path, method, body, etag }: { path: string; method: 'POST' | 'PUT'; body: unknown; etag: string }) =>
      callTagged<T>(path, { method, body, ifMatch: etag }),
    onSuccess: (draft) => queries.setQueryData(draftKey(kind), draft),
    onError: (error) => {
      onError(error);
      // Somebody else may have changed it.
      return queries.invalidateQueries({ queryKey: draftKey(kind) });
    },
  });
}

export function useDiscard(kind: EditionKind) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => call(`/v1/${kind}/draft`, { method: 'DELETE' }),
    onSuccess: () => queries.invalidateQueries({ queryKey: draftKey(kind) }),
  });
}

export function usePreview(kind: EditionKind, onProgress: (job: Job) => void) {
  return useMutation({
    mutationFn: async (comments: number) => {
      const job = await call<Job>(`/v1/${kind}/preview`, { method: 'POST', body: { comments } });
      return (await finishedJob(job, onProgress)).result as PreviewResult;
    },
  });
}

export function useVersions(kind: EditionKind) {
  const path = versionsPath(kind);
  return useQuery({ queryKey: [path], queryFn: () => call<List<EditionHead>>(path) });
}

/** Publishes the draft, or puts an earlier version in force; then the stored comments are read again if asked. */
export function usePutInForce(kind: EditionKind, onProgress: (job: Job) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (
      order: { note: string; backfill: boolean; etag: string } | { version: number; backfill: boolean },
    ) => {
      const publish = 'note' in order;
      const { etag, note, ...body } = publish ? order : { ...order, etag: undefined, note: '' };
      const inForce = await call<PutInForce>(`/v1/${kind}/${publish ? 'publish' : 'rollback'}`, {
        method: 'POST',
        body: note === '' ? body : { ...body, note },
        ifMatch: etag,
      });
      await queries.invalidateQueries();
      if (inForce.job !== null) await finishedJob(inForce.job, onProgress);
      return inForce;
    },
    onSettled: () => queries.invalidateQueries(),
  });
}

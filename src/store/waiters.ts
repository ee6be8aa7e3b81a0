import type { CommentKey } from './rollups.ts';

/** Lets requests wait for analyses. The rows are the truth; being told is only quicker than looking. */
export interface Waiters {
  finished(keys: readonly CommentKey[]): void;
  /** Resolves when `lookUp` and what was heard since name all `ids`, or at the deadline. */
  wait(workspaceId: string, ids: readonly string[], timeoutMs: number, lookUp: () => Promise<string[]>): Promise<void>;
}

/** Another process may do the analysis, so looking backs the bell up: soon, then less and less often. */
const firstLookMs = 20;
const lookEveryMs = 1000;

export function createWaiters(): Waiters {
  const listeners = new Set<(keys: readonly CommentKey[]) => void>();
  return {
    finished(keys) {
      for (const listener of listeners) listener(keys);
    },
    async wait(workspaceId, ids, timeoutMs, lookUp) {
      const left = new Set(ids);
      let wake = () => {};
      const listener = (keys: readonly CommentKey[]) => {
        for (const [workspace, id] of keys) if (workspace === workspaceId) left.delete(id);
        if (left.size === 0) wake();
      };
      listeners.add(listener);
      try {
        const end = performance.now() + timeoutMs;
        for (let pauseMs = firstLookMs; ; pauseMs = Math.min(2 * pauseMs, lookEveryMs)) {
          for (const id of await lookUp()) left.delete(id);
          const rest = end - performance.now();
          if (left.size === 0 || rest <= 0) return;
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, Math.min(rest, pauseMs));
            wake = () => {
              clearTimeout(timer);
              resolve();
            };
            if (left.size === 0) wake();
          });
          if (left.size === 0) return;
        }
      } finally {
        listeners.delete(listener);
      }
    },
  };
}

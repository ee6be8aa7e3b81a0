import type { Clock } from './clock.ts';

const latelyMs = 60_000;

export type Senders = ReturnType<typeof createSenders>;

/** Workspaces that have sent comments within the last minute. */
export function createSenders(clock: Clock) {
  const seen = new Map<string, number>();
  return {
    see(workspaceId: string): void {
      seen.set(workspaceId, clock());
    },
    /** Whether they are several, who wait for each other. */
    several(): boolean {
      for (const [workspaceId, at] of seen) if (clock() - at > latelyMs) seen.delete(workspaceId);
      return seen.size > 1;
    },
  };
}

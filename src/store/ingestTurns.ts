/** Whose comments the next transaction stores. */

/** What waits to be stored: comments that one caller sent together. */
export interface WaitingCall {
  scope: { workspaceId: string };
  comments: { length: number };
}

/** Comments that calls share a transaction with; a single call may hold more. */
const commentsTogether = 1000;
/** A call of more comments is large: it would hold up the small ones that it is stored with. */
const largeFrom = 51;

/**
 * Calls in line by workspace. Transactions take them in turn: one call of each workspace, those of one workspace in their
 * order. Small calls are not stored together with large ones, and where both wait, transactions of either kind alternate.
 */
export function createIngestTurns<Call extends WaitingCall>() {
  /** The workspace that has waited longest for its turn comes first. */
  const lines = new Map<string, Call[]>();
  let waiting = 0;
  let lastWasLarge = false;

  const isLarge = ({ comments }: WaitingCall): boolean => comments.length >= largeFrom;

  function first(): Call | undefined {
    const heads = [...lines.values()].map(([call]) => call!);
    return heads.find((call) => isLarge(call) !== lastWasLarge) ?? heads[0];
  }

  return {
    add(call: Call): void {
      const { workspaceId } = call.scope;
      const line = lines.get(workspaceId);
      if (line) line.push(call);
      else lines.set(workspaceId, [call]);
      waiting += call.comments.length;
    },

    /** Comments that wait: in all, or of one workspace. */
    waiting(workspaceId?: string): number {
      return workspaceId === undefined ? waiting : countComments(lines.get(workspaceId) ?? []);
    },

    /** The calls of the next transaction, which wait no longer; empty when there are none. */
    take(): Call[] {
      const head = first();
      if (!head) return [];
      lastWasLarge = isLarge(head);
      const taken: Call[] = [];
      let comments = 0;
      for (let before = -1; before < taken.length; ) {
        before = taken.length;
        for (const [workspaceId, line] of [...lines]) {
          const call = line[0]!;
          if (isLarge(call) !== lastWasLarge) continue;
          if (taken.length > 0 && comments + call.comments.length > commentsTogether) continue;
          line.shift();
          lines.delete(workspaceId);
          if (line.length > 0) lines.set(workspaceId, line);
          taken.push(call);
          comments += call.comments.length;
        }
      }
      waiting -= comments;
      return taken;
    },
  };
}

function countComments(calls: WaitingCall[]): number {
  return calls.reduce((sum, { comments }) => sum + comments.length, 0);
}

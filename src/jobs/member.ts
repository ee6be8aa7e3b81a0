/** One subscriber of a queue in this process: its calls follow one another. */
export interface Member {
  /** Leads to a call that begins after now; resolves when that call has ended. Rings during a call share the next one. */
  ring(): Promise<void>;
  busy(): boolean;
  /** No call begins any more; resolves when the running one has ended. */
  close(): Promise<void>;
}

export function createMember(
  work: () => Promise<void>,
  { everyMs, onError }: { everyMs: number; onError(error: unknown): void },
): Member {
  let closed = false;
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;

  async function call(): Promise<void> {
    next = null;
    if (closed) return;
    try {
      await work();
    } catch (error) {
      onError(error);
    }
  }
  function ring(): Promise<void> {
    if (next) return next;
    const turn: Promise<void> = (running ?? Promise.resolve()).then(() => {
      running = turn;
      return call();
    });
    next = turn;
    void turn.then(() => {
      if (running === turn) running = null;
    });
    return turn;
  }

  const timer = setInterval(() => void ring(), everyMs);
  return {
    ring,
    busy: () => running !== null,
    async close() {
      closed = true;
      clearInterval(timer);
      await (next ?? running);
    },
  };
}

/**
 * A queue only rings: it tells whoever works on a topic that there may be work. What the work is stands in the
 * database, so a lost ring costs time and never a comment, and every worker also looks by itself now and then.
 */
export interface Queue {
  /** Never waits, never throws, may be lost. Rings while a worker is busy are one ring. */
  ring(topic: string): void;
  /**
   * Calls `work` after rings and at least every `everyMs`, one call at a time. A ring wakes at least one subscriber of
   * its topic, in whichever process; one that finds more than it can do rings again. A ring during a call leads to
   * another call. What `work` throws is handed to `onError` and the next ring is heard as before.
   */
  subscribe(
    topic: string,
    work: () => Promise<void>,
    options: { everyMs: number; onError(error: unknown): void },
  ): Subscription;
  /** Ends all subscriptions. */
  close(): Promise<void>;
}

export interface Subscription {
  /** No call begins any more; resolves when the running one has ended. */
  close(): Promise<void>;
}

/** A topic run as it is kept. */
export interface StoredTopicRun {
  id: string;
  state: 'running' | 'succeeded' | 'failed' | 'cancelled';
  /** What was asked for: algorithm, k, seed, filters. */
  request: unknown;
  /** What was found; null until it has succeeded. It names comments by id and holds none of their texts. */
  body: unknown;
  /** How many comments it was made of; null until it has ended. */
  comments: number | null;
  createdAt: string;
  endedAt: string | null;
}

export interface TopicAssignment {
  commentId: string;
  /** 0-based */
  topic: number;
  /** 0..1 */
  probability: number;
}

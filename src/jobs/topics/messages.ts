import type { CommentFacts } from '../../feedback/topics/facts.ts';
import type { TopicRequest, TopicRun } from '../../feedback/topics/topic.ts';
import type { TopicFate } from '../../text/topics/match.ts';

/** A comment on its way to a topic run. */
export interface TopicComment {
  text: string;
  facts: CommentFacts;
  /** Its topic in the previous run; absent or null where it was in none. */
  before?: number | null;
}

/** A run and, where there was one before it, what became of the topics of that. */
export interface FoundTopics extends TopicRun {
  fates?: TopicFate[];
}

/** What the thread of a topic run is told. Comments come in small lots, so that no message blocks the main thread. */
export type TopicOrder = { comments: TopicComment[] } | { request: TopicRequest; wordsBefore: string[][] | null };

/** What it says: a lot is read, how far the run is (0..1), or the end: null when it was called off. */
export type TopicNews = { read: number } | { progress: number } | { run: FoundTopics | null } | { failure: string };

/** What it gets at its start. */
export interface TopicThreadData<Options> {
  options: Options;
  /** Threads that sample, its own included. */
  workers: number;
  /** One i32; not 0: the run is called off. */
  calledOff: SharedArrayBuffer;
}

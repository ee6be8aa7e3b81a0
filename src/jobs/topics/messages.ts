import type { CommentFacts } from '../../feedback/topics/facts.ts';
import type { TopicAssigned } from '../../feedback/topics/model.ts';
import type { TopicRequest, TopicRun } from '../../feedback/topics/topic.ts';
import type { TopicFate } from '../../text/topics/match.ts';

/** A comment on its way to a topic run. */
export interface TopicComment {
  text: string;
  facts: CommentFacts;
  /** Its topic in the previous run; absent or null where it was in none. */
  before?: number | null;
}

/** What assigns comments to come, packed; `hash` is of the bytes. */
export interface KeptModel {
  bytes: Uint8Array;
  hash: string;
}

/** A run and, where there was one before it, what became of the topics of that. */
export interface FoundTopics extends Omit<TopicRun, 'model' | 'vocabulary'> {
  /** In its vocabulary. */
  words: number;
  model: KeptModel;
  fates?: TopicFate[];
}

/**
 * What a thread is told: comments of a run, in small lots, so that no message blocks the main thread, then the request; or
 * the model of a run that is over, then comments to come.
 */
export type TopicOrder =
  | { comments: TopicComment[] }
  | { request: TopicRequest; wordsBefore: string[][] | null }
  | { of: string; model: KeptModel }
  | { of: string; texts: string[] };

/** What it says: a lot is read, how far the run is (0..1), or the end: null when it was called off. */
export type TopicNews =
  | { read: number }
  | { progress: number }
  | { run: FoundTopics | null }
  | { loaded: string }
  | { assigned: TopicAssigned[] }
  | { failure: string };

/** How the comments of a run are read. */
export interface TopicReading {
  /** [word, the word that stands for it] */
  synonyms: [string, string][];
}

/** What it gets at its start. */
export interface TopicThreadData<Options> {
  options: Options;
  reading: TopicReading;
  /** Threads that sample, its own included. */
  workers: number;
  /** One i32; not 0: the run is called off. */
  calledOff: SharedArrayBuffer;
}

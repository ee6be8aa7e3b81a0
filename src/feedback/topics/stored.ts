import type { CoherencePoint } from '../../text/topics/choose.ts';
import type { TopicFate } from '../../text/topics/match.ts';
import type { CommentFilter } from '../filter.ts';
import type { JobProblem } from '../read.ts';
import type { CommentFacts } from './facts.ts';
import type { TopicQuotes } from './quotes.ts';
import type { Topic, TopicRequest, TopicRun } from './topic.ts';

/** What a topic run is asked for: topics of the comments that pass the filters. */
export interface TopicRunOrder extends TopicRequest {
  filters: CommentFilter;
}

/** A topic as it is kept: comments are named by id, and none of their texts is in it. */
export interface KeptTopic extends Omit<Topic, 'quotes'> {
  quotes: Record<keyof TopicQuotes, string[]>;
}

/** What a run has found. */
export interface TopicFindings {
  k: number;
  /** Mean over the topics. */
  npmi: number;
  coherenceCurve?: CoherencePoint[];
  topics: KeptTopic[];
  /** Against the run before it that was asked for the same; null for the first one. */
  identity: { previous: string; fates: TopicFate[] } | null;
}

/** A topic run, as lists show it. */
export interface TopicRunHead {
  id: string;
  /** The job that makes it; null for runs from before jobs made them. */
  jobId: string | null;
  /** Of the definition that it is a run of; null for a run that was asked for by itself. */
  definitionId: string | null;
  status: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  order: TopicRunOrder;
  /** How many topics were found; null until it has succeeded. */
  k: number | null;
  /** How many comments it was made of; null until it has succeeded. */
  comments: number | null;
  /** Why it failed. */
  problem: JobProblem | null;
  createdAt: string;
  endedAt: string | null;
}

export interface StoredTopicRun extends TopicRunHead {
  /** Null until it has succeeded. */
  findings: TopicFindings | null;
}

export interface TopicAssignment {
  commentId: string;
  /** 0-based */
  topic: number;
  /** 0..1 */
  probability: number;
}

/** How many comments have these topics in two runs. */
export interface TopicCrossing {
  before: number;
  after: number;
  comments: number;
}

/** A comment as a topic run reads it from the store. */
export interface TopicSource {
  id: string;
  text: string;
  facts: CommentFacts;
  /** Its topic in the previous run; null where it was in none. */
  before: number | null;
}

/** A comment that stands for a topic. */
export interface TopicQuote {
  commentId: string;
  externalId: string | null;
  /** The beginning of its text. */
  text: string;
}

/** Two orders with the same definition are runs of the same thing; the seed is no part of it. */
export function definitionOf({ algorithm, k, filters, words }: TopicRunOrder): string {
  return JSON.stringify({ algorithm, k, filters, words }, (_key, value: unknown) => {
    // All lists in it are alternatives: their order means nothing.
    if (Array.isArray(value)) return value.toSorted();
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

const channelsKept = 20;
const monthsKept = 120;

/** Without the tails of long lists. */
export function keptFigures<T extends Pick<Topic, 'channels' | 'months'>>(topic: T): T {
  return { ...topic, channels: topic.channels.slice(0, channelsKept), months: topic.months.slice(-monthsKept) };
}

/** A run as it is kept. `idOf` names the comment with an index of the run. */
export function findingsOf(
  { k, npmi, coherenceCurve, topics }: Pick<TopicRun, 'k' | 'npmi' | 'coherenceCurve' | 'topics'>,
  idOf: (comment: number) => string,
  identity: TopicFindings['identity'],
): TopicFindings {
  const kept = topics.map(
    ({ quotes: { nearest, positive, negative }, ...topic }): KeptTopic => ({
      ...keptFigures(topic),
      quotes: { nearest: nearest.map(idOf), positive: positive.map(idOf), negative: negative.map(idOf) },
    }),
  );
  return { k, npmi, ...(coherenceCurve && { coherenceCurve }), topics: kept, identity };
}

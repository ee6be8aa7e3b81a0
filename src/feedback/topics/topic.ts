import type { CoherencePoint } from '../../text/topics/choose.ts';
import type { TopicAssignments } from '../../text/topics/infer.ts';
import type { Corpus } from '../../text/vectorise/corpus.ts';
import type { PartOfSpeech } from '../../text/vectorise/speech.ts';
import type { TopicFigures } from './describe.ts';
import type { CommentFacts } from './facts.ts';
import type { TopicModel } from './model.ts';
import type { TopicQuotes } from './quotes.ts';

export const topicAlgorithms = ['lda', 'kmeans'] as const;
export type TopicAlgorithm = (typeof topicAlgorithms)[number];

export interface TopicRequest {
  algorithm: TopicAlgorithm;
  /** 1..`limits.topics`; more than there are comments with words is cut to that. */
  k: number | 'auto';
  seed: number;
  /** Parts of speech whose words make topics; absent: all. */
  words?: PartOfSpeech[];
}

/** The comments of a run. Facts are asked for by index, so that they need not be held as objects. */
export interface TopicCorpus extends Corpus {
  factsOf(comment: number): CommentFacts;
  /** `textKey` of its text. */
  textKeyOf(comment: number): number;
}

export interface WeightedTerm {
  term: string;
  weight: number;
}

export interface RankedTerm {
  term: string;
  /** In the topic, 0..1. */
  probability: number;
  /** That probability over the one in all comments of the run. */
  lift: number;
}

export interface Topic extends TopicFigures {
  /** 0-based, the largest topic first. */
  n: number;
  name: string;
  /** By probability in the topic. */
  words: WeightedTerm[];
  /** By relevance at λ = 0.6. */
  relevantWords: WeightedTerm[];
  /**
   * Words that are among the first at some λ, a tenth apart: relevance at λ is λ ln probability + (1 − λ) ln lift. Absent in
   * runs from before it was kept.
   */
  rankedWords?: RankedTerm[];
  /** Coherence of the ten most probable words in the corpus, −1..1. */
  npmi: number;
  /** 0..1 */
  exclusivity: number;
  /** Place on the map; distances are Jensen–Shannon distances as well as two dimensions can show them. */
  x: number;
  y: number;
  /** Indices of comments. */
  quotes: TopicQuotes;
}

export interface TopicRun {
  algorithm: TopicAlgorithm;
  k: number;
  seed: number;
  topics: Topic[];
  /** Mean over the topics. */
  npmi: number;
  /** With `k: 'auto'`: what was tried. */
  coherenceCurve?: CoherencePoint[];
  /** The topic of every comment, by `n`. */
  assignments: TopicAssignments;
  /** For comments to come. */
  model: TopicModel;
  vocabulary: string[];
}

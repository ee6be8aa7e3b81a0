import { type Interval, wilson } from '../../text/maths/wilson.ts';
import { type SentimentLabel, sentimentLabels } from '../analysis.ts';
import type { CommentFacts } from './facts.ts';

export interface Part {
  key: string;
  count: number;
  /** Of the topic's comments that have one, 0..1. */
  share: number;
}

/** A leaf that meets a topic more often than chance has it. */
export interface LeafOverlap {
  code: string;
  count: number;
  /** Share of the topic's comments with this leaf. */
  share: number;
  /** That share over the leaf's share in all comments; above 1 for a leaf of the topic. */
  lift: number;
}

/** Figures of one topic over the comments whose most probable topic it is. */
export interface TopicFigures {
  /** Among all comments of the run, with its Wilson interval. Null for a run of no comments. */
  share: Interval | null;
  sentiment: Record<SentimentLabel, number>;
  /** Mean score, −1..1; null where none is analysed. */
  meanScore: number | null;
  /** Mean position on the scale, 0..1; null where none is rated. */
  meanRating: number | null;
  rated: number;
  /** Comments a fifth of the scale, the lowest first. */
  ratings: number[];
  /** By `YYYY-MM`, ascending. `share` is of all comments of that month. */
  months: Part[];
  /** The most frequent first. */
  channels: Part[];
  leaves: LeafOverlap[];
}

const ratingBands = 5;
const mostLeaves = 5;
const fewestOfLeaf = 3;

/** What figures are made of. */
export interface Tally {
  count: number;
  sentiment: Record<SentimentLabel, number>;
  scores: number;
  scored: number;
  ratingSum: number;
  rated: number;
  ratings: number[];
  months: Map<string, number>;
  channels: Map<string, number>;
  leaves: Map<string, number>;
}

/** Counts comments into topics one by one; comments need not be held. `topics` ≥ 1. */
export function createTopicTally(topics: number): {
  add(topic: number, facts: CommentFacts): void;
  figures(): TopicFigures[];
} {
  const tallies = Array.from({ length: topics }, emptyTally);
  return {
    add: (topic, facts) => count(tallies[topic], facts),
    figures: () => figuresOfTallies(tallies),
  };
}

export function emptyTally(): Tally {
  return {
    count: 0,
    sentiment: Object.fromEntries(sentimentLabels.map((label) => [label, 0])) as Record<SentimentLabel, number>,
    scores: 0,
    scored: 0,
    ratingSum: 0,
    rated: 0,
    ratings: new Array(ratingBands).fill(0),
    months: new Map(),
    channels: new Map(),
    leaves: new Map(),
  };
}

function count(tally: Tally, { sentiment, score, rating, channel, day, leaves }: CommentFacts): void {
  tally.count++;
  if (sentiment !== null) tally.sentiment[sentiment]++;
  if (score !== null) {
    tally.scores += score;
    tally.scored++;
  }
  if (rating !== null) {
    tally.ratingSum += rating;
    tally.rated++;
    tally.ratings[Math.min(ratingBands - 1, Math.floor(rating * ratingBands))]++;
  }
  if (day !== null) addToTally(tally.months, day.slice(0, 7), 1);
  if (channel !== null) addToTally(tally.channels, channel, 1);
  for (const leaf of leaves) addToTally(tally.leaves, leaf, 1);
}

export function addToTally(counts: Map<string, number>, key: string, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}

/** Figures of topics from a tally of each. */
export function figuresOfTallies(tallies: Tally[]): TopicFigures[] {
  const all = emptyTally();
  for (const { count: comments, months, leaves } of tallies) {
    all.count += comments;
    for (const [key, value] of months) addToTally(all.months, key, value);
    for (const [key, value] of leaves) addToTally(all.leaves, key, value);
  }
  return tallies.map((tally) => figuresOf(tally, all));
}

function figuresOf(tally: Tally, all: Tally): TopicFigures {
  const ofChannels = [...tally.channels.values()].reduce((sum, value) => sum + value, 0);
  return {
    share: all.count === 0 ? null : wilson(tally.count, all.count),
    sentiment: tally.sentiment,
    meanScore: tally.scored === 0 ? null : tally.scores / tally.scored,
    meanRating: tally.rated === 0 ? null : tally.ratingSum / tally.rated,
    rated: tally.rated,
    ratings: tally.ratings,
    months: [...all.months.keys()].sort().map((month) => {
      const inMonth = tally.months.get(month) ?? 0;
      return { key: month, count: inMonth, share: inMonth / all.months.get(month)! };
    }),
    channels: [...tally.channels]
      .map(([key, value]) => ({ key, count: value, share: value / ofChannels }))
      .sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1)),
    leaves: leavesOf(tally, all),
  };
}

function leavesOf(tally: Tally, all: Tally): LeafOverlap[] {
  return [...tally.leaves]
    .map(([code, value]) => {
      const share = value / tally.count;
      return { code, count: value, share, lift: share / (all.leaves.get(code)! / all.count) };
    })
    .filter(({ count: value, lift }) => value >= fewestOfLeaf && lift > 1)
    .sort((a, b) => b.share * Math.log(b.lift) - a.share * Math.log(a.lift) || (a.code < b.code ? -1 : 1))
    .slice(0, mostLeaves);
}

import { assignOptimally } from '../maths/assignment.ts';

/** What is compared of a run's topic. */
export interface TopicIdentity {
  /** Its top words, heaviest first. */
  words: string[];
  /** Keys of the comments whose topic it is. */
  members: ReadonlySet<string>;
}

export type TopicFate =
  | { fate: 'kept'; before: number; after: number; similarity: number }
  | { fate: 'born'; after: number }
  | { fate: 'died'; before: number }
  /** `before` went into `after`, which continues another topic. */
  | { fate: 'merged'; before: number; after: number; share: number }
  /** `after` came out of `before`, which is continued by another topic. */
  | { fate: 'split'; before: number; after: number; share: number };

/** Similarity from which on two topics of an optimal assignment are the same topic. */
export const sameTopic = 0.3;
/** Share of the members that must have come from, or gone to, one topic for a split or a merger. */
const mostOfThem = 0.5;

/** Matches the topics of two runs; see `matchCounted`. A comment is a member of one topic of each run at most. */
export function matchTopics(before: TopicIdentity[], after: TopicIdentity[]): TopicFate[] {
  const words = (topics: TopicIdentity[]): string[][] => topics.map((topic) => topic.words);
  return matchCounted(words(before), words(after), overlaps(before, after, commonMembers(before, after)));
}

/**
 * Matches the topics of two runs by an optimal assignment. Similarity, 0..1, is the mean of the Jaccard overlap of their
 * top words and that of their members among the comments that both runs know; of the words alone where they share none.
 * `moved`: [before][after], how many of those comments are in both topics.
 */
export function matchCounted(before: string[][], after: string[][], moved: Float64Array): TopicFate[] {
  const sizeBefore = before.map((_, i) => sum(after.length, (j) => moved[i * after.length + j]));
  const sizeAfter = after.map((_, j) => sum(before.length, (i) => moved[i * after.length + j]));
  const common = sizeBefore.some((size) => size > 0);
  const similarity = (i: number, j: number): number => {
    const words = jaccard(before[i], after[j]);
    if (!common) return words;
    const both = moved[i * after.length + j];
    const either = sizeBefore[i] + sizeAfter[j] - both;
    return (words + (either === 0 ? 0 : both / either)) / 2;
  };
  const cost = new Float64Array(before.length * after.length);
  for (let i = 0; i < before.length; i++)
    for (let j = 0; j < after.length; j++) cost[i * after.length + j] = -similarity(i, j);
  const partner = assignOptimally(cost, before.length, after.length);
  const kept = partner.map((j, i) => (j >= 0 && similarity(i, j) >= sameTopic ? j : -1));
  const continued = new Set(kept);

  const fates: TopicFate[] = [];
  for (let i = 0; i < before.length; i++) {
    if (kept[i] >= 0) {
      fates.push({ fate: 'kept', before: i, after: kept[i], similarity: similarity(i, kept[i]) });
      continue;
    }
    const into = largest(after.length, (j) => moved[i * after.length + j]);
    const share = into < 0 || sizeBefore[i] === 0 ? 0 : moved[i * after.length + into] / sizeBefore[i];
    fates.push(
      share >= mostOfThem && continued.has(into)
        ? { fate: 'merged', before: i, after: into, share }
        : { fate: 'died', before: i },
    );
  }
  for (let j = 0; j < after.length; j++) {
    if (continued.has(j)) continue;
    const from = largest(before.length, (i) => moved[i * after.length + j]);
    const share = from < 0 || sizeAfter[j] === 0 ? 0 : moved[from * after.length + j] / sizeAfter[j];
    fates.push(
      share >= mostOfThem && kept[from] >= 0
        ? { fate: 'split', before: from, after: j, share }
        : { fate: 'born', after: j },
    );
  }
  return fates;
}

function commonMembers(before: TopicIdentity[], after: TopicIdentity[]): Set<string> {
  const known = new Set<string>();
  for (const { members } of before) for (const key of members) known.add(key);
  const common = new Set<string>();
  for (const { members } of after) for (const key of members) if (known.has(key)) common.add(key);
  return common;
}

/** [before][after]: members that both topics have. */
function overlaps(before: TopicIdentity[], after: TopicIdentity[], common: Set<string>): Float64Array {
  const topicBefore = new Map<string, number>();
  before.forEach(({ members }, i) => {
    for (const key of members) if (common.has(key)) topicBefore.set(key, i);
  });
  const counts = new Float64Array(before.length * after.length);
  after.forEach(({ members }, j) => {
    for (const key of members) {
      const i = topicBefore.get(key);
      if (i !== undefined) counts[i * after.length + j]++;
    }
  });
  return counts;
}

function jaccard(a: string[], b: string[]): number {
  const other = new Set(b);
  const both = a.reduce((sum, word) => sum + (other.has(word) ? 1 : 0), 0);
  const either = a.length + b.length - both;
  return either === 0 ? 0 : both / either;
}

function sum(count: number, value: (index: number) => number): number {
  let total = 0;
  for (let i = 0; i < count; i++) total += value(i);
  return total;
}

/** The index of the largest value above 0, −1 for none. */
function largest(count: number, value: (index: number) => number): number {
  let best = -1;
  for (let i = 0; i < count; i++) if (value(i) > (best < 0 ? 0 : value(best))) best = i;
  return best;
}

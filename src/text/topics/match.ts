import { assignOptimally } from '../maths/assignment.ts';

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

/**
 * Matches the topics of two runs by an optimal assignment. `before`, `after`: the top words of each topic; `moved`,
 * [before][after]: how many of the comments that both runs know have gone from the one topic to the other. Similarity, 0..1,
 * is the mean of the Jaccard overlap of their top words and that of these comments; of the words alone where there are none.
 */
export function matchTopics(before: string[][], after: string[][], moved: ArrayLike<number>): TopicFate[] {
  const sizeBefore = before.map((_, i) => sumOf(after.length, (j) => moved[i * after.length + j]));
  const sizeAfter = after.map((_, j) => sumOf(before.length, (i) => moved[i * after.length + j]));
  const inBoth = sumOf(before.length, (i) => sizeBefore[i]);
  const similarity = (i: number, j: number): number => {
    const words = jaccard(before[i], after[j]);
    if (inBoth === 0) return words;
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

function sumOf(count: number, value: (index: number) => number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += value(i);
  return sum;
}

function jaccard(a: string[], b: string[]): number {
  const other = new Set(b);
  const both = a.reduce((sum, word) => sum + (other.has(word) ? 1 : 0), 0);
  const either = a.length + b.length - both;
  return either === 0 ? 0 : both / either;
}

/** The index of the largest value above 0, −1 for none. */
function largest(count: number, value: (index: number) => number): number {
  let best = -1;
  for (let i = 0; i < count; i++) if (value(i) > (best < 0 ? 0 : value(best))) best = i;
  return best;
}

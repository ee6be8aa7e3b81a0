import { type Interval, wilson } from '../../text/maths/wilson.ts';
import type { TopicRun } from './topic.ts';

/** A leaf that the taxonomy lacks, read off a topic of comments that no leaf covers. */
export interface SuggestedLeaf {
  name: string;
  /** Words a cue rule can start from, the most telling first. */
  cues: string[];
  /** Share of the uncovered comments. */
  share: Interval;
  npmi: number;
  /** Indices of comments. */
  examples: number[];
}

/** A topic of fewer comments, or whose words hardly belong together, is no leaf. */
const fewestComments = 10;
const leastNpmi = 0.05;
const cuesShown = 8;

/** Suggestions from a run over uncovered comments, the largest first. */
export function suggestLeaves(run: TopicRun): SuggestedLeaf[] {
  return run.topics.flatMap((topic) => {
    const { share, npmi, name, relevantWords, quotes } = topic;
    if (share === null || share.value * share.n < fewestComments || npmi < leastNpmi) return [];
    const cues = relevantWords.slice(0, cuesShown).map(({ term }) => term);
    return [{ name, cues, share, npmi, examples: [...quotes.nearest, ...quotes.negative] }];
  });
}

export interface Coverage {
  key: string;
  /** Share of the comments with at least one leaf. */
  covered: Interval;
}

/** Coverage by channel, month or whatever `keyOf` says; comments with a null key are left out. Keys ascending. */
export function coverageBy<T extends { leaves: readonly string[] }>(
  comments: Iterable<T>,
  keyOf: (comment: T) => string | null,
): Coverage[] {
  const groups = new Map<string, { covered: number; all: number }>();
  for (const comment of comments) {
    const key = keyOf(comment);
    if (key === null) continue;
    const group = groups.get(key) ?? { covered: 0, all: 0 };
    group.all++;
    if (comment.leaves.length > 0) group.covered++;
    groups.set(key, group);
  }
  return [...groups.keys()].sort().map((key) => {
    const { covered, all } = groups.get(key)!;
    return { key, covered: wilson(covered, all) };
  });
}

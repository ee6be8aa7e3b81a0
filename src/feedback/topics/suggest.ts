import type { Interval } from '../../text/maths/wilson.ts';
import type { Names } from '../taxonomy.ts';
import type { Topic } from './topic.ts';

/** A leaf that the taxonomy lacks, read off a topic of comments that no leaf covers. `Example` names a comment. */
export interface SuggestedLeaf<Example> {
  /** Of the topic. */
  n: number;
  name: string;
  /** Words a cue rule can start from, the most telling first. */
  cues: string[];
  /** Share of the uncovered comments. */
  share: Interval;
  npmi: number;
  examples: Example[];
}

type UncoveredTopic<Example> = Pick<Topic, 'n' | 'share' | 'npmi' | 'name' | 'relevantWords'> & {
  quotes: { nearest: Example[]; negative: Example[] };
};

/** A topic of fewer comments, or whose words hardly belong together, is no leaf. */
const fewestComments = 10;
const leastNpmi = 0.05;
const cuesShown = 8;

/** Suggestions from the topics of uncovered comments, the largest first. */
export function suggestLeaves<Example>(topics: readonly UncoveredTopic<Example>[]): SuggestedLeaf<Example>[] {
  return topics.flatMap(({ n, share, npmi, name, relevantWords, quotes }) => {
    if (share === null || share.value * share.n < fewestComments || npmi < leastNpmi) return [];
    const cues = relevantWords.slice(0, cuesShown).map(({ term }) => term);
    return [{ n, name, cues, share, npmi, examples: [...quotes.nearest, ...quotes.negative] }];
  });
}

/** A suggestion that somebody accepted: what a taxonomy editor starts from. Comments are named by id. */
export interface LeafDraft {
  kind: 'leaf';
  code: string;
  name: string;
  /** In the languages that somebody gave. */
  names?: Partial<Names>;
  department?: string;
  /** Hours from the comment to its end. */
  slaHours?: number;
  cues: string[];
  exampleCommentIds: string[];
}

export interface TaxonomyDraft {
  id: string;
  taxonomy: string;
  content: LeafDraft;
  /** `topic:<run>:<n>` */
  source: string;
  createdAt: string;
  createdBy: string;
}

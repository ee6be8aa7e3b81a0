import { matchCounted, matchTopics, type TopicFate, type TopicIdentity } from '../../text/topics/match.ts';
import type { KeptTopic, TopicCrossing } from './stored.ts';
import type { TopicRun } from './topic.ts';

/**
 * What became of the topics of the previous run. `wordsBefore`: the top words of its topics; `topicBefore`: for every
 * comment of this run its topic in the previous one, null where it was in none.
 */
export function topicFates(
  wordsBefore: string[][],
  topicBefore: readonly (number | null)[],
  { topics, assignments }: Pick<TopicRun, 'topics' | 'assignments'>,
): TopicFate[] {
  const without = (words: string[]) => ({ words, members: new Set<string>() });
  const before: (TopicIdentity & { members: Set<string> })[] = wordsBefore.map(without);
  const after = topics.map(({ words }) => without(words.map(({ term }) => term)));
  topicBefore.forEach((topic, comment) => {
    if (topic === null) return;
    before[topic].members.add(String(comment));
    after[assignments.topic[comment]].members.add(String(comment));
  });
  return matchTopics(before, after);
}

/** What became of the topics of one kept run in another, by their words and the comments that both have. */
export function compareTopics(
  before: readonly Pick<KeptTopic, 'words'>[],
  after: readonly Pick<KeptTopic, 'words'>[],
  crossings: readonly TopicCrossing[],
): TopicFate[] {
  const moved = new Float64Array(before.length * after.length);
  for (const crossing of crossings) moved[crossing.before * after.length + crossing.after] = crossing.comments;
  const words = (topics: readonly Pick<KeptTopic, 'words'>[]): string[][] =>
    topics.map((topic) => topic.words.map(({ term }) => term));
  return matchCounted(words(before), words(after), moved);
}

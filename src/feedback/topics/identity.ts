import { matchTopics, type TopicFate } from '../../text/topics/match.ts';
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
  const moved = new Uint32Array(wordsBefore.length * topics.length);
  topicBefore.forEach((topic, comment) => {
    if (topic !== null) moved[topic * topics.length + assignments.topic[comment]]++;
  });
  const words = topics.map((topic) => topic.words.map(({ term }) => term));
  return matchTopics(wordsBefore, words, moved);
}

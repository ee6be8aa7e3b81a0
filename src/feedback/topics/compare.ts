import { matchTopics, type TopicFate } from '../../text/topics/match.ts';
import type { KeptTopic, TopicCrossing } from './stored.ts';

type WithWords = Pick<KeptTopic, 'words'>;

/** What became of the topics of one kept run in another, by their words and the comments that both have. */
export function compareTopics(
  before: readonly WithWords[],
  after: readonly WithWords[],
  crossings: readonly TopicCrossing[],
): TopicFate[] {
  const moved = new Uint32Array(before.length * after.length);
  for (const crossing of crossings) moved[crossing.before * after.length + crossing.after] = crossing.comments;
  const words = (topics: readonly WithWords[]): string[][] =>
    topics.map((topic) => topic.words.map(({ term }) => term));
  return matchTopics(words(before), words(after), moved);
}

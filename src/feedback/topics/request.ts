import type { Problem } from '../../errors.ts';
import { limits } from '../limits.ts';
import { type TopicRequest, topicAlgorithms } from './topic.ts';

/** A run whose vocabulary is empty finds nothing. */
export const noWords = {
  code: 'text_empty',
  detail: 'no words are left beside stop words and those of one or of nearly all comments',
} satisfies Problem;

/** What is wrong with a request for a topic run over so many comments; none: it can be run. */
export function topicProblems({ algorithm, k, seed }: TopicRequest, comments: number): Problem[] {
  const problems: Problem[] = [];
  if (!topicAlgorithms.includes(algorithm))
    problems.push({
      code: 'unknown_value',
      detail: `algorithm is one of ${topicAlgorithms.join(', ')}`,
      pointer: '/algorithm',
    });
  if (k !== 'auto' && !(Number.isInteger(k) && k >= 1 && k <= limits.topics))
    problems.push({
      code: 'out_of_range',
      detail: `k is a whole number of 1 to ${limits.topics}, or auto`,
      pointer: '/k',
      values: { minimum: 1, maximum: limits.topics },
    });
  else if (k !== 'auto' && k > comments && comments > 0)
    problems.push({
      code: 'out_of_range',
      detail: `k is ${k}, but the filters leave ${comments} comments: there cannot be more topics than comments`,
      pointer: '/k',
      reason: 'more_topics_than_comments',
      values: { maximum: comments },
    });
  if (!Number.isSafeInteger(seed) || seed < 0)
    problems.push({ code: 'out_of_range', detail: 'seed is a whole number from 0 on', pointer: '/seed' });
  if (comments === 0)
    problems.push({
      code: 'out_of_range',
      detail: 'no comment passes the filters',
      pointer: '/filters',
      reason: 'no_comments',
    });
  return problems;
}

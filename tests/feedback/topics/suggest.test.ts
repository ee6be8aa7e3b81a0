import { expect, it } from 'vitest';
import { topicProblems } from '../../../src/feedback/topics/request.ts';
import { suggestLeaves } from '../../../src/feedback/topics/suggest.ts';
import { wilson } from '../../../src/text/maths/wilson.ts';

it('suggests leaves from topics that are large and hold together', () => {
  const topic = (name: string, count: number, npmi: number, n = 0) => ({
    n,
    name,
    share: wilson(count, 100),
    npmi,
    relevantWords: [{ term: name, weight: 1 }],
    quotes: { nearest: [1], positive: [2], negative: [3] },
  });
  const topics = [topic('杂', 35, -0.2), topic('异味', 60, 0.3, 1), topic('小', 5, 0.4, 2)];
  expect(suggestLeaves(topics)).toEqual([
    { n: 1, name: '异味', cues: ['异味'], share: wilson(60, 100), npmi: 0.3, examples: [1, 3] },
  ]);
});

it('says what is wrong with a request', () => {
  const good = { algorithm: 'lda', k: 5, seed: 1 } as const;
  expect(topicProblems(good, 10)).toEqual([]);
  expect(topicProblems({ ...good, k: 'auto' }, 1)).toEqual([]);
  const pointers = (request: object, comments: number): unknown[] =>
    topicProblems({ ...good, ...request }, comments).map(({ pointer }) => pointer);
  expect(pointers({ k: 0 }, 10)).toEqual(['/k']);
  expect(pointers({ k: 201 }, 1000)).toEqual(['/k']);
  expect(pointers({ k: 2.5 }, 10)).toEqual(['/k']);
  expect(pointers({ k: 11 }, 10)).toEqual(['/k']);
  expect(pointers({ algorithm: 'nmf', seed: -1 }, 0)).toEqual(['/algorithm', '/seed', '/filters']);
});

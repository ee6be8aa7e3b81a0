import { expect, test } from 'vitest';
import { topicFates } from '../../../src/feedback/topics/identity.ts';
import { definitionOf, type TopicRunOrder } from '../../../src/feedback/topics/stored.ts';

const order: TopicRunOrder = { algorithm: 'lda', k: 5, seed: 1, filters: { channel: ['a', 'b'], ratingMin: 2 } };

test('orders that mean the same have one definition', () => {
  const same = { ...order, seed: 9, filters: { ratingMin: 2, channel: ['b', 'a'] } };
  expect(definitionOf(same)).toBe(definitionOf(order));
});

test.each<Partial<TopicRunOrder>>([
  { algorithm: 'kmeans' },
  { k: 'auto' },
  { filters: {} },
  { filters: { source: ['a', 'b'], ratingMin: 2 } },
  { filters: { channel: ['a', 'b'], ratingMin: 2, metadata: { shop: ['1'] } } },
])('another order has another definition: %o', (more) => {
  expect(definitionOf({ ...order, ...more })).not.toBe(definitionOf(order));
});

/** A run with these topics, each a string of one-character words, and the topic of each comment. */
const runOf = (words: string[], topic: number[]) =>
  ({
    topics: words.map((text) => ({ words: [...text].map((term) => ({ term, weight: 1 })) })),
    assignments: { topic: Uint16Array.from(topic), probability: new Float32Array(topic.length) },
  }) as unknown as Parameters<typeof topicFates>[2];

test('topics are followed by their words and by the comments that both runs know', () => {
  const before = [[...'abcd'], [...'efgh']];
  expect(topicFates(before, [0, 0, 1, 1, null], runOf(['efgh', 'abcd'], [1, 1, 0, 0, 0]))).toEqual([
    { fate: 'kept', before: 0, after: 1, similarity: 1 },
    { fate: 'kept', before: 1, after: 0, similarity: 1 },
  ]);
});

test('a topic that went into another is merged, one of new comments is born', () => {
  const before = [[...'abcd'], [...'efgh']];
  expect(topicFates(before, [0, 0, 0, 1, null], runOf(['abcd', 'wxyz'], [0, 0, 0, 0, 1]))).toEqual([
    { fate: 'kept', before: 0, after: 0, similarity: 0.875 },
    { fate: 'merged', before: 1, after: 0, share: 1 },
    { fate: 'born', after: 1 },
  ]);
});

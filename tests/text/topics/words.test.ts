import { describe, expect, it } from 'vitest';
import { candidateTopics, chooseTopics } from '../../../src/text/topics/choose.ts';
import { coherence, countCooccurrence, topWords } from '../../../src/text/topics/coherence.ts';
import { exclusivity, nameTopics, relevance } from '../../../src/text/topics/words.ts';
import { wordRows } from '../../../src/text/vectorise/rows.ts';

const vocabulary = ['东西', '物流', '快递', '客服', '态度'];
/** [words][2 topics] */
const wordGivenTopic = Float32Array.from([0.5, 0.5, 0.3, 0, 0.2, 0, 0, 0.3, 0, 0.2]);
const words = { topics: 2, wordGivenTopic, topicShare: [0.5, 0.5] };

describe('words of topics', () => {
  it('ranks by probability at λ = 1 and by lift at λ = 0', () => {
    expect(topWords(wordGivenTopic, 2, 0, 2)).toEqual([0, 1]);
    expect(topWords(relevance(words, 1), 2, 0, 2)).toEqual([0, 1]);
    expect(topWords(relevance(words, 0), 2, 0, 2)).toEqual([1, 2]);
  });

  it('measures how much of the words is the topic’s own', () => {
    expect(exclusivity(words, 0, [1, 2])).toBe(1);
    expect(exclusivity(words, 0, [0])).toBe(0.5);
    expect(exclusivity(words, 0, [])).toBe(0);
  });

  it('measures coherence by documents', () => {
    const rows = wordRows([[0, 1], [0, 1], [2], [3]], 5);
    const counts = countCooccurrence(rows, [0, 1, 2, 3]);
    expect(coherence([0, 1], counts)).toBeCloseTo(1, 12);
    expect(coherence([0, 2], counts)).toBe(-1);
    expect(coherence([0, 1, 2], counts)).toBeCloseTo(-1 / 3, 12);
    expect(coherence([0], counts)).toBe(0);
  });

  it('names topics apart', () => {
    expect(nameTopics(words, vocabulary)).toEqual(['物流·快递·东西', '客服·态度·东西']);
    const alike = { topics: 2, wordGivenTopic: Float32Array.from([1, 1]), topicShare: [1, 0] };
    expect(new Set(nameTopics(alike, ['好'])).size).toBe(2);
    expect(nameTopics({ topics: 1, wordGivenTopic: new Float32Array(0), topicShare: [1] }, [])).toEqual(['#1']);
  });

  it('chooses the smallest number of topics that is as good as the best', () => {
    expect(
      chooseTopics([
        { k: 5, npmi: 0.1 },
        { k: 10, npmi: 0.198 },
        { k: 20, npmi: 0.2 },
      ]),
    ).toBe(10);
    expect(candidateTopics(1)).toEqual([1]);
    expect(candidateTopics(10_000)).toContain(40);
    expect(Math.max(...candidateTopics(200))).toBe(6);
  });
});

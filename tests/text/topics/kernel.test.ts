import { describe, expect, it } from 'vitest';
import { createChain } from '../../../src/text/topics/chain.ts';
import { type Layout, layOut, setAlpha } from '../../../src/text/topics/layout.ts';
import { anyRows, engineFor, kernels } from './tools.ts';

function recounted({ counts, words, assigned, row }: Layout): Float32Array {
  const fresh = new Float32Array(counts.length);
  for (let t = 0; t < words.length; t++) fresh[words[t] * row + assigned[t]]++;
  return fresh;
}

describe('the topic kernel', () => {
  // Every number of vectors a row that has code of its own, with and without padding.
  for (const [name, kernel] of kernels)
    it.each([1, 2, 4, 5, 8, 11, 16, 18, 21, 27, 32, 33, 48, 100, 256])(
      `keeps its books with %i topics (${name})`,
      (topics) => {
        const rows = anyRows(37, 60, 40, topics);
        const { memory, crew } = engineFor(rows, topics, kernel);
        const layout = layOut(memory, rows, topics, 0.01);
        setAlpha(layout, new Float64Array(topics).fill(0.1));
        const chain = createChain(layout, crew);
        chain.start(7);
        for (let sweep = 0; sweep < 5; sweep++) expect(chain.sweep()).toBe(true);
        const fresh = recounted(layout);
        expect(layout.counts).toEqual(fresh);
        const totals = new Float32Array(layout.row);
        for (let i = 0; i < fresh.length; i++) totals[i % layout.row] += fresh[i];
        expect(layout.totals).toEqual(totals);
        expect(Math.max(...layout.assigned)).toBeLessThan(topics);
        if (topics > 1) expect(new Set(layout.assigned).size).toBeGreaterThan(1);
      },
    );

  it.each([3, 20, 40])('takes the same likelihood compiled and plain, %i topics', (topics) => {
    const rows = anyRows(37, 60, 40, 1);
    const likelihoods = kernels.map(([, kernel]) => {
      const { memory, crew } = engineFor(rows, topics, kernel);
      const layout = layOut(memory, rows, topics, 0.01);
      setAlpha(layout, new Float64Array(topics).fill(0.1));
      const chain = createChain(layout, crew);
      chain.start(5);
      return chain.logLikelihood()!;
    });
    expect(likelihoods[0]).toBeCloseTo(likelihoods[1], 4);
  });

  it.each([3, 40])('draws from the equation: two words that never meet part, %i topics', (topics) => {
    // A document of one word again and again has no reason to hold two topics once a topic has the word.
    const rows = { offsets: Uint32Array.from([0, 30, 60]), words: new Uint32Array(60).fill(1, 30), vocabularySize: 2 };
    for (const [, kernel] of kernels) {
      const { memory, crew } = engineFor(rows, topics, kernel);
      const layout = layOut(memory, rows, topics, 0.01);
      setAlpha(layout, new Float64Array(topics).fill(0.01));
      const chain = createChain(layout, crew);
      chain.start(3);
      for (let sweep = 0; sweep < 60; sweep++) chain.sweep();
      expect(new Set(layout.assigned.subarray(0, 30)).size).toBeLessThanOrEqual(2);
      expect(layout.assigned[0]).not.toBe(layout.assigned[30]);
    }
  });
});

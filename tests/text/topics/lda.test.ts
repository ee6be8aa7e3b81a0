import { describe, expect, it } from 'vitest';
import { assignTopics, completionPerplexity, inferTopics } from '../../../src/text/topics/infer.ts';
import { fitLda, type LdaModel, ldaDefaults } from '../../../src/text/topics/lda.ts';
import { wordRows } from '../../../src/text/vectorise/rows.ts';
import { engineFor, kernels, themedRows } from './tools.ts';

const quick = { ...ldaDefaults, starts: 2, startSweeps: 10, sweeps: 40, averaged: 10 };
const rows = themedRows(3, 150, 1);
const fitted = (seed: number, topics = 3, kernel = kernels[0][1]): LdaModel =>
  fitLda(rows, { ...quick, topics, seed }, engineFor(rows, topics, kernel))!;

describe('LDA', () => {
  it.each(kernels)('finds themes that share no word (%s)', (_, kernel) => {
    const { topic, probability } = assignTopics(fitted(1, 3, kernel), rows);
    const ofTheme = [topic[0], topic[1], topic[2]];
    expect(new Set(ofTheme).size).toBe(3);
    for (let d = 0; d < topic.length; d++) expect(topic[d]).toBe(ofTheme[d % 3]);
    expect(Math.min(...probability)).toBeGreaterThan(0.6);
  });

  it('gives the same bytes for the same seed, others for another', () => {
    expect(fitted(5)).toEqual(fitted(5));
    expect(fitted(5).wordGivenTopic).not.toEqual(fitted(6).wordGivenTopic);
  });

  it('gives distributions', () => {
    const model = fitted(2, 5);
    for (let k = 0; k < 5; k++) {
      let sum = 0;
      for (let w = 0; w < model.vocabularySize; w++) sum += model.wordGivenTopic[w * 5 + k];
      expect(sum).toBeCloseTo(1, 4);
    }
    const theta = new Float64Array(5);
    inferTopics(model, rows.words, 0, 9, theta);
    expect(theta.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
  });

  it('puts the prior on a document without words, and has perplexity near the words of a theme', () => {
    const model = fitted(3);
    const empty = assignTopics(model, wordRows([[]], rows.vocabularySize));
    expect(empty.probability[0]).toBeCloseTo(Math.max(...model.alpha) / model.alpha.reduce((a, b) => a + b), 6);
    const perplexity = completionPerplexity(model, themedRows(3, 60, 9));
    expect(perplexity).toBeGreaterThan(9);
    expect(perplexity).toBeLessThan(14);
  });

  it('fits one topic, and nothing at all', () => {
    const one = fitted(1, 1);
    expect(assignTopics(one, rows).probability[0]).toBe(1);
    const nothing = wordRows([[], []], 0);
    expect(fitLda(nothing, { ...quick, topics: 2, seed: 1 }, engineFor(nothing, 2))!.logLikelihood).toBe(0);
  });

  it('stops when called off, and tells how far it is', () => {
    let asked = 0;
    expect(
      fitLda(
        rows,
        { ...quick, topics: 3, seed: 1 },
        engineFor(rows, 3, kernels[0][1], () => ++asked > 100),
      ),
    ).toBeNull();
    const seen: number[] = [];
    fitLda(rows, { ...quick, topics: 3, seed: 1 }, engineFor(rows, 3), (done, total) => seen.push(done / total));
    expect(seen.at(-1)).toBe(1);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });
});

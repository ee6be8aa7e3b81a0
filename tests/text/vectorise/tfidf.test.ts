import { expect, it } from 'vitest';
import { wordRows } from '../../../src/text/vectorise/rows.ts';
import { inverseFrequencies, tfIdf } from '../../../src/text/vectorise/tfidf.ts';

it('weighs words by count and rarity, in rows of length 1', () => {
  const idf = inverseFrequencies(Uint32Array.from([3, 1]), 3);
  expect(idf[0]).toBeCloseTo(1, 6);
  expect(idf[1]).toBeCloseTo(Math.log(4 / 2) + 1, 6);
  const matrix = tfIdf(wordRows([[1, 0, 0], [0], []], 2), idf);
  expect([...matrix.offsets]).toEqual([0, 2, 3, 3]);
  expect([...matrix.columns]).toEqual([0, 1, 0]);
  const [a, b] = matrix.values;
  expect(Math.hypot(a, b)).toBeCloseTo(1, 6);
  expect(a / b).toBeCloseTo((1 + Math.log(2)) / idf[1], 5);
  expect(matrix.values[2]).toBe(1);
});

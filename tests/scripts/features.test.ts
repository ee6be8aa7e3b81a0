import { describe, expect, it } from 'vitest';
import { rowSum, sentimentRows } from '../../scripts/train/features.ts';
import { rowNorm } from '../../src/text/classify/linear.ts';
import { compileLexicon } from '../../src/text/sentiment/lexicon.ts';
import { realTools } from '../text/tools.ts';

const { read } = realTools();
const texts = ['很好', '很好很好', '很差', 'so good'];
const { ngrams, hash, texts: holders, rules } = sentimentRows(texts.map(read), texts.length, compileLexicon([]), 2);

describe('training rows', () => {
  it('number the n-grams of two texts and more; one that a text holds t times counts √t', () => {
    // 很, 好 and 很好 stand in several texts.
    expect(ngrams.features).toBeGreaterThanOrEqual(3);
    expect(hash).toHaveLength(ngrams.features);
    expect(Math.min(...holders)).toBeGreaterThanOrEqual(2);
    expect(Math.max(...ngrams.value.subarray(ngrams.offset[1], ngrams.offset[2]))).toBeCloseTo(Math.SQRT2, 6);
    expect(ngrams.offset[4]).toBe(ngrams.offset[3]);
    expect(ngrams.size[3]).toBe(3);
    expect(rules.every((value) => value === 0)).toBe(true);
  });

  it('add up general weights and the shares of the experts', () => {
    const w = new Float32Array(2 * ngrams.features).map((_, j) => (j % 2 === 0 ? 1 : 2));
    const share = Float32Array.from([0, 0.5, 0, 0]);
    const counted = ngrams.value.subarray(ngrams.offset[1], ngrams.offset[2]).reduce((sum, n) => sum + n, 0);
    expect(rowSum(ngrams, 1, w, { experts: 1, share })).toBeCloseTo(2 * counted * rowNorm(ngrams.size[1]), 6);
    expect(rowSum(ngrams, 3, w, { experts: 1, share })).toBe(0);
  });
});

import { describe, expect, it } from 'vitest';
import { fitLogistic, type Labels, rowNorm, type SparseRows, xorshift } from '../../../src/text/classify/linear.ts';

const params = { C: 2, passes: 10, seed: 1, smoothing: 1, experts: 1 };

/**
 * Rows of a made-up corpus: feature 0 in positive rows, 1 in negative ones, 2–9 anywhere; feature 10 says «positive» in the
 * rows of the expert and «negative» elsewhere.
 */
function corpus(n: number): { rows: SparseRows; labels: Labels } {
  const random = xorshift(7);
  const offset = new Int32Array(n + 1);
  const index: number[] = [];
  const positive = new Uint8Array(n);
  const expert = new Int8Array(n);
  for (let i = 0; i < n; i++) {
    positive[i] = random() < 0.5 ? 1 : 0;
    expert[i] = i % 2 === 0 ? 0 : -1;
    if (random() < 0.9) index.push(positive[i] === 1 ? 0 : 1);
    for (let f = 2; f < 10; f++) if (random() < 0.4) index.push(f);
    if (random() < 0.8 && (expert[i] === 0) === (positive[i] === 1)) index.push(10);
    offset[i + 1] = index.length;
  }
  const size = Int32Array.from({ length: n }, (_, i) => offset[i + 1] - offset[i]);
  const value = new Float32Array(index.length).fill(1);
  const row = Int32Array.from({ length: n }, (_, i) => i);
  return {
    rows: { features: 11, offset, index: Int32Array.from(index), value, size },
    labels: { row, positive, weight: new Float64Array(n).fill(1), expert },
  };
}

describe('logistic regression over features', () => {
  const { rows, labels } = corpus(1000);
  const w = fitLogistic(rows, labels, params);
  const general = (f: number) => w[2 * f];
  const own = (f: number) => w[2 * f + 1];

  const score = (i: number): number => {
    let sum = 0;
    for (let k = rows.offset[i]; k < rows.offset[i + 1]; k++)
      sum += general(rows.index[k]) + (labels.expert[i] === 0 ? own(rows.index[k]) : 0);
    return sum * rowNorm(rows.size[i]);
  };

  it('finds the features that matter', () => {
    expect(general(0)).toBeGreaterThan(1);
    expect(general(1)).toBeLessThan(-1);
    for (let f = 2; f < 10; f++) expect(Math.abs(general(f))).toBeLessThan(general(0) / 3);
  });

  it('lets the expert say what is so in its rows alone', () => {
    expect(general(10)).toBeLessThan(0);
    expect(general(10) + own(10)).toBeGreaterThan(0);
  });

  it('is the same for the same seed', () => {
    expect(fitLogistic(rows, labels, params)).toEqual(w);
  });

  it('tells the classes apart', () => {
    const right = Array.from(labels.positive).filter((positive, i) => score(i) > 0 === (positive === 1)).length;
    expect(right / 1000).toBeGreaterThan(0.93);
  });
});

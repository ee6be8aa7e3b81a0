import { describe, expect, it } from 'vitest';
import {
  type BinaryRows,
  decodeTable,
  fitLogistic,
  quantise,
  rowNorm,
  xorshift,
} from '../../../src/text/classify/linear.ts';

const params = { C: 2, passes: 10, seed: 1, smoothing: 1 };

/** Rows of a made-up corpus: feature 0 in positive rows, 1 in negative ones, 2–9 anywhere. */
function corpus(n: number): { rows: BinaryRows; positive: Uint8Array; weight: Float64Array } {
  const random = xorshift(7);
  const offset = new Int32Array(n + 1);
  const index: number[] = [];
  const positive = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    positive[i] = random() < 0.5 ? 1 : 0;
    if (random() < 0.9) index.push(positive[i] === 1 ? 0 : 1);
    for (let f = 2; f < 10; f++) if (random() < 0.4) index.push(f);
    offset[i + 1] = index.length;
  }
  return { rows: { bits: 4, offset, index: Int32Array.from(index) }, positive, weight: new Float64Array(n).fill(1) };
}

function scores({ offset, index }: BinaryRows, w: ArrayLike<number>): number[] {
  return Array.from({ length: offset.length - 1 }, (_, i) => {
    let sum = 0;
    for (let k = offset[i]; k < offset[i + 1]; k++) sum += w[index[k]];
    return sum * rowNorm(offset[i + 1] - offset[i]);
  });
}

describe('logistic regression over features', () => {
  const { rows, positive, weight } = corpus(1000);
  const w = fitLogistic(rows, positive, weight, params);

  it('finds the features that matter', () => {
    expect(w[0]).toBeGreaterThan(1);
    expect(w[1]).toBeLessThan(-1);
    for (let f = 2; f < 10; f++) expect(Math.abs(w[f])).toBeLessThan(w[0] / 4);
  });

  it('is the same for the same seed', () => {
    expect(fitLogistic(rows, positive, weight, params)).toEqual(w);
  });

  it('ends where the gradient of loss and regulariser vanishes: the classes balance on the sample', () => {
    const right = scores(rows, w).filter((score, i) => score > 0 === (positive[i] === 1)).length;
    expect(right / 1000).toBeGreaterThan(0.93);
  });

  it('scores 1,000 rows after rounding to bytes as before, within the step of a byte', () => {
    const model = quantise(w, 4);
    const table = decodeTable(model.scale);
    const decoded = Array.from(model.weights, (byte) => table[byte + 128]);
    const rounded = scores(rows, decoded);
    scores(rows, w).forEach((score, i) => {
      expect(Math.abs(score - rounded[i])).toBeLessThan(0.1);
    });
    expect(Math.max(...decoded.map(Math.abs))).toBeCloseTo(Math.max(...w.map(Math.abs)), 10);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFeatureReader } from '../../../src/text/vectorise/features.ts';
import { realTools } from '../tools.ts';

const { read } = realTools();
const reader = createFeatureReader(20);

function featuresOf(text: string, hidden?: Uint8Array): string[] {
  const { count, index } = reader.read(read(text).tokens, hidden);
  return Array.from(index.subarray(0, count), String).sort();
}

describe('hashed features', () => {
  it('see digits alike, and at most three of a run', () => {
    expect(featuresOf('等了3天')).toEqual(featuresOf('等了8天'));
    expect(featuresOf('it is sooooo good')).toEqual(featuresOf('it is soooooooo good'));
  });

  it('do not see blanks at the ends', () => {
    expect(featuresOf('  很好用 ')).toEqual(featuresOf('很好用'));
  });

  it('tell a Latin word behind a negator from the word itself', () => {
    const plain = new Set(featuresOf('it was good'));
    const negated = featuresOf('it was not good');
    expect(negated.every((feature) => plain.has(feature))).toBe(false);
    expect(negated).not.toContain(featuresOf('good')[0]);
  });

  it('leave out what is hidden', () => {
    const text = '没有投诉';
    expect(featuresOf(text, new Uint8Array(4).fill(1))).toEqual([]);
  });

  it('cover spans of the text and stay in their range', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        const { count, index, start, end } = reader.read(read(text).tokens);
        for (let k = 0; k < count; k++) {
          expect(index[k]).toBeGreaterThanOrEqual(0);
          expect(index[k]).toBeLessThan(1 << 20);
          expect(start[k]).toBeLessThan(end[k]);
          expect(end[k]).toBeLessThanOrEqual(text.length);
        }
      }),
    );
  });
});

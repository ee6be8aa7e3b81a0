import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFeatureReader, hashesOf } from '../../../src/text/vectorise/features.ts';
import { realTools } from '../tools.ts';

const { read } = realTools();
const readFeatures = createFeatureReader();

function featuresOf(text: string, hidden?: Uint8Array): string[] {
  return Array.from(hashesOf(readFeatures(read(text).tokens, hidden ?? null)), String).sort();
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
    const { tokens } = read('没有投诉');
    expect(featuresOf('没有投诉', new Uint8Array(tokens.count).fill(1))).toEqual([]);
  });

  it('are the units, pairs and triples, and the words of two units and more', () => {
    const { units, words } = readFeatures(read('很好用，手机').tokens, null);
    expect(units).toBe(6);
    expect(words).toBeGreaterThan(0);
    expect(featuresOf('很好用')).toHaveLength(3 + 2 + 1 + wordsOf('很好用'));
  });

  it('belong to tokens of the text, and are never 0', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        const { tokens } = read(text);
        const features = readFeatures(tokens, null);
        const unitTokens = Array.from(features.unitToken.subarray(0, features.units));
        const wordTokens = Array.from(features.wordToken.subarray(0, features.words));
        expect([...hashesOf(features)]).not.toContain(0);
        expect(Math.max(0, ...unitTokens, ...wordTokens)).toBeLessThan(Math.max(1, tokens.count));
        expect(unitTokens).toEqual(unitTokens.toSorted((a, b) => a - b));
      }),
    );
  });
});

function wordsOf(text: string): number {
  const { tokens } = read(text);
  return Array.from({ length: tokens.count }, (_, t) => tokens.end[t] - tokens.start[t]).filter((n) => n > 1).length;
}

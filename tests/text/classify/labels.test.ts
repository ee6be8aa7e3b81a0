import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createLabelScorer,
  type LabelModel,
  labelFeatureLimit,
  labelFeatures,
} from '../../../src/text/classify/labels.ts';

const buckets = 1 << 10;
const featuresOf = (text: string, from = 0, to = text.length): number[] => {
  const out = new Int32Array(labelFeatureLimit);
  return [...out.subarray(0, labelFeatures(text, from, to, buckets, out))];
};

describe('label features', () => {
  it('counts Han characters and pairs, Latin words and pairs', () => {
    expect(featuresOf('物流快')).toHaveLength(5);
    expect(featuresOf('very fast delivery')).toHaveLength(5);
    expect(featuresOf('app闪退')).toHaveLength(4);
    expect(featuresOf('，。!? ')).toEqual([]);
  });

  it('pairs nothing across a mark', () => {
    expect(featuresOf('快，慢')).toHaveLength(2);
  });

  it('reads a stretch as it reads the same text alone', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (a, b, c) => {
        expect(featuresOf(a + b + c, a.length, a.length + b.length)).toEqual(featuresOf(b));
      }),
    );
  });

  it('stays within its buffer', () => {
    expect(featuresOf('好'.repeat(2000)).length).toBeLessThanOrEqual(labelFeatureLimit);
  });
});

/** One label a bucket: that of the character, and of nothing else. */
function modelFor(word: string, label: number): LabelModel {
  const [bucket] = featuresOf(word);
  const rows = new Uint32Array(buckets + 1).fill(1, bucket + 1);
  return { labels: 3, rows, entries: Int16Array.of(100 * 256 + label), scale: 0.02 };
}

describe('label scorer', () => {
  it('adds the weights, and answers the unit over the root of the number of features', () => {
    const scorer = createLabelScorer(modelFor('快', 1));
    expect(scorer.score('很快', 0, 2)).toBeCloseTo(0.02 / Math.sqrt(3));
    expect([...scorer.sums]).toEqual([0, 100, 0]);
  });

  it('keeps the sign of a weight', () => {
    const scorer = createLabelScorer({ ...modelFor('快', 2), entries: Int16Array.of(-100 * 256 + 2) });
    scorer.score('快', 0, 1);
    expect([...scorer.sums]).toEqual([0, 0, -100]);
  });

  it('has no sums where there is no word', () => {
    const scorer = createLabelScorer(modelFor('快', 0));
    scorer.score('快', 0, 1);
    scorer.score('。。', 0, 2);
    expect([...scorer.sums]).toEqual([0, 0, 0]);
  });
});

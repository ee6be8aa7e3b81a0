import { describe, expect, it } from 'vitest';
import { fitLabels, LabelExamples, packLabels } from '../../scripts/train/fitLabels.ts';
import { randomFrom } from '../../scripts/train/rows.ts';
import { cueReader } from '../../scripts/train/taggingComments.ts';
import { type Candidate, fitVerdict } from '../../scripts/train/verdict.ts';
import { readWrittenClauses } from '../../scripts/train/writtenClauses.ts';
import { VerdictFeature, type VerdictSurroundings, verdictFeatures, verdictSum } from '../../src/feedback/leafJudge.ts';
import { createLabelScorer } from '../../src/text/classify/labels.ts';

const buckets = 1 << 12;

function examples(): LabelExamples {
  const list = new LabelExamples(buckets);
  const context = Float64Array.of(1, 0);
  for (let n = 0; n < 60; n++) {
    list.add(`物流快${n}`, [0], context, 1);
    list.add(`包装破${n}`, [1], context, 1);
    list.add(`天气好${n}`, [], context, 1);
  }
  return list;
}

const fitted = () => fitLabels([examples()], { labels: 2, contexts: 2, epochs: 5, rate: 1, random: randomFrom(1) });

describe('label fit', () => {
  it('learns which words speak for which label, also packed in bytes', () => {
    const fit = fitted();
    const scorer = createLabelScorer(packLabels(fit, 0.1));
    const scores = ['物流快', '包装破', '天气好'].map((text) => {
      const unit = scorer.score(text, 0, 3);
      return [...scorer.sums].map((sum, label) => fit.bias[label] + sum * unit);
    });
    expect(scores[0][0]).toBeGreaterThan(scores[0][1] + 2);
    expect(scores[1][1]).toBeGreaterThan(scores[1][0] + 2);
    expect(Math.max(...scores[2])).toBeLessThan(-1);
  });

  it('is the same each time', () => {
    expect(fitted()).toEqual(fitted());
  });

  it('leaves out clauses without words and weights that are small', () => {
    const list = new LabelExamples(buckets);
    list.add('。。。', [0], Float64Array.of(1), 1);
    expect(list.count).toBe(0);
    expect(packLabels(fitted(), 1000).entries).toHaveLength(0);
  });
});

describe('verdict fit', () => {
  const alone: VerdictSurroundings = { kinds: null, cued: [], withCues: 0 };
  const candidate = (leaf: number, score: number, right: boolean, surroundings = alone): Candidate => {
    const features = new Float64Array(verdictFeatures);
    features[VerdictFeature.Aspect] = 1;
    features[VerdictFeature.ScoreAspect] = score;
    return { leaf, hasCue: true, features, surroundings, right };
  };

  it('learns from scores and habits of leaves', () => {
    const list = Array.from({ length: 200 }, (_, i) => candidate(i % 2, i % 5, i % 5 > 2 || i % 2 === 1));
    const weights = fitVerdict(list, 2, 0);
    const sum = (leaf: number, score: number): number =>
      verdictSum(leaf, true, candidate(leaf, score, true).features, alone, weights);
    expect(sum(0, 4)).toBeGreaterThan(sum(0, 0));
    expect(sum(1, 2)).toBeGreaterThan(sum(0, 2));
    expect(weights.least).toBe(0);
  });

  it('learns from the kind of business and from other leaves with a cue', () => {
    const ofKind = (kind: number): VerdictSurroundings => ({ kinds: [1 - kind, kind], cued: [0], withCues: 1 });
    const beside = (other: number): VerdictSurroundings => ({ kinds: null, cued: [0, other], withCues: 2 });
    const list = Array.from({ length: 200 }, (_, i) =>
      i % 2 === 0
        ? candidate(0, 1, i % 4 === 0, ofKind(i % 4 === 0 ? 1 : 0))
        : candidate(0, 1, i % 4 === 1, beside(i % 4 === 1 ? 1 : 2)),
    );
    const weights = fitVerdict(list, 3, 0);
    const sum = (surroundings: VerdictSurroundings): number =>
      verdictSum(0, true, candidate(0, 1, true).features, surroundings, weights);
    expect(sum(ofKind(1))).toBeGreaterThan(sum(ofKind(0)) + 1);
    expect(sum(beside(1))).toBeGreaterThan(sum(beside(2)) + 1);
  });
});

describe('written clauses', () => {
  it('are of leaves that there are, each once', async () => {
    const { taxonomy } = await cueReader('cx');
    const codes = taxonomy.leaves.map(({ code }) => code);
    const clauses = readWrittenClauses(codes);
    expect(new Set(clauses.map(({ text }) => text)).size).toBe(clauses.length);
    expect(codes.filter((code) => !clauses.some((clause) => clause.code === code))).toEqual([]);
    expect(clauses.some(({ code }) => code === null)).toBe(true);
    expect(() => readWrittenClauses(codes.slice(1))).toThrow(codes[0]);
  });
});

import { describe, expect, it } from 'vitest';
import { domains } from '../../src/feedback/domain.ts';
import type { Finding } from '../../src/feedback/findings.ts';
import type { LeafCorrections } from '../../src/feedback/leafCorrection.ts';
import { createLeafJudge, type LeafModel, VerdictFeature, verdictFeatures } from '../../src/feedback/leafJudge.ts';
import type { Taxonomy, TaxonomyLeaf } from '../../src/feedback/taxonomy.ts';
import { labelFeatures } from '../../src/text/classify/labels.ts';
import type { Document } from '../../src/text/document.ts';

const buckets = 1 << 12;
const names = { 'zh-CN': '甲', 'zh-TW': '甲', en: 'a' };
const leaf = (code: string): TaxonomyLeaf => ({
  code,
  names,
  description: { 'zh-CN': '甲', en: 'a' },
  department: '甲',
  slaHours: 1,
  firstResponseHours: 1,
  aspects: [],
  opinions: { negative: [], positive: [] },
  not: [],
  domains: [],
  examples: [],
});
/** The taxonomy has a leaf of its own before those that the model knows. */
const taxonomy: Taxonomy = {
  id: 'cx',
  version: '1',
  names,
  groups: {},
  onePerLeaf: false,
  leaves: ['own', 'speed', 'packaging'].map(leaf),
};

/** Scores +6 for 快 (speed) and 箱 (packaging), −4 for every other clause; a verdict follows the score alone. */
function model(): LeafModel {
  const weights: [string, number][] = [
    ['快', 0],
    ['箱', 1],
  ];
  const sizes = new Uint8Array(buckets);
  const out = new Int32Array(8);
  const entries = weights
    .map(([character, label]) => {
      labelFeatures(character, 0, 1, buckets, out);
      sizes[out[0]] = 1;
      return { bucket: out[0], label };
    })
    .sort((a, b) => a.bucket - b.bucket);
  const rows = new Uint32Array(buckets + 1);
  for (let b = 0; b < buckets; b++) rows[b + 1] = rows[b] + sizes[b];
  const coefficients = new Array<number>(verdictFeatures).fill(0);
  for (const feature of [VerdictFeature.ScoreNoCue, VerdictFeature.ScoreAspect, VerdictFeature.ScoreOpinion])
    coefficients[feature] = 1;
  const packed = Int16Array.from(entries, ({ label }) => 100 * 256 + label);
  return {
    taxonomy: 'cx',
    codes: ['speed', 'packaging'],
    ngrams: { labels: 2, rows, entries: packed, scale: 0.1 },
    bias: Float64Array.of(-4, -4),
    domains: new Float64Array(2 * domains.length),
    verdict: {
      coefficients,
      leaf: [0, 0],
      leafWithCue: [0, 0],
      kinds: new Array<number>(2 * domains.length).fill(0),
      rivals: [0, 0, 0, 0],
      least: 0,
    },
    leaning: [0.5, -0.5],
  };
}

/** Clauses between commas. */
function read(text: string): Document {
  let start = 0;
  const clauses = text.split('，').map((part) => {
    const clause = { start, end: start + part.length, firstToken: 0, lastToken: 0, sentence: 0, question: false };
    start += part.length + 1;
    return { ...clause, contrast: 'none' as const };
  });
  return { text, tokens: { text, count: 0, start: [], end: [], kind: [] }, clauses };
}

const cue = (number: number): Finding => ({ leaf: number, polarity: 0, start: 0, end: 1, byCue: true, judged: null });

function judged(
  text: string,
  findings: Finding[][],
  denied = new Uint8Array(3),
  verdict = {},
  kinds: ArrayLike<number> | null = null,
) {
  const shipped = model();
  const judge = createLeafJudge({ ...shipped, verdict: { ...shipped.verdict, ...verdict } }, taxonomy);
  const supports = judge.judge(read(text), kinds, findings, denied);
  return { leaves: findings.map((list) => list.map((finding) => finding.leaf)), findings, supports };
}

describe('leaf judge', () => {
  it('keeps a cue that the words around it support, with weight and probability', () => {
    const { leaves, findings } = judged('快', [[cue(1)]]);
    expect(leaves).toEqual([[1]]);
    expect(findings[0][0].judged).toMatchObject({ leaning: 0.5, weight: 6 });
    expect(findings[0][0].judged?.probability).toBeGreaterThan(0.9);
  });

  it('drops a cue that nothing supports', () => {
    expect(judged('慢', [[cue(1)]]).leaves).toEqual([[]]);
  });

  it('leaves alone what it does not know', () => {
    const { leaves, findings } = judged('慢', [[cue(0), cue(2)]]);
    expect(leaves).toEqual([[0]]);
    expect(findings[0][0].judged).toBeNull();
  });

  it('adds a leaf without a cue, once, where its words stand', () => {
    const { leaves, findings } = judged('慢，箱', [[], []]);
    expect(leaves).toEqual([[], [2]]);
    expect(findings[1][0]).toMatchObject({ byCue: false, polarity: 0, start: 2, end: 3 });
  });

  it('adds no leaf that the comment denies', () => {
    expect(judged('箱', [[]], Uint8Array.of(0, 0, 1)).leaves).toEqual([[]]);
  });

  it('hears of the kind of business and of the cues of other leaves', () => {
    const kinds = Array.from({ length: 2 * domains.length }, (_, i) => (i === 0 ? -9 : 0));
    const sureOf = (kind: number) => domains.map((_, k) => Number(k === kind));
    expect(judged('快', [[cue(1)]], undefined, { kinds }, sureOf(0)).leaves).toEqual([[]]);
    expect(judged('快', [[cue(1)]], undefined, { kinds }, sureOf(1)).leaves).toEqual([[1]]);
    const rivals = [0, -9, 0, 0];
    expect(judged('快，箱', [[cue(1)], [cue(2)]], undefined, { rivals }).leaves).toEqual([[], [2]]);
    expect(judged('快，箱', [[cue(1)], []], undefined, { rivals }).leaves).toEqual([[1], [2]]);
  });

  it('counts how many clauses speak for a leaf', () => {
    const only = (feature: number, weight: number) => ({
      coefficients: Array.from({ length: verdictFeatures }, (_, f) => (f === feature ? weight : 0)),
    });
    expect(judged('快', [[]], undefined, only(VerdictFeature.SecondScore, 1)).leaves).toEqual([[]]);
    expect(judged('快，快', [[], []], undefined, only(VerdictFeature.SecondScore, 1)).leaves).toEqual([[1], []]);
    // The odds of one clause are at most e³; log(1 + e³) = 3.05, and with a second clause 3.72.
    const sure = { ...only(VerdictFeature.AllClauses, 1), least: 3.4 };
    expect(judged('快', [[]], undefined, sure).leaves).toEqual([[]]);
    expect(judged('快，快', [[], []], undefined, sure).leaves).toEqual([[1], []]);
  });

  it('names the other clauses that speak for a leaf', () => {
    const { leaves, supports } = judged('快，慢，快', [[cue(1)], [], []]);
    expect(leaves).toEqual([[1], [], []]);
    expect(supports).toMatchObject([{ clause: 2, finding: { leaf: 1, byCue: false } }]);
  });
});

describe('what reviewers have taught', () => {
  const corrected = (base: number, code = 'speed') => ({
    buckets: 16,
    leaves: [{ code, base, features: [], weights: [] }],
  });
  const codes = (
    text: string,
    corrections: LeafCorrections | null,
    findings: Finding[][],
    denied = new Uint8Array(3),
  ) => {
    const { judge } = createLeafJudge(model(), taxonomy);
    judge(read(text), null, findings, denied, corrections);
    return findings.map((clause) => clause.map(({ leaf }) => taxonomy.leaves[leaf].code));
  };

  it('takes a leaf away and adds one, in the clause that speaks most for it', () => {
    expect(codes('送得快', corrected(-9), [[]])).toEqual([[]]);
    expect(codes('送得快', null, [[]])).toEqual([['speed']]);
    expect(codes('一般，还行', corrected(9), [[], []])).toEqual([['speed'], []]);
    expect(codes('送得快', corrected(-9), [[cue(1)]])).toEqual([[]]);
  });

  it('says nothing about other leaves, unknown ones, what is denied, and empty texts', () => {
    expect(codes('送得快，箱', corrected(-9, 'packaging'), [[], []])).toEqual([['speed'], []]);
    expect(codes('送得快', corrected(-9, 'gone'), [[]])).toEqual([['speed']]);
    expect(codes('一般', corrected(9), [[]], Uint8Array.of(0, 1, 0))).toEqual([[]]);
    const empty = { ...read(''), clauses: [] };
    expect(createLeafJudge(model(), taxonomy).judge(empty, null, [], new Uint8Array(3), corrected(9))).toEqual([]);
  });

  it('is weighed against what the shipped model says', () => {
    const { weigh } = createLeafJudge(model(), taxonomy);
    const said = weigh(read('一般，送得快'), null, [[], []], ['packaging', 'speed', 'own']);
    expect(said.map(({ code, clause, logOdds }) => [code, clause, logOdds > 0])).toEqual([
      ['packaging', 0, false],
      ['speed', 1, true],
    ]);
  });
});

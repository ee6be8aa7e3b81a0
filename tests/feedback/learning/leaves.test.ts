import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLeafCorrector } from '../../../src/feedback/leafCorrection.ts';
import { goldLeaves, isNoWorse } from '../../../src/feedback/learning/contest.ts';
import { isGold, type TrainingExample } from '../../../src/feedback/learning/example.ts';
import {
  fitLeafCorrections,
  type LeafExample,
  leafFeatures,
} from '../../../src/feedback/learning/fitLeafCorrections.ts';
import { type LeafTools, learnLeaves } from '../../../src/feedback/learning/leafExamples.ts';

const example = (text: string, there: boolean, logOdds: number, code = 'a.b'): LeafExample => ({
  code,
  there,
  logOdds,
  features: leafFeatures(text, 0, text.length),
});
const many = (count: number, of: () => LeafExample): LeafExample[] => Array.from({ length: count }, of);
const correction = (examples: LeafExample[], text: string): number =>
  createLeafCorrector(fitLeafCorrections(examples), ['a.b']).of(0, text, 0, text.length);

describe('corrections of a leaf', () => {
  const taught = [
    ...many(8, () => example('船票退改', false, 1.5)),
    ...many(8, () => example('船票好买', true, 1.5)),
    ...many(4, () => example('等了很久', true, -1)),
  ];

  it('turn against what was rejected, and towards what was added', () => {
    expect(correction(taught, '船票退改')).toBeLessThan(-1);
    expect(correction(taught, '等了很久')).toBeGreaterThan(1);
    expect(Math.abs(correction(taught, '船票好买'))).toBeLessThan(1);
  });

  it('need enough examples, and some against the machine', () => {
    expect(fitLeafCorrections(taught.slice(0, 9)).leaves).toEqual([]);
    expect(fitLeafCorrections(many(50, () => example('船票好买', true, 1.5))).leaves).toEqual([]);
    expect(fitLeafCorrections(taught).leaves.map(({ code }) => code)).toEqual(['a.b']);
  });

  it('law: are the same whatever comes between, finite, and of no other leaf', () => {
    const examples = fc.array(
      fc.record({
        text: fc.string({ unit: 'grapheme', maxLength: 30 }),
        there: fc.boolean(),
        logOdds: fc.double({ min: -8, max: 8, noNaN: true }),
        code: fc.constantFrom('a.b', 'a.c'),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(examples, (rows) => {
        const all = rows.map(({ text, there, logOdds, code }) => example(text, there, logOdds, code));
        const { leaves } = fitLeafCorrections(all);
        expect(leaves).toEqual(fitLeafCorrections(all).leaves);
        for (const { code, weights, base } of leaves) {
          expect([...weights, base].every(Number.isFinite)).toBe(true);
          const own = all.filter((one) => one.code === code);
          expect(fitLeafCorrections(own).leaves).toEqual(leaves.filter((leaf) => leaf.code === code));
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('learning leaves from decisions', () => {
  const decided = (i: number, there: boolean): TrainingExample => ({
    commentId: `comment-${i}`,
    text: there ? '船票好买' : '船票退改',
    rating: null,
    ratingScale: { min: 1, max: 5 },
    decidedAt: '',
    sentiment: null,
    issues: [{ code: 'a.b', polarity: 'negative', rejected: !there }],
    conflict: null,
  });
  const tools: LeafTools = {
    documentOf: (text) => {
      const clause = { start: 0, end: text.length, firstToken: 0, lastToken: 0, sentence: 0, question: false };
      const tokens = { text, count: 0, start: [], end: [], kind: [] };
      return { text, tokens, clauses: [{ ...clause, contrast: 'none' }] };
    },
    read: () => ({}) as ReturnType<LeafTools['read']>,
    weigh: (_document, _reading, codes) =>
      codes.filter((code) => code === 'a.b').map((code) => ({ code, logOdds: 1, clause: 0 })),
  };
  const examples = Array.from({ length: 80 }, (_, i) => decided(i, i % 2 === 0));

  it('is measured on gold comments, which do not teach', () => {
    const { corrections, findings } = learnLeaves(examples, null, tools);
    const gold = examples.filter(({ commentId }) => isGold(commentId));
    expect(findings).toMatchObject({ examples: 80 - gold.length, corrected: ['a.b'] });
    expect(findings.gold.challenger).toEqual({ n: gold.length, right: gold.length, accuracy: 1 });
    expect(findings.gold.champion.right).toBe(gold.filter(({ issues }) => !issues[0].rejected).length);
    const again = learnLeaves(examples, corrections, tools);
    expect(again.findings.gold.champion).toEqual(findings.gold.challenger);
    const turned = examples.map((one) =>
      isGold(one.commentId) ? { ...one, issues: [{ ...one.issues[0], rejected: !one.issues[0].rejected }] } : one,
    );
    expect(learnLeaves(turned, null, tools).corrections).toEqual(corrections);
  });

  it('learns nothing that it could not measure, nor of leaves that the model does not know', () => {
    const taught = examples.filter(({ commentId }) => !isGold(commentId));
    expect(learnLeaves(taught, null, tools).corrections).toBeNull();
    const unknown = examples.map((one) => ({ ...one, issues: [{ ...one.issues[0], code: 'own' }] }));
    expect(learnLeaves(unknown, null, tools).findings).toMatchObject({ examples: 0, corrected: [] });
  });
});

it('a challenger must be no worse in sentiment and in leaves', () => {
  const of = (n: number, right: number) => ({ n, right, accuracy: right / n });
  const better = { champion: of(20, 14), challenger: of(20, 15) };
  const worse = { champion: of(20, 15), challenger: of(20, 14) };
  const none = { champion: of(0, 0), challenger: of(0, 0) };
  expect(isNoWorse(better, none)).toBe(true);
  expect(isNoWorse(none, better)).toBe(true);
  expect(isNoWorse(better, worse)).toBe(false);
  expect(isNoWorse(none, none)).toBe(false);
  expect(
    goldLeaves([
      { there: true, logOdds: 1 },
      { there: false, logOdds: 1 },
    ]),
  ).toEqual(of(2, 1));
});

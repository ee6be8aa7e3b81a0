import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadStages } from '../../src/artefacts/stages.ts';
import { createAnalyser } from '../../src/feedback/analyse.ts';
import type { AnalysisTask } from '../../src/feedback/analysed.ts';

const stages = await loadStages({ segmenter: 'jieba' });
if (!stages.ok) throw new Error(JSON.stringify(stages.problems));
const analyser = createAnalyser(stages.value);

const pieces = [
  '物流很快',
  '客服態度很差',
  '味道唔錯，不過好貴',
  '但是',
  '不是不好',
  '难道',
  '一点也不',
  '比上一家好',
  '希望能改进',
  '呵呵，真“好”',
  '好好好好好好好好',
  'the app keeps crashing',
  'not bad at all',
  'ＮＥＶＥＲ　ａｇａｉｎ',
  '👍🏽',
  '😡😡',
  '👨‍👩‍👧‍👦',
  '\u200b',
  '\u0301',
  '﷽',
  '𠮷野家',
  'İı',
  '，',
  '。',
  '！！！？？',
  '\n',
  ' ',
  '5G',
  '12345',
  '…',
];
const texts = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 25 }).map((p) => p.join('')),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }) },
  { weight: 1, arbitrary: fc.constantFrom(...pieces).map((piece) => piece.repeat(200)) },
);
const taskOf = (text: string, rating?: number, offset?: number): AnalysisTask => ({
  id: 'x',
  comment: { source: 's', text, ratingScale: { min: 1, max: 5 }, masked: [], ...(rating && { rating }) },
  taxonomy: 'cx',
  ...(offset !== undefined && { calibration: { offset, comments: 100 } }),
});
const total = (terms: { weight: number }[]): number => terms.reduce((sum, { weight }) => sum + weight, 0);
const near = (a: number, b: number): void => expect(Math.abs(a - b)).toBeLessThan(1e-6);

describe('an explanation', () => {
  it('law: adds up to the score that the analysis gives, for the text and for every clause', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const [outcome] = analyser.analyse([taskOf(text)]);
        if (!outcome.ok) throw new Error(outcome.failure);
        const explained = analyser.explain(taskOf(text));
        near(total(explained.terms), explained.sum);
        near(Math.tanh(explained.sum / 2), explained.score);
        expect(outcome.analysis.sentiment.score).toBeCloseTo(explained.score, 4);
        expect(explained.clauses).toHaveLength(outcome.analysis.clauses.length);
        explained.clauses.forEach((clause, i) => {
          near(total(clause.terms), clause.sum);
          near(Math.tanh(clause.sum / 2), clause.score);
          expect(outcome.analysis.clauses[i].sentiment.score).toBeCloseTo(clause.score, 4);
          expect(text.slice(clause.start, clause.end)).toBe(clause.text);
        });
        for (const term of [...explained.terms, ...explained.clauses.flatMap(({ terms }) => terms)]) {
          expect(text.slice(term.start, term.end)).toBe(term.text);
          expect(term.rule).not.toBe('');
        }
        expect(explained.conflict).toBeNull();
      }),
      { numRuns: 150 },
    );
  });

  it('law: the log-odds of a conflict add up to its probability, with the calibration of a channel too', () => {
    const offsets = fc.option(fc.double({ min: -1, max: 1, noNaN: true }), { nil: undefined });
    fc.assert(
      fc.property(texts, fc.constantFrom(1, 2, 3, 4, 5), offsets, (text, rating, offset) => {
        const task = taskOf(text, rating, offset);
        const [outcome] = analyser.analyse([task]);
        if (!outcome.ok) throw new Error(outcome.failure);
        const { conflict, sum } = analyser.explain(task);
        near(total(conflict!.terms), conflict!.sum);
        near(1 / (1 + Math.exp(-conflict!.sum)), conflict!.probability);
        expect(outcome.analysis.conflict!.score).toBeCloseTo(conflict!.probability, 4);
        expect(conflict!.score).toBe(outcome.analysis.conflict!.score);
        expect(Number.isFinite(sum)).toBe(true);
      }),
      { numRuns: 80 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tableBytes, tableFromBytes } from '../../../src/text/classify/weightTable.ts';
import { type Adaptation, createAdaptationReader } from '../../../src/text/sentiment/adaptation.ts';
import { fitAdaptation } from '../../../src/text/sentiment/fitAdaptation.ts';
import { createFinder } from '../../../src/text/sentiment/measure.ts';
import { corpusOf, houseTexts, houseWords, shipped } from './house.ts';

const { sentiment, documentOf } = shipped;
const params = { seed: 1, trust: 2.4, ratings: false };
const fitted = fitAdaptation(corpusOf(120, 400), params);
const { adaptation } = fitted;
/** One rating in ten is wrong. */
const ratings = (i: number, positive: boolean) => (positive === (i % 10 !== 0) ? 1 : -1);
const rated = fitAdaptation(corpusOf(30, 600, ratings), { ...params, ratings: true });
const reader = createAdaptationReader(adaptation);
const find = createFinder(shipped.lexicon);
const wordsOf = (text: string) => {
  const document = documentOf(text);
  return { features: find(document).features, document };
};
const total = (terms: { weight: number }[]): number => terms.reduce((sum, { weight }) => sum + weight, 0);
const sumOf = (text: string, model: Adaptation | null = adaptation): number =>
  sentiment.read(documentOf(text), model && createAdaptationReader(model)).sum;

const pieces = [
  '船票平水',
  '舱位横摇',
  '，',
  '但是',
  '很满意',
  '太差了',
  '。',
  'the app crashes',
  ' ',
  '😀',
  '？',
  '5',
];
const texts = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 20 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
);

describe('a reading with an adaptation', () => {
  const readers = [reader, ...[-1, 0, 2].map((part) => createAdaptationReader(rated.adaptation, part))];

  it.each(readers)('is the sum of its listed terms, and so is every clause', (reader) => {
    fc.assert(
      fc.property(texts, (text) => {
        const document = documentOf(text);
        const reading = sentiment.read(document, reader);
        const { terms, sum, clauses } = sentiment.explain(document, reader);
        expect(sum).toBe(reading.sum);
        expect(Math.abs(total(terms) - sum)).toBeLessThan(1e-6);
        clauses.forEach((clause, c) => {
          expect(clause.sum).toBe(reading.clauses[c].sum);
          expect(Math.abs(total(clause.terms) - clause.sum)).toBeLessThan(1e-6);
        });
      }),
    );
  });

  it('leaves no trace in the next one without', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const document = documentOf(text);
        const before = sentiment.read(document);
        sentiment.read(document, reader);
        expect(sentiment.read(document)).toEqual(before);
      }),
    );
  });

  it('of a text without words is the shipped one', () => {
    for (const text of ['...', '12345', ' \n']) expect(sumOf(text)).toBe(sumOf(text, null));
  });

  it('is the same after saving and loading', () => {
    const { ngrams, kinship } = adaptation;
    const copy = (table: typeof ngrams) => tableFromBytes(tableBytes(table), table.bits, table.scale, 0);
    const loaded = {
      ...adaptation,
      ngrams: copy(ngrams),
      kinship: kinship && { ...kinship, words: copy(kinship.words) },
    };
    for (const { text } of houseTexts(50, 3)) expect(sumOf(text, loaded)).toBe(sumOf(text));
  });
});

describe('what is learned', () => {
  it('is what the words of the house stand for', () => {
    for (const [word, sign] of [
      [houseWords.good, 1],
      [houseWords.bad, -1],
    ] as const) {
      const text = `甲板${word}，码头`;
      expect(sign * (sumOf(text) - sumOf(text, null))).toBeGreaterThan(0.5);
    }
  });

  it('makes more of the house’s comments right', () => {
    const unseen = houseTexts(300, 11);
    const right = (model: Adaptation | null) =>
      unseen.filter(({ text, positive }) => sumOf(text, model) > 0 === positive).length;
    expect(right(adaptation)).toBeGreaterThan(right(null));
  });

  it('hardly changes texts of another kind', () => {
    for (const text of [
      '酒店房间很干净，前台热情',
      '外卖送得太慢，菜都凉了',
      'The phone is great but the battery is weak',
    ])
      expect(Math.abs(sumOf(text) - sumOf(text, null))).toBeLessThan(0.2);
  });

  it('is the same for the same corpus and seed', () => {
    expect(fitAdaptation(corpusOf(120, 400), params)).toEqual(fitted);
  });

  it('is nothing without a text', () => {
    const empty = fitAdaptation({ ...corpusOf(0, 0) }, params).adaptation;
    expect(empty.kinship).toBeNull();
    for (const { text } of houseTexts(20)) expect(sumOf(text, empty)).toBe(sumOf(text, null));
  });

  it('takes its strength from held-out examples once there are enough', () => {
    expect(fitted.tried.map(({ strength }) => strength)).toEqual([0, 0.25, 0.5, 1, 2]);
    expect(fitAdaptation(corpusOf(10, 0), params).tried).toEqual([]);
  });
});

describe('where ratings teach', () => {
  const unseen = houseTexts(300, 11);
  const right = (model: Adaptation | null, part = -1) =>
    unseen.filter(({ text, positive }) => {
      const reading = sentiment.read(documentOf(text), model && createAdaptationReader(model, part));
      return reading.sum > 0 === positive;
    }).length;

  it('more comments are right, by what all texts taught and by each of the parts', () => {
    expect(rated.adaptation.parts).toHaveLength(3);
    expect(rated.tried.map(({ strength }) => strength)).toEqual([1, 2]);
    for (const part of [-1, 0, 1, 2]) expect(right(rated.adaptation, part)).toBeGreaterThan(right(null));
  });

  it('the shipped sums count by belief, those of the parts and of the whole alike', () => {
    const { features, document } = wordsOf('平水，码头很顺利');
    for (const part of [-1, 0, 1, 2]) {
      const { shift } = createAdaptationReader({ ...rated.adaptation, kinship: null }, part)(features, document);
      expect(shift(3) - shift(-5)).toBeCloseTo((rated.adaptation.belief - 1) * 8);
    }
  });

  it('texts to come are read by what all texts taught: the whole follows a lie in any part', () => {
    const whole = ({ adaptation: { base, ngrams } }: typeof rated) => ({ base, ngrams });
    for (const held of [0, 1, 2]) {
      const lie = (i: number, positive: boolean) => (i === held ? -ratings(i, positive) : ratings(i, positive));
      const lied = fitAdaptation(corpusOf(30, 600, lie), { ...params, ratings: true });
      expect(whole(lied)).not.toEqual(whole(rated));
    }
  });

  it('no part has learned anything from the ratings of its own texts', () => {
    // One lie in part 1, which does not change the strength, for that is chosen for all parts together.
    const lie = (i: number, positive: boolean) => (i === 4 ? -ratings(i, positive) : ratings(i, positive));
    const lied = fitAdaptation(corpusOf(30, 600, lie), { ...params, ratings: true });
    expect(lied.strength).toBe(rated.strength);
    const tables = (fit: typeof rated) => fit.adaptation.parts.map(({ base, ngrams }) => ({ base, ngrams }));
    expect(tables(lied)[1]).toEqual(tables(rated)[1]);
    expect(tables(lied)[0]).not.toEqual(tables(rated)[0]);
  });

  it('a clear text that contradicts its rating teaches little', () => {
    const stars = (i: number, positive: boolean) => (i % 4 === 0 ? 1 : positive ? 1 : -1);
    const praised = fitAdaptation(corpusOf(30, 600, stars), { ...params, ratings: true });
    expect(right(praised.adaptation)).toBeGreaterThan(right(null));
  });

  it('they do so only when told to, and when there are enough', () => {
    expect(fitAdaptation(corpusOf(30, 600, ratings), params).adaptation.parts).toEqual([]);
    expect(fitAdaptation(corpusOf(30, 200, ratings), { ...params, ratings: true }).adaptation.parts).toEqual([]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shippedSentiment } from './shipped.ts';

const { documentOf, sentiment, read } = shippedSentiment();

const pieces = [
  '物流很快',
  '，',
  '但是',
  '包装破损',
  '。',
  '不是不好',
  '难道',
  '这就是',
  '五星服务',
  '？',
  '希望',
  '能改进',
  '没有投诉',
  '呵呵',
  'the app',
  ' ',
  'keeps crashing',
  ', ',
  'not bad',
  'never again',
  '!',
  '😀',
  '👎',
  '5G',
  '12345',
  '有点',
  '贵',
  '一点也不',
  '客服',
  'VIP',
  '\n',
  '…',
  '“好”',
  '超级',
  'really',
  'good',
  'is',
  '!',
  '啊啊啊啊啊啊',
];
const texts = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 30 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
);

const total = (terms: { weight: number }[]): number => terms.reduce((sum, { weight }) => sum + weight, 0);

describe('every reading', () => {
  it('is the sum of its listed terms, and so is every clause', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const document = documentOf(text);
        const reading = sentiment.read(document);
        const { terms, sum, clauses } = sentiment.explain(document);
        expect(sum).toBe(reading.sum);
        expect(Math.abs(total(terms) - sum)).toBeLessThan(1e-6);
        clauses.forEach((clause, c) => {
          expect(clause.sum).toBe(reading.clauses[c].sum);
          expect(Math.abs(total(clause.terms) - clause.sum)).toBeLessThan(1e-6);
        });
      }),
    );
  });

  it('keeps scores in −1..1, confidence in 0.5..1, and spans in the text', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const document = documentOf(text);
        const { score, confidence, clauses, evidence, sum } = sentiment.read(document);
        expect(score).toBe(Math.tanh(sum / 2));
        for (const value of [score, ...clauses.map((clause) => clause.score)])
          expect(Math.abs(value)).toBeLessThanOrEqual(1);
        expect(confidence).toBeGreaterThanOrEqual(0.5);
        expect(confidence).toBeLessThanOrEqual(1);
        expect(clauses.length).toBe(document.clauses.length);
        for (const { start, end } of evidence) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(document.text.length);
        }
      }),
    );
  });

  it('does not depend on what was read before', () => {
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        const alone = read(a);
        read(b);
        expect(read(a)).toEqual(alone);
      }),
    );
  });

  it.each([
    [
      '服务态度很好，下次还来',
      ['服​务态度很好，下次还来', ' 服务态度很好，下次还来 ', '服务态度很好,下次还来', '服務態度很好，下次還來'],
    ],
    [
      'Great phone, bad battery',
      ['great phone, bad battery', 'Ｇｒｅａｔ phone, bad battery', 'Great  phone, bad battery '],
    ],
  ])('of «%s» is that of its variants', (text, variants) => {
    for (const variant of variants) expect(read(variant).score).toBe(read(text).score);
  });

  it('of a text without any words is neutral, and unsure of it', () => {
    for (const text of ['...', '12345', '——', ' \n']) {
      const { label, confidence } = read(text);
      expect(label).toBe('neutral');
      expect(confidence).toBeLessThan(0.7);
    }
  });

  it('takes 20,000 characters', () => {
    const reading = read('物流太慢，客服没人理。'.repeat(1800));
    expect(reading.score).toBeLessThan(-0.5);
    expect(reading.clauses.length).toBe(3600);
  });
});

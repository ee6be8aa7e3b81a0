import { describe, expect, it } from 'vitest';
import { contrastKeywords, risingKeywords } from '../../src/feedback/corpusKeywords.ts';
import { countDocuments, neighboursOf } from '../../src/text/vectorise/wordCounts.ts';

const times = (count: number, ...words: string[]): string[][] => Array.from({ length: count }, () => words);

describe('keywords of a corpus', () => {
  it('counts a word once a comment, synonyms as one', () => {
    const { documents, counts } = countDocuments(
      [
        ['快递', '快递', '物流'],
        ['', '慢'],
      ],
      new Map([['快递', '物流']]),
    );
    expect(documents).toBe(2);
    expect([...counts]).toEqual([
      ['物流', 1],
      ['慢', 1],
    ]);
  });

  it('contrasts two sets: frequent words of both say nothing', () => {
    const a = countDocuments([...times(60, '物流', '慢'), ...times(40, '物流', '好')]);
    const b = countDocuments([...times(10, '物流', '慢'), ...times(90, '物流', '好')]);
    const found = contrastKeywords(a, b);
    const z = new Map(found.map((keyword) => [keyword.term, keyword.z]));
    expect(z.get('慢')).toBeGreaterThan(3);
    expect(z.get('好')).toBeLessThan(-2);
    expect(Math.abs(z.get('物流')!)).toBeLessThan(0.5);
    const slow = found.find(({ term }) => term === '慢')!;
    expect(slow.share.value).toBe(0.6);
    expect(slow.otherShare.value).toBe(0.1);
    expect(slow.q).toBeLessThan(0.01);
    // The same both ways, but for the sign.
    expect(contrastKeywords(b, a).find(({ term }) => term === '慢')!.z).toBeCloseTo(-z.get('慢')!, 9);
    expect(contrastKeywords(countDocuments([]), countDocuments([]))).toEqual([]);
  });

  it('finds what rose and fell, and not what only wavered', () => {
    const before = countDocuments([...times(5, '漏液'), ...times(50, '物流'), ...times(45, '其他')]);
    const now = countDocuments([...times(30, '漏液'), ...times(53, '物流'), ...times(17, '其他')]);
    const found = risingKeywords(now, before);
    expect(found.map(({ term, change }) => [term, Math.round(change * 100)])).toEqual([
      ['其他', -28],
      ['漏液', 25],
    ]);
    expect(risingKeywords(now, countDocuments([]))).toEqual([]);
  });

  it('names the words beside a word', () => {
    const documents = [
      ...times(5, '电池', '耗电'),
      ...times(5, '电池', '手机'),
      ...times(20, '手机'),
      ...times(9, '其他'),
    ];
    const found = neighboursOf('电池', documents);
    expect(found[0]).toMatchObject({ word: '耗电', together: 5 });
    expect(found.map(({ word }) => word)).not.toContain('手机');
    expect(neighboursOf('没有', documents)).toEqual([]);
  });
});

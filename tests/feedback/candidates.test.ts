import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadStages } from '../../src/artefacts/stages.ts';
import { createKeywordFinder } from '../../src/feedback/candidates.ts';
import { rankKeywords } from '../../src/feedback/keywords.ts';

const loaded = await loadStages({ segmenter: 'jieba' });
if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
const { read, sentiment, keywords } = loaded.value;
const finder = createKeywordFinder(keywords);

function found(text: string) {
  const document = read(text);
  const reading = sentiment.read(document);
  return { keywords: finder.keywords(document, reading), candidates: finder.candidates(document, reading) };
}

test('words are counted, stop words and marks are not', () => {
  const { candidates } = found('物流很慢，物流太慢了，包装破损。');
  const counts = new Map(candidates.map(({ term, count }) => [term, count]));
  expect([counts.get('物流'), counts.get('包装'), counts.get('破损')]).toEqual([2, 1, 1]);
  expect(counts.has('了') || counts.has('，')).toBe(false);
});

test('forms of an English word count together, under the first of them', () => {
  const { candidates } = found('The app crashed twice, and it keeps crashing.');
  expect(candidates.find(({ term }) => term === 'crashed')).toMatchObject({ count: 2, start: 8, end: 15 });
  expect(candidates.some(({ term }) => term === 'crashing')).toBe(false);
});

test('keywords are the ranked candidates', () => {
  const word = fc.constantFrom(
    '物流',
    '包装',
    '客服',
    '态度',
    '屏幕',
    '电池',
    '很慢，',
    '不错。',
    'crash ',
    'crashes ',
    '2天',
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 80 }), (words) => {
      const result = found(words.join(''));
      expect(result.keywords).toEqual(rankKeywords(result.candidates, null));
    }),
  );
});

import { expect, it } from 'vitest';
import { linesOf, readLexicon } from '../../src/web/app/pages/settings/lexicon/lines.ts';

it('reads the lines that it writes', () => {
  const lexicon = {
    words: ['云闪付'],
    stopWords: ['亲'],
    sentiment: [
      { word: '绝绝子', weight: 3 },
      { word: 'no go', weight: -2.5 },
    ],
  };
  expect(readLexicon(linesOf(lexicon))).toEqual({ ok: true, value: lexicon });
});

it('reads weights as people write them, and names the line without one', () => {
  const of = (sentiment: string) => readLexicon({ words: ' 甲 \n\n', stopWords: '', sentiment });
  expect(of('踩雷：−3\n真香=2')).toMatchObject({
    value: {
      words: ['甲'],
      sentiment: [
        { word: '踩雷', weight: -3 },
        { word: '真香', weight: 2 },
      ],
    },
  });
  expect(of('踩雷')).toEqual({ ok: false, line: '踩雷' });
});

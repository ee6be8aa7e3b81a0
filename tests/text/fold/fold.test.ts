import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { realTools } from '../tools.ts';

const { fold } = realTools();

describe('fold', () => {
  it.each([
    ['ＡＢＣ１２３！', 'abc123!'],
    ['服務態度很差', '服务态度很差'],
    ['等著吃飯', '等着吃饭'],
    ['顯著的著作', '显著的著作'],
    ['这么好', '这么好'],
    ['İstanbul', 'İstanbul'],
    ['全　角', '全 角'],
    ['鮮蝦㑮', '鲜虾㑮'],
  ])('%s → %s', (text, folded) => expect(fold(text)).toBe(folded));

  it('keeps the length of every text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => fold(text).length === text.length));
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'著乾頭髮發後裡麵么幺為爲𠮷👍🏻Ａ１．'), maxLength: 40 }),
        (text) => fold(text).length === text.length,
      ),
    );
  });

  it('changes nothing the second time', () => {
    expect(fold('看\ufa5f')).toBe('看着');
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (text) => fold(fold(text)) === fold(text)));
  });

  it('counts what only one script uses', () => {
    expect(fold.letters('這個服務')).toMatchObject({ han: 4, traditional: 3, simplified: 0 });
    expect(fold.letters('这个服务')).toMatchObject({ traditional: 0, simplified: 3 });
    expect(fold.letters('后面')).toMatchObject({ traditional: 0, simplified: 0 });
  });
});

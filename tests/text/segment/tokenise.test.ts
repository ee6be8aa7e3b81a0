import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TokenKind, type Tokens } from '../../../src/text/segment/tokens.ts';
import { realTools } from '../tools.ts';

const tools = realTools();
const tokensOf = (text: string): Tokens => tools.read(text).tokens;
const words = ({ text, count, start, end, kind }: Tokens): string[] =>
  Array.from({ length: count }, (_, i) => i)
    .filter((i) => kind[i] !== TokenKind.Space)
    .map((i) => text.slice(start[i], end[i]));

describe('tokens', () => {
  it.each([
    ['物流很快，但是包装破损', ['物流', '很快', ',', '但是', '包装', '破损']],
    ['验证码收不到', ['验证码', '收不到']],
    ["Don't buy, it isn't worth $3.50", ['do', "n't", 'buy', ',', 'it', 'is', "n't", 'worth', '$', '3.50']],
    ['這個APP的customer service好差', ['这个', 'app', '的', 'customer', 'service', '好差']],
    ['５Ｇ信号差', ['5g', '信号', '差']],
    ['👍🏻好', ['👍', '🏻', '好']],
  ])('%s', (text, expected) => expect(words(tokensOf(text))).toEqual(expected));

  it('cover the text without gap or overlap', () => {
    const unit = fc.constantFrom(..."服务很差app ok.,!?，。👍５5\n'-", 'the ', "don't ", 'é', 'é', 'ж', 'あ');
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit, maxLength: 120 }), fc.string({ unit: 'grapheme', maxLength: 80 })),
        (text) => {
          const { count, start, end } = tokensOf(text);
          let at = 0;
          for (let i = 0; i < count; i++) {
            expect(start[i]).toBe(at);
            expect(end[i]).toBeGreaterThan(at);
            at = end[i];
          }
          expect(at).toBe(text.length);
        },
      ),
    );
  });

  it('do not depend on the texts read before', () => {
    const first = words(realTools().read("alexander's place and andy’s easy-going staff").tokens);
    tools.read("alexander's. andy’s; easy-going alexander's-");
    expect(words(tokensOf("alexander's place and andy’s easy-going staff"))).toEqual(first);
  });

  it('survive a long unbroken run', () => expect(tokensOf(`${'a'.repeat(20_000)} ok`).count).toBeGreaterThan(100));
});

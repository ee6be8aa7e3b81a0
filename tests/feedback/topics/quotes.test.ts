import { expect, it } from 'vitest';
import { textKey } from '../../../src/feedback/topics/quotes.ts';

const start = '物流很慢，包装也破了，客服一直不回复，等了整整一个星期才收到，'.repeat(2);

it.each<[string, string, boolean]>([
  ['物流 很慢\n', '物流很慢', true],
  [`${start}后来退了`, `${start}后来没退`, true],
  ['物流很慢', '物流很快', false],
  ['慢物流', '物流慢', false],
  ['', 'a', false],
])('quotes are alike by their first sixty characters, blanks aside: %j, %j', (a, b, alike) => {
  expect(textKey(a) === textKey(b)).toBe(alike);
});

it('tells many texts apart', () => {
  const texts = Array.from({ length: 20_000 }, (_, i) => `第${i}条${(i * i) % 97}`);
  expect(new Set(texts.map(textKey)).size).toBe(texts.length);
});

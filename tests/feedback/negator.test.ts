import { describe, expect, it } from 'vitest';
import { createNegationCheck } from '../../src/feedback/negator.ts';

const isNegated = createNegationCheck(
  ['不', '没', '没有', '别', '非', 'not', "isn't"],
  ['很', '太', '是', '会', '特别', 'very', 'so'],
);
const before = (text: string, word: string): boolean => isNegated(text, 0, text.indexOf(word));

describe('negation check', () => {
  it.each([
    ['不贵', '贵', true],
    ['没有破损', '破损', true],
    ['不是很贵', '贵', true],
    ['贵', '贵', false],
    ['不知道贵', '贵', false],
    ['忍不住好吃', '好吃', false],
    ['特别贵', '贵', false],
    ['不是特别贵', '贵', true],
    ['别贵', '贵', true],
    ['你别太贵', '贵', true],
    ['价格分别很贵', '贵', false],
    ['个别贵', '贵', false],
    ['除非很贵', '贵', false],
    ['并非很贵', '贵', true],
    ['淹没很贵', '贵', false],
    ['not very expensive', 'expensive', true],
    ["isn't expensive", 'expensive', true],
    ['knot expensive', 'expensive', false],
    ['not only the expensive', 'expensive', false],
  ])('%s', (text, word, expected) => {
    expect(before(text, word)).toBe(expected);
  });

  it('does not look behind the beginning of the clause', () => {
    expect(isNegated('不，贵', 2, 2)).toBe(false);
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findPhrases } from '../../../src/text/vectorise/phrases.ts';

const gap = 0xffffffff;
const words = 6;
const stream = fc.array(fc.oneof(fc.nat(words - 1), fc.constant(gap)), { maxLength: 120 });

/** Counted as the definition has it. */
function expected(list: number[], usable: boolean[], minCount: number, minNpmi: number): string[] {
  const seen = list.filter((word) => usable[word]);
  const share = (word: number): number => seen.filter((one) => one === word).length / seen.length;
  const found: string[] = [];
  for (let a = 0; a < words; a++)
    for (let b = 0; b < words; b++) {
      const count = list.filter((word, t) => word === a && list[t + 1] === b).length;
      if (a === b || !usable[a] || !usable[b] || count < minCount) continue;
      const p = count / seen.length;
      if (Math.log(p / (share(a) * share(b))) / -Math.log(p) >= minNpmi) found.push(`${a} ${b}`);
    }
  return found;
}

it('finds the neighbours that the definition names, and no others', () => {
  fc.assert(
    fc.property(stream, fc.array(fc.boolean(), { minLength: words, maxLength: words }), (list, usable) => {
      const rules = { minCount: 2, minNpmi: 0.1234 };
      const { pairs, of } = findPhrases(Uint32Array.from(list), usable, rules);
      expect(pairs.map(([a, b]) => `${a} ${b}`).sort()).toEqual(expected(list, usable, rules.minCount, rules.minNpmi));
      for (const [number, [a, b]] of pairs.entries()) expect(of(a, b)).toBe(number);
      expect(of(0, gap)).toBe(-1);
    }),
  );
});

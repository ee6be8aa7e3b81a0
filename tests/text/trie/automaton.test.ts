import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildAutomaton, step } from '../../../src/text/trie/automaton.ts';

/** `end:word` of every occurrence. */
function occurrences(words: string[], text: string): string[] {
  const automaton = buildAutomaton(words);
  const found: string[] = [];
  let node = 0;
  for (let i = 0; i < text.length; i++) {
    const unitClass = automaton.trie.classOf[text.charCodeAt(i)];
    node = unitClass === 0 ? 0 : step(automaton, node, unitClass);
    for (let at = automaton.word[node] >= 0 ? node : automaton.output[node]; at !== 0; at = automaton.output[at])
      found.push(`${i + 1}:${words[automaton.word[at]]}`);
  }
  return found.sort();
}

test('words within words are all found', () => {
  expect(occurrences(['he', 'she', 'his', 'hers'], 'ushers')).toEqual(['4:he', '4:she', '6:hers']);
});

test('finds what a search for each word finds', () => {
  const units = fc.string({ unit: fc.constantFrom('物', '流', '慢', 'a', 'b'), minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.uniqueArray(units, { minLength: 1, maxLength: 8 }), fc.string({ unit: units }), (words, text) => {
      const expected = words.flatMap((word) =>
        [...text].flatMap((_, end) => (text.slice(0, end + 1).endsWith(word) ? [`${end + 1}:${word}`] : [])),
      );
      expect(occurrences(words, text)).toEqual(expected.sort());
    }),
  );
});

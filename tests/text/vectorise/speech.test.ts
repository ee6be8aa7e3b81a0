import fc from 'fast-check';
import { expect, it } from 'vitest';
import { buildWordTrie } from '../../../src/text/trie/wordTrie.ts';
import { createSpeechReader, packSpeech, partsOfSpeech } from '../../../src/text/vectorise/speech.ts';

it('keeps the part of speech of every word, and takes the rest for nouns', () => {
  const word = fc.stringMatching(/^[快递服务很慢好a-c]{1,4}$/);
  const entry = fc.tuple(word, fc.constantFrom(...partsOfSpeech));
  fc.assert(
    fc.property(
      fc.uniqueArray(entry, { selector: ([text]) => text, minLength: 1 }),
      fc.array(word),
      (entries, others) => {
        const trie = buildWordTrie(new Map(entries.map(([text]) => [text, 1])));
        const parts = packSpeech(trie, trie.counts.length, [...entries, ['不在其中', 'verb']]);
        const partOf = createSpeechReader({ ...trie, parts });
        const known = new Map(entries);
        for (const text of [...known.keys(), ...others, '', '不在其中', '快递服务很慢好快递'])
          expect(partOf(text), text).toBe(known.get(text) ?? 'noun');
        expect(parts.length).toBe(Math.ceil(trie.counts.length / 4));
      },
    ),
    { numRuns: 50 },
  );
});

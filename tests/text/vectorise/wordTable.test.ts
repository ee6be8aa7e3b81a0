import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSpanNumbering, createWordTable, hashSpan } from '../../../src/text/vectorise/wordTable.ts';

const words = fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }), { maxLength: 60 });

describe('word table', () => {
  it('answers what a Map answers', () => {
    fc.assert(
      fc.property(words, words, (known, asked) => {
        const numbers = new Map(known.map((word, i) => [word, i]));
        const table = createWordTable(numbers, -1);
        for (const word of [...known, ...asked])
          expect(table.get(hashSpan(`x${word}y`, 1, 1 + word.length))).toBe(numbers.get(word) ?? -1);
      }),
    );
  });
});

describe('span numbering', () => {
  it('numbers equal spans alike, in order of first occurrence', () => {
    const numbering = createSpanNumbering();
    fc.assert(
      fc.property(words, (spans) => {
        const text = spans.join('');
        const numbers = new Map<string, number>();
        numbering.begin(spans.length);
        let at = 0;
        for (const span of spans) {
          if (!numbers.has(span)) numbers.set(span, numbers.size);
          expect(numbering.number(text, at, at + span.length, hashSpan(text, at, at + span.length))).toBe(
            numbers.get(span),
          );
          at += span.length;
        }
        expect(numbering.count).toBe(numbers.size);
      }),
    );
  });
});

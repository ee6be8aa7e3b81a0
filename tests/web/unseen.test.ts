import fc from 'fast-check';
import { expect, it } from 'vitest';
import { seenAndUnseen } from '../../src/web/app/parts/unseen.ts';

it('tells apart what is seen and what is not', () => {
  expect(seenAndUnseen('退\u202e款\u{e0041}')).toEqual([
    { start: 0, text: '退' },
    { start: 1, text: '\u202e', unseen: 'U+202E' },
    { start: 2, text: '款' },
    { start: 3, text: '\u{e0041}', unseen: 'U+E0041' },
  ]);
});

it('leaves line ends, tabs, emoji and combining letters alone', () => {
  for (const text of ['a\tb\r\nc', '👩‍👩‍👧', 'e\u0301', '1️⃣', ''])
    expect(seenAndUnseen(text).some(({ unseen }) => unseen)).toBe(false);
});

it('joins to the whole text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const parts = seenAndUnseen(text);
      expect(parts.map((part) => part.text).join('')).toBe(text);
      for (const part of parts) expect(text.startsWith(part.text, part.start)).toBe(true);
    }),
  );
});

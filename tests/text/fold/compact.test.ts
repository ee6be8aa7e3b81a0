import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compact, originalSpan } from '../../../src/text/fold/compact.ts';

describe('compact', () => {
  it('leaves a text without invisible characters alone', () => expect(compact('退款很慢, café')).toBeNull());

  it('takes out zero-width and bidi characters and maps spans back', () => {
    const text = '退\u200b款\u202e很慢';
    const compacted = compact(text)!;
    expect(compacted.text).toBe('退款很慢');
    expect(originalSpan(compacted, 0, 2)).toEqual({ start: 0, end: 3 });
    expect(text.slice(0, 3)).toBe('退\u200b款');
    expect(originalSpan(compacted, 2, 4)).toEqual({ start: 4, end: 6 });
  });

  it('takes out tags, which are two units each', () => {
    const compacted = compact('退\u{e0041}\u{e007f}款👍')!;
    expect(compacted.text).toBe('退款👍');
    expect(originalSpan(compacted, 1, 2)).toEqual({ start: 5, end: 6 });
  });

  it('composes letters with their marks', () => {
    const compacted = compact('cafe\u0301 ok')!;
    expect(compacted.text).toBe('café ok');
    expect(originalSpan(compacted, 0, 4)).toEqual({ start: 0, end: 4 });
    expect(originalSpan(compacted, 5, 7)).toEqual({ start: 6, end: 8 });
  });

  it('gives spans inside the text, in order', () => {
    const unit = fc.constantFrom('a', '\u0301', '\u200b', '好', '\ufeff', '👍', '\ufe0f');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 40 }), (text) => {
        const compacted = compact(text);
        if (compacted === null) return;
        let last = 0;
        for (let i = 0; i < compacted.text.length; i++) {
          const { start, end } = originalSpan(compacted, i, i + 1);
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
          last = start;
        }
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { piecesOf } from '../../src/web/app/parts/pieces.ts';

describe('the pieces of a highlighted text', () => {
  it('are its evidence, its masked details and what lies between', () => {
    const pieces = piecesOf(
      '物流很快，电话***',
      [{ start: 2, end: 4, text: '很快', weight: 1.5 }],
      [{ start: 7, end: 10, kind: 'phone' }],
    );
    expect(pieces).toEqual([
      { start: 0, end: 2 },
      { start: 2, end: 4, weight: 1.5 },
      { start: 4, end: 7 },
      { start: 7, end: 10, kind: 'phone' },
    ]);
  });

  it('join to the whole text, however the spans overlap', () => {
    const text = 'abcdefghij';
    const span = fc.tuple(fc.nat(9), fc.integer({ min: 1, max: 10 })).map(([start, length]) => ({
      start,
      end: Math.min(text.length, start + length),
      text: '',
      weight: 1,
    }));
    fc.assert(
      fc.property(fc.array(span), (evidence) => {
        expect(
          piecesOf(text, evidence, [])
            .map(({ start, end }) => text.slice(start, end))
            .join(''),
        ).toBe(text);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { realTools } from '../tools.ts';

const { read } = realTools();
const clausesOf = (text: string): string[] =>
  read(text).clauses.map(
    (clause) =>
      `${text.slice(clause.start, clause.end)}/${clause.sentence}${clause.contrast === 'none' ? '' : clause.contrast[0]}${clause.question ? '?' : ''}`,
  );

describe('clauses', () => {
  it.each([
    ['物流很快，但是包装破损。客服还行', ['物流很快/0b', '但是包装破损/0a', '客服还行/1']],
    ['物流很快但是包装破损', ['物流很快/0b', '但是包装破损/0a']],
    ['虽然贵，质量好', ['虽然贵/0b', '质量好/0']],
    ['能退吗？不能就投诉', ['能退吗/0?', '不能就投诉/1']],
    ['屏幕好 声音差', ['屏幕好/0', '声音差/0']],
    ['外观：好，屏幕、电池都不错', ['外观：好/0', '屏幕、电池都不错/0']],
    ['Great phone, but the battery died. 3.5 stars', ['Great phone/0b', 'but the battery died/0a', '3.5 stars/1']],
    ['！！！', []],
    ['', []],
  ])('%s', (text, expected) => expect(clausesOf(text)).toEqual(expected));

  it('are in order, inside the text, and hold whole tokens', () => {
    const unit = fc.constantFrom(...'好差但虽却，。！？ \nok.,app', '但是', '吗', '就是');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 60 }), (text) => {
        const { clauses, tokens } = read(text);
        let at = 0;
        for (const clause of clauses) {
          expect(clause.start).toBeGreaterThanOrEqual(at);
          expect(clause.end).toBeGreaterThan(clause.start);
          expect(clause.start).toBe(tokens.start[clause.firstToken]);
          expect(clause.end).toBe(tokens.end[clause.lastToken - 1]);
          at = clause.end;
        }
        expect(at).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});

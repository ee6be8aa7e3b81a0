import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CommentFilter } from '../../src/feedback/filter.ts';
import { mentions, onlySaying, polarities, readMention, saying, sayingNone } from '../../src/feedback/mention.ts';

test('a mention is a code, with or without what is said of it', () => {
  expect(readMention('service.counter')).toEqual({ code: 'service.counter', polarity: null });
  expect(readMention('service:negative')).toEqual({ code: 'service', polarity: 'negative' });
  expect(mentions(['a', 'b.c'], 'neutral')).toEqual(['a:neutral', 'b.c:neutral']);
});

describe('a filter narrowed down', () => {
  test.each<[CommentFilter, string[][], CommentFilter | null]>([
    [{}, [['a']], { label: ['a'] }],
    [{}, [['a:negative']], { mention: ['a:negative'] }],
    [{}, [['a'], ['b']], { label: ['a'], mention: ['b'] }],
    [{ channel: ['app'], label: ['a'] }, [['a.b']], { channel: ['app'], label: ['a.b'] }],
    [{ label: ['a.b'] }, [['a']], { label: ['a.b'] }],
    [{ label: ['a'] }, [['a']], { label: ['a'] }],
    [{ label: ['a', 'b'] }, [['b.c:positive']], { mention: ['b.c:positive'] }],
    [{ label: ['a'] }, [['ab']], { label: ['a'], mention: ['ab'] }],
    [{ label: ['a'], mention: ['b:negative'] }, [['b']], { label: ['a'], mention: ['b:negative'] }],
    [{ mention: ['b:negative'] }, [['b:positive']], null],
    [{ label: ['a'] }, [['b'], ['c']], null],
    [{ label: [] }, [['a']], { label: [] }],
    [{}, [Array.from({ length: 101 }, (_, i) => `a${i}`)], null],
  ])('%j, %j', (filter, lists, expected) => {
    expect(saying(filter, ...lists)).toEqual(expected);
  });

  test('by what is not said', () => {
    expect(sayingNone({ noMention: ['a'], label: ['b'] }, ['a', 'c'])).toEqual({ noMention: ['a', 'c'], label: ['b'] });
    expect(sayingNone({}, [])).toEqual({});
    expect(sayingNone(null, ['a'])).toBeNull();
    const many = Array.from({ length: 101 }, (_, i) => `a${i}`);
    expect(sayingNone({}, many)).toBeNull();
    expect(onlySaying({}, 'a', 'positive')).toEqual({ mention: ['a:positive'], noMention: ['a:negative'] });
    expect(onlySaying(null, 'a', 'negative')).toBeNull();
  });

  test('chooses what says one of each list, whatever they are', () => {
    const codes = ['a', 'a.b', 'a.b.c', 'b', 'b.c'];
    const mention = fc
      .tuple(fc.constantFrom(...codes), fc.constantFrom('', ...polarities.map((one) => `:${one}`)))
      .map((parts) => parts.join(''));
    const list = fc.array(mention, { minLength: 1, maxLength: 3 });
    const said = fc.array(fc.tuple(fc.constantFrom(...codes), fc.constantFrom(...polarities)), { maxLength: 4 });
    const label = fc.option(fc.subarray(codes, { minLength: 1 }), { nil: undefined });
    fc.assert(
      fc.property(label, fc.option(list, { nil: undefined }), fc.array(list, { maxLength: 2 }), said, (...given) => {
        const [ofLabel, ofMention, lists, all] = given;
        const holds = (values: readonly string[] | undefined) =>
          values === undefined ||
          values.map(readMention).some(({ code, polarity }) =>
            all.some(([leaf, one]) => {
              return (leaf === code || leaf.startsWith(`${code}.`)) && (polarity === null || polarity === one);
            }),
          );
        const found = saying({ label: ofLabel, mention: ofMention }, ...lists);
        if (found === null) return;
        expect(holds(found.label) && holds(found.mention)).toBe([ofLabel, ofMention, ...lists].every(holds));
      }),
    );
  });
});

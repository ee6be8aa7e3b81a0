import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CommentInput } from '../../src/feedback/comment.ts';
import { limits } from '../../src/feedback/limits.ts';
import { parseComment } from '../../src/feedback/parse.ts';

const base: CommentInput = { source: 'survey', text: '排队太久了' };
const keep = { mask: false };

function problemsOf(change: Partial<CommentInput>): string[] {
  const result = parseComment({ ...base, ...change }, keep);
  return result.ok ? [] : result.problems.map((problem) => `${problem.code} ${problem.pointer}`);
}

describe('what is refused', () => {
  const manyKeys = Object.fromEntries(Array.from({ length: limits.metadataKeys + 1 }, (_, i) => [`k${i}`, 'v']));
  const cases: [string, Partial<CommentInput>, string[]][] = [
    ['empty', { text: '' }, ['text_empty /text']],
    ['blank and invisible', { text: ' \t\u3000\u200b\ufeff\u2060\u200d\n' }, ['text_empty /text']],
    ['control characters only', { text: '\u0001\u0007' }, ['text_empty /text']],
    ['20,001 units', { text: '好'.repeat(20_001) }, ['text_too_large /text']],
    ['NUL in the text', { text: 'a\u0000b' }, ['text_not_well_formed /text']],
    ['high surrogate alone', { text: 'a\ud83d' }, ['text_not_well_formed /text']],
    ['low surrogate alone', { text: '\ude00a' }, ['text_not_well_formed /text']],
    ['surrogates in the wrong order', { text: '\ude00\ud83d' }, ['text_not_well_formed /text']],
    ['NUL in the author', { author: 'a\u0000' }, ['text_not_well_formed /author']],
    ['empty source', { source: '' }, ['out_of_range /source']],
    ['empty external id', { externalId: '' }, ['out_of_range /externalId']],
    ['long external id', { externalId: 'x'.repeat(201) }, ['out_of_range /externalId']],
    ['long channel', { channel: 'x'.repeat(201) }, ['out_of_range /channel']],
    ['rating NaN', { rating: Number.NaN }, ['rating_outside_scale /rating']],
    ['rating infinite', { rating: Number.POSITIVE_INFINITY }, ['rating_outside_scale /rating']],
    ['rating 6 of 5', { rating: 6 }, ['rating_outside_scale /rating']],
    ['sub-rating', { ratings: { 物流: 0, 质量: 5 } }, ['rating_outside_scale /ratings/物流']],
    ['slash in a name', { ratings: { 'a/b~c': 9 } }, ['rating_outside_scale /ratings/a~1b~0c']],
    ['scale upside down', { rating: 3, ratingScale: { min: 5, max: 1 } }, ['out_of_range /ratingScale']],
    ['scale of one point', { ratingScale: { min: 1, max: 1 } }, ['out_of_range /ratingScale']],
    ['scale not finite', { ratingScale: { min: 0, max: Number.NaN } }, ['out_of_range /ratingScale']],
    ['scale beyond all bounds', { ratingScale: { min: -1e308, max: 1e308 } }, ['out_of_range /ratingScale']],
    ['too many metadata', { metadata: manyKeys }, ['too_many_keys /metadata']],
    ['long metadata key', { metadata: { ['k'.repeat(65)]: 'v' } }, [`out_of_range /metadata/${'k'.repeat(65)}`]],
    ['empty metadata key', { metadata: { '': 'v' } }, ['out_of_range /metadata/']],
    ['long metadata value', { metadata: { k: 'v'.repeat(257) } }, ['out_of_range /metadata/k']],
    ['NUL in metadata', { metadata: { k: '\u0000' } }, ['text_not_well_formed /metadata/k']],
    ['prototype key', { metadata: JSON.parse('{"__proto__":"x"}') }, ['forbidden_key /metadata/__proto__']],
    ['constructor as a rating', { ratings: { constructor: 3 } }, ['forbidden_key /ratings/constructor']],
    ['unknown language', { language: 'klingon' }, ['unknown_value /language']],
    [
      'all at once',
      { text: '', rating: 9, occurredAt: 'soon' },
      ['text_empty /text', 'rating_outside_scale /rating', 'invalid_format /occurredAt'],
    ],
  ];
  test.each(cases)('%s', (_name, change, expected) => {
    expect(problemsOf(change)).toEqual(expected);
  });

  test('the position of a broken character is named', () => {
    const result = parseComment({ ...base, text: '好的\ud800' }, keep);
    expect(result).toMatchObject({ ok: false, problems: [{ position: 2 }] });
  });
});

describe('what is accepted', () => {
  test('limits are inclusive', () => {
    const metadata = Object.fromEntries(
      Array.from({ length: limits.metadataKeys }, (_, i) => [`${i}`.padStart(64, 'k'), 'v'.repeat(256)]),
    );
    expect(problemsOf({ text: '好'.repeat(20_000), externalId: 'x'.repeat(200), metadata })).toEqual([]);
    expect(problemsOf({ rating: 1 })).toEqual([]);
    expect(problemsOf({ rating: 0, ratingScale: { min: 0, max: 10 }, ratings: { 物流: 10 } })).toEqual([]);
  });

  test.each(['zh', 'zh-CN', 'zh-Hant-TW', 'ZH-tw', 'en', 'en-GB', 'mixed', 'und'])('language %s', (language) => {
    expect(problemsOf({ language })).toEqual([]);
  });

  test('any well-formed text is kept exactly', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
        const result = parseComment({ ...base, text }, keep);
        if (result.ok) expect(result.value.text).toBe(text);
        else expect(result.problems.every((p) => ['text_empty', 'text_not_well_formed'].includes(p.code))).toBe(true);
      }),
    );
  });

  test('nothing is added but the scale and the list of masks', () => {
    expect(parseComment(base, keep)).toEqual({
      ok: true,
      value: { ...base, ratingScale: { min: 1, max: 5 }, masked: [] },
    });
  });

  test('masking happens when asked for', () => {
    const result = parseComment({ ...base, text: '请回电13812345678' }, { mask: true });
    expect(result).toMatchObject({
      ok: true,
      value: { text: '请回电***********', masked: [{ start: 3, end: 14, kind: 'phone' }] },
    });
  });
});

describe('occurredAt', () => {
  test.each([
    ['2026-05-03', '2026-05-03T00:00:00.000Z'],
    ['2028-02-29', '2028-02-29T00:00:00.000Z'],
    ['2026-05-03T14:20Z', '2026-05-03T14:20:00.000Z'],
    ['2026-05-03T02:20:30+08:00', '2026-05-02T18:20:30.000Z'],
    ['2026-05-03T02:20:30.1234567-0330', '2026-05-03T05:50:30.123Z'],
    ['2026-12-31T23:59:59.999Z', '2026-12-31T23:59:59.999Z'],
  ])('%s', (text, expected) => {
    expect(parseComment({ ...base, occurredAt: text }, keep)).toMatchObject({
      ok: true,
      value: { occurredAt: expected },
    });
  });

  test.each([
    '2026-02-30',
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-1-1',
    '26-01-01',
    '1899-12-31',
    '2026-05-03T14:20',
    '2026-05-03 14:20Z',
    '2026-05-03T24:00Z',
    '2026-05-03T14:60Z',
    '2026-05-03T14:20:60Z',
    '2026-05-03T14:20+15:00',
    '1900-01-01T00:00+08:00',
    '9999-12-31T23:00-08:00',
    ' 2026-05-03',
    '2026-05-03\n',
    'yesterday',
    '',
  ])('refuses %j', (text) => {
    expect(problemsOf({ occurredAt: text })).toEqual(['invalid_format /occurredAt']);
  });
});

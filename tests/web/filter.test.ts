import { describe, expect, it } from 'vitest';
import {
  type Filter,
  filterBody,
  filterOf,
  filterQuery,
  readFilter,
  withValues,
} from '../../src/web/app/filters/filter.ts';
import { narrowed } from '../../src/web/app/filters/narrowed.ts';

describe('the filter in the address', () => {
  it('reads what it writes, and nothing else', () => {
    const filter = { text: ['<b>快递</b> & 慢'], channel: ['app', 'web'], from: ['2026-01-01'] };
    expect(readFilter(new URLSearchParams(filterQuery(filter)))).toEqual(filter);
    expect(readFilter(new URLSearchParams('text=&cursor=x&__proto__=1'))).toEqual({});
    const without = { channel: [''] };
    expect(readFilter(new URLSearchParams(filterQuery(without)))).toEqual(without);
  });

  it('puts more parameters behind it', () => {
    expect(filterQuery({ label: ['a.b'] }, { limit: '5' })).toBe('?label=a.b&limit=5');
    expect(filterQuery({})).toBe('');
  });

  it('keeps metadata, and says the same to bodies of the API and back', () => {
    const filter = { 'metadata.门店': ['朝阳', '海淀'], ratingMin: ['2.5'], covered: ['false'], from: ['2026-01-01'] };
    expect(readFilter(new URLSearchParams(filterQuery(filter)))).toEqual(filter);
    const body = { metadata: { 门店: ['朝阳', '海淀'] }, ratingMin: 2.5, covered: false, from: '2026-01-01' };
    expect(filterBody(filter)).toEqual(body);
    expect(filterOf(body)).toEqual(filter);
  });

  it('keeps what is said, what is not, and whether it is rated', () => {
    const filter = { mention: ['a:negative', 'b'], noMention: ['a.c:positive'], rated: ['true'] };
    expect(readFilter(new URLSearchParams(filterQuery(filter)))).toEqual(filter);
    const body = { mention: ['a:negative', 'b'], noMention: ['a.c:positive'], rated: true };
    expect(filterBody(filter)).toEqual(body);
    expect(filterOf(body)).toEqual(filter);
  });

  it('keeps what a scan of the data quality has to say', () => {
    const filter = { quality: ['without'], flag: ['speeder'], scanned: ['false'] };
    expect(readFilter(new URLSearchParams(filterQuery(filter)))).toEqual(filter);
    const body = { quality: 'without', flag: ['speeder'], scanned: false };
    expect(filterBody(filter)).toEqual(body);
    expect(filterOf(body)).toEqual(filter);
  });

  it('forgets names without values', () => {
    expect(withValues({ channel: ['app'], text: ['慢'] }, { channel: [], sentiment: ['negative'] })).toEqual({
      text: ['慢'],
      sentiment: ['negative'],
    });
  });
});

describe('a filter narrowed down by a number', () => {
  it.each<[Filter, Filter, Filter]>([
    [{ text: ['慢'] }, { label: ['a'] }, { text: ['慢'], label: ['a'] }],
    [{ sentiment: ['negative'] }, { sentiment: ['negative', 'very_negative'] }, { sentiment: ['negative'] }],
    [{ channel: ['app'] }, { channel: ['web'] }, { channel: ['web'] }],
    [
      { from: ['2026-01-10'], to: ['2026-02-20'] },
      { from: ['2026-01-01'], to: ['2026-01-31'] },
      {
        from: ['2026-01-10'],
        to: ['2026-01-31'],
      },
    ],
    [{ from: ['2026-01-01T10:00:00Z'] }, { from: ['2026-01-01'] }, { from: ['2026-01-01T10:00:00Z'] }],
    [{ to: ['2026-01-31T10:00:00Z'] }, { to: ['2026-01-31'] }, { to: ['2026-01-31T10:00:00Z'] }],
    [{ label: ['a', 'b'] }, { label: ['a.c'] }, { label: ['a.c'] }],
    [{ label: ['a'] }, { label: ['b'] }, { label: ['a'], mention: ['b'] }],
    [{ label: ['a'], mention: ['c'] }, { label: ['b'] }, { label: ['b'], mention: ['c'] }],
  ])('%j by %j', (filter, by, expected) => {
    expect(narrowed(filter, by)).toEqual(expected);
  });
});

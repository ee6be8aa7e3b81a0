import { describe, expect, it } from 'vitest';
import { filterBody, filterOf, filterQuery, readFilter, withValues } from '../../src/web/app/filters/filter.ts';

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

  it('forgets names without values', () => {
    expect(withValues({ channel: ['app'], text: ['慢'] }, { channel: [], sentiment: ['negative'] })).toEqual({
      text: ['慢'],
      sentiment: ['negative'],
    });
  });
});

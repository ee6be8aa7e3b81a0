import { describe, expect, it } from 'vitest';
import { filterBody, filterOfBody, filterQuery, readFilter, withValues } from '../../src/web/app/filters/filter.ts';

describe('the filter in the address', () => {
  it('reads what it writes, and nothing else', () => {
    const filter = { text: ['<b>快递</b> & 慢'], channel: ['app', 'web'], from: ['2026-01-01'] };
    expect(readFilter(new URLSearchParams(filterQuery(filter)))).toEqual(filter);
    expect(readFilter(new URLSearchParams('text=&cursor=x&__proto__=1'))).toEqual({});
  });

  it('puts more parameters behind it', () => {
    expect(filterQuery({ label: ['a.b'] }, { limit: '5' })).toBe('?label=a.b&limit=5');
    expect(filterQuery({})).toBe('');
  });

  it('forgets names without values', () => {
    expect(withValues({ channel: ['app'], text: ['慢'] }, { channel: [], sentiment: ['negative'] })).toEqual({
      text: ['慢'],
      sentiment: ['negative'],
    });
  });

  it('goes into bodies as they have it, and comes back', () => {
    const filter = {
      text: ['慢'],
      ratingMin: ['2.5'],
      from: ['2026-01-01'],
      channel: ['app', 'web'],
      covered: ['false'],
    };
    const body = { text: '慢', ratingMin: 2.5, from: '2026-01-01', channel: ['app', 'web'], covered: false };
    expect(filterBody(filter)).toEqual(body);
    expect(filterOfBody({ ...body, metadata: { city: ['上海'] } })).toEqual(filter);
  });
});

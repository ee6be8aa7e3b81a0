import { describe, expect, it } from 'vitest';
import { filterQuery, readFilter, withValues } from '../../src/web/app/filters/filter.ts';

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
});

import { describe, expect, it } from 'vitest';
import { complete, lastTwoMonths, withTheOneBefore } from '../../src/web/app/pages/keywords/periods.ts';

describe('periods that are compared', () => {
  it('are as long as each other, side by side', () => {
    const expected = { from: '2026-03-01', to: '2026-03-07', beforeFrom: '2026-02-22', beforeTo: '2026-02-28' };
    expect(withTheOneBefore('2026-03-01', '2026-03-07')).toEqual(expected);
    expect(withTheOneBefore('2026-01-01', '2026-01-01')).toMatchObject({
      beforeFrom: '2025-12-31',
      beforeTo: '2025-12-31',
    });
  });

  it('are the last two months that have comments', () => {
    expect(lastTwoMonths(['2025-11-01', '2026-01-01', '2026-02-01'])).toEqual({
      from: '2026-02-01',
      to: '2026-02-28',
      beforeFrom: '2026-01-01',
      beforeTo: '2026-01-31',
    });
    expect(lastTwoMonths(['2026-01-01'])).toBeNull();
  });

  it('are asked for when all four days are there, in order', () => {
    const periods = { from: '2026-02-01', to: '2026-02-28', beforeFrom: '2026-01-01', beforeTo: '2026-01-31' };
    expect(complete(periods)).toBe(true);
    expect(complete({ ...periods, to: '' })).toBe(false);
    expect(complete({ ...periods, beforeTo: '2025-12-31' })).toBe(false);
  });
});

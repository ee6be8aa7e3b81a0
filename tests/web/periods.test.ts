import { expect, it } from 'vitest';
import { lastDay } from '../../src/web/app/pages/overview/periods.ts';

it.each([
  ['2026-02-01', 'month', '2026-02-28'],
  ['2028-02-01', 'month', '2028-02-29'],
  ['2026-12-01', 'month', '2026-12-31'],
  ['2026-12-28', 'week', '2027-01-03'],
  ['2026-03-31', 'day', '2026-03-31'],
] as const)('the period from %s by %s ends on %s', (first, interval, last) => {
  expect(lastDay(first, interval)).toBe(last);
});

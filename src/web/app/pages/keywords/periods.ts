import type { Periods } from '../../api/keywords.ts';
import { lastDay } from '../overview/periods.ts';

const dayMs = 86_400_000;
const iso = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** A period of days, and the one of the same length before it. */
export function withTheOneBefore(from: string, to: string): Periods {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  return { from, to, beforeFrom: iso(2 * start - end - dayMs), beforeTo: iso(start - dayMs) };
}

/**
 * Of months (first days, ascending) the last two that lie side by side, the earlier one as the period before; null where
 * there are fewer than two months.
 */
export function lastTwoMonths(months: readonly string[]): Periods | null {
  const [before, now] = months.slice(-2);
  if (before === undefined || now === undefined) return null;
  return { from: now, to: lastDay(now, 'month'), beforeFrom: before, beforeTo: lastDay(before, 'month') };
}

/** All four days are there, and none of the periods ends before it begins. */
export const complete = ({ from, to, beforeFrom, beforeTo }: Periods): boolean =>
  [from, to, beforeFrom, beforeTo].every((day) => /^\d{4}-\d{2}-\d{2}$/.test(day)) &&
  from <= to &&
  beforeFrom <= beforeTo;

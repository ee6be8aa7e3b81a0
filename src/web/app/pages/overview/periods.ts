export type Interval = 'day' | 'week' | 'month';

/** The last day of the period that begins with `first`; both as YYYY-MM-DD. */
export function lastDay(first: string, interval: Interval): string {
  const [year, month, day] = first.split('-').map(Number);
  const date =
    interval === 'month' ? Date.UTC(year, month, 0) : Date.UTC(year, month - 1, day + (interval === 'week' ? 6 : 0));
  return new Date(date).toISOString().slice(0, 10);
}

import type { BusinessEvent } from '../api/events.ts';

const longest = 14;

/** The period (first days, ascending) in which an event began or was on; null outside of them. `end`: their last day. */
export function periodOf(
  { from, to }: Pick<BusinessEvent, 'from' | 'to'>,
  periods: readonly string[],
  end: string,
): string | null {
  if (periods.length === 0 || to < periods[0] || from > end) return null;
  return periods.findLast((period) => period <= from) ?? periods[0];
}

/** Upright lines with the names of the events, for a series over an axis of periods. */
export function eventMarks(events: readonly BusinessEvent[], periods: readonly string[], end: string): object {
  const names = new Map<string, string[]>();
  for (const event of events) {
    const period = periodOf(event, periods, end);
    if (period !== null) names.set(period, [...(names.get(period) ?? []), event.name]);
  }
  return {
    silent: true,
    symbol: 'none',
    lineStyle: { color: '#8b6fc0', type: 'dashed', width: 2 },
    label: { formatter: ({ name }: { name: string }) => name, position: 'insideEndTop', color: 'inherit' },
    data: [...names].map(([xAxis, found]) => ({ xAxis, name: shortened(found.join(' · ')) })),
  };
}

const shortened = (name: string): string =>
  [...name].length > longest ? `${[...name].slice(0, longest).join('')}…` : name;

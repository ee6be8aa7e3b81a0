import type { CommentFilter } from '../filter.ts';
import { saying } from '../mention.ts';

export const plainGroups = ['channel', 'source', 'language', 'day', 'week', 'month', 'label', 'dimension'] as const;
/** By what ratings are put into groups: `dimension` by sub-score, `metadata.<key>` by the value under that key. */
export type GroupKey = (typeof plainGroups)[number] | `metadata.${string}`;

/** Groups that are parts of the whole: no comment is in two of them. */
export function areParts(by: GroupKey): boolean {
  return by !== 'label' && by !== 'dimension';
}

/** The filter that opens the comments of one group; null for those that none can name. Without a value only channels can be named. */
export function narrowed(filter: CommentFilter, by: GroupKey, key: string): CommentFilter | null {
  if (by === 'dimension') return filter;
  if (key === '' && by !== 'channel') return null;
  if (by === 'label') return saying(filter, [key]);
  if (by === 'day') return within(filter, key, key);
  if (by === 'week') return within(filter, key, shifted(key, 6));
  if (by === 'month') return within(filter, `${key.slice(0, 7)}-01`, lastOfMonth(key));
  if (by.startsWith('metadata.')) {
    return { ...filter, metadata: { ...filter.metadata, [by.slice('metadata.'.length)]: [key] } };
  }
  return { ...filter, [by]: [key] };
}

/** Days that lie in both periods; an instant that cuts a day stays. */
export function within(filter: CommentFilter, from: string, to: string): CommentFilter {
  const { from: begin, to: end } = filter;
  return {
    ...filter,
    from: begin !== undefined && begin > from ? begin : from,
    to: end !== undefined && end.slice(0, 10) <= to ? end : to,
  };
}

const dayMs = 86_400_000;

export function shifted(day: string, days: number): string {
  return new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10);
}

export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs);
}

export function lastOfMonth(day: string): string {
  const [year, month] = day.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}

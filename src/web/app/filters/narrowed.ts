import { type Filter, type FilterName, withValues } from './filter.ts';

/** Of these a comment has one value. */
const exclusive: FilterName[] = ['sentiment', 'kind', 'escalation', 'channel', 'source', 'language', 'author', 'state'];

/**
 * The comments of a filter that are also those of another, where one filter names them: values that both ask for, days of both,
 * labels of both. Else those that the other chooses.
 */
export function narrowed(filter: Filter, by: Filter): Filter {
  const next = { ...withValues(filter, by), ...labelsOfBoth(filter, by) };
  for (const name of exclusive) {
    const both = by[name]?.filter((value) => filter[name]?.includes(value)) ?? [];
    if (both.length > 0) next[name] = both;
  }
  if (filter.from && by.from) next.from = [[...filter.from, ...by.from].sort().at(-1)!];
  if (filter.to && by.to) next.to = [[...filter.to, ...by.to].sort(byEnd)[0]];
  return next;
}

/** A label stands beside one of the page that it does not lie under. */
function labelsOfBoth({ label, mention }: Filter, by: Filter): Filter {
  if (!by.label || !label || mention) return {};
  const isUnder = (code: string) => label.some((wide) => `${code}.`.startsWith(`${wide}.`));
  return by.label.every(isUnder) ? {} : { label, mention: by.label };
}

/** A day ends after its instants. */
function byEnd(a: string, b: string): number {
  return `${a}~` < `${b}~` ? -1 : 1;
}

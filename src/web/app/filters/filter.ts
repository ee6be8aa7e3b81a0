import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

/** Parameters that choose comments: of the API and of the page's address, by the same names. */
export const filterNames = [
  'text',
  'label',
  'sentiment',
  'kind',
  'escalation',
  'channel',
  'source',
  'language',
  'ratingMin',
  'ratingMax',
  'from',
  'to',
  'conflict',
  'keyword',
  'topic',
  'covered',
] as const;
export type FilterName = (typeof filterNames)[number];

/** Values by name; several values of one name mean any of them. */
export type Filter = Partial<Record<FilterName, string[]>>;

export function readFilter(params: URLSearchParams): Filter {
  const filter: Filter = {};
  for (const name of filterNames) {
    const values = params.getAll(name).filter((value) => value !== '');
    if (values.length > 0) filter[name] = values;
  }
  return filter;
}

/** The filter as a query, in the order of `filterNames`, with more parameters behind it. */
export function filterQuery(filter: Filter, more: Record<string, string> = {}): string {
  const params = new URLSearchParams();
  for (const name of filterNames) for (const value of filter[name] ?? []) params.append(name, value);
  for (const [name, value] of Object.entries(more)) params.append(name, value);
  const query = params.toString();
  return query === '' ? '' : `?${query}`;
}

const numbers: readonly FilterName[] = ['ratingMin', 'ratingMax'];
const single: readonly FilterName[] = ['text', 'from', 'to'];

/** The filter as bodies of the API have it. */
export function filterBody(filter: Filter): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(filter).map(([name, values]) => {
      if (numbers.includes(name as FilterName)) return [name, Number(values[0])];
      if (single.includes(name as FilterName)) return [name, values[0]];
      return [name, name === 'covered' ? values[0] === 'true' : values];
    }),
  );
}

/** A filter that the API answered, as pages have it; what pages do not know is left out. */
export function filterOfBody(body: Record<string, unknown>): Filter {
  return Object.fromEntries(
    filterNames
      .filter((name) => body[name] !== undefined)
      .map((name) => [name, (Array.isArray(body[name]) ? body[name] : [body[name]]).map(String)]),
  );
}

export function withValues(filter: Filter, changes: Filter): Filter {
  const next = { ...filter, ...changes };
  for (const name of filterNames) if (next[name]?.length === 0) delete next[name];
  return next;
}

/** The filter in the address, which all pages share. */
export function useFilter(): { filter: Filter; change: (changes: Filter) => void; clear: () => void } {
  const [params, setParams] = useSearchParams();
  const filter = useMemo(() => readFilter(params), [params]);
  const change = useCallback(
    (changes: Filter) => setParams(new URLSearchParams(filterQuery(withValues(filter, changes)))),
    [filter, setParams],
  );
  const clear = useCallback(() => setParams(new URLSearchParams()), [setParams]);
  return { filter, change, clear };
}

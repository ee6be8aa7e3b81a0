import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

/** Parameters that choose comments: of the API and of the page's address, by the same names. */
export const filterNames = [
  'text',
  'label',
  'mention',
  'noMention',
  'sentiment',
  'kind',
  'escalation',
  'channel',
  'source',
  'language',
  'author',
  'rated',
  'ratingMin',
  'ratingMax',
  'from',
  'to',
  'conflict',
  'keyword',
  'topic',
  'covered',
  'quality',
  'flag',
  'scanned',
  'state',
] as const;
export type FilterName = (typeof filterNames)[number];
type MetadataName = `metadata.${string}`;

/** Values by name; several values of one name mean any of them. An empty channel: those without one. */
export type Filter = Partial<Record<FilterName | MetadataName, string[]>>;

export function readFilter(params: URLSearchParams): Filter {
  const filter: Filter = {};
  for (const name of [...filterNames, ...metadataNames([...params.keys()])]) {
    const values = params.getAll(name).filter((value) => value !== '' || name === 'channel');
    if (values.length > 0) filter[name] = values;
  }
  return filter;
}

/** The filter as a query, in the order of `filterNames`, with more parameters behind it. */
export function filterQuery(filter: Filter, more: Record<string, string> = {}): string {
  const params = new URLSearchParams();
  for (const name of [...filterNames, ...metadataNames(Object.keys(filter))])
    for (const value of filter[name] ?? []) params.append(name, value);
  for (const [name, value] of Object.entries(more)) params.append(name, value);
  const query = params.toString();
  return query === '' ? '' : `?${query}`;
}

function metadataNames(names: string[]): MetadataName[] {
  return [...new Set(names)].filter((name): name is MetadataName => name.startsWith('metadata.')).sort();
}

export function withValues(filter: Filter, changes: Filter): Filter {
  const next = { ...filter, ...changes };
  for (const name of Object.keys(next) as (keyof Filter)[]) if (next[name]?.length === 0) delete next[name];
  return next;
}

const numbers: string[] = ['ratingMin', 'ratingMax'];
const flags: string[] = ['covered', 'rated', 'scanned'];
const single: string[] = ['text', 'from', 'to', 'quality'];

/** The filter as bodies of the API have it. */
export function filterBody(filter: Filter): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  const metadata: Record<string, string[]> = {};
  for (const [name, values = []] of Object.entries(filter)) {
    if (name.startsWith('metadata.')) metadata[name.slice('metadata.'.length)] = values;
    else if (numbers.includes(name)) body[name] = Number(values[0]);
    else if (flags.includes(name)) body[name] = values[0] === 'true';
    else body[name] = single.includes(name) ? values[0] : values;
  }
  return Object.keys(metadata).length > 0 ? { ...body, metadata } : body;
}

/** The filter of a body of the API. */
export function filterOf({ metadata, ...body }: Record<string, unknown>): Filter {
  const filter: Filter = {};
  for (const [name, value] of Object.entries(body))
    filter[name as FilterName] = (Array.isArray(value) ? value : [value]).map(String);
  for (const [key, values] of Object.entries((metadata ?? {}) as Record<string, string[]>))
    filter[`metadata.${key}`] = values;
  return filter;
}

/** The filter in the address, which all pages share. */
export function useFilter(): {
  filter: Filter;
  change: (changes: Filter) => void;
  replace: (filter: Filter) => void;
  clear: () => void;
} {
  const [params, setParams] = useSearchParams();
  const filter = useMemo(() => readFilter(params), [params]);
  const change = useCallback(
    (changes: Filter) => setParams(new URLSearchParams(filterQuery(withValues(filter, changes)))),
    [filter, setParams],
  );
  const replace = useCallback((next: Filter) => setParams(new URLSearchParams(filterQuery(next))), [setParams]);
  const clear = useCallback(() => setParams(new URLSearchParams()), [setParams]);
  return { filter, change, replace, clear };
}

/** Keywords of many comments, and the words that count as one. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { KeywordAnswer } from '../../../feedback/keywordQuery.ts';
import type { SynonymGroup } from '../../../feedback/synonyms.ts';
import { type Filter, filterQuery } from '../filters/filter.ts';
import { call, send } from './client.ts';

export type { SynonymGroup } from '../../../feedback/synonyms.ts';

const listed = '100';
const besides = '5';

function useAnswer(path: string | null) {
  return useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => call<KeywordAnswer>(path!, { signal }),
    enabled: path !== null,
    placeholderData: keepPreviousData,
  });
}

/** The words beside each keyword take the service longest to find: they come after the keywords. */
export function useRankedKeywords(filter: Filter) {
  const alone = useAnswer(`/v1/keywords${filterQuery(filter, { limit: listed })}`);
  const withBesides = filterQuery(filter, { limit: listed, beside: besides });
  const whole = useAnswer(alone.data === undefined ? null : `/v1/keywords${withBesides}`);
  return whole.data === undefined || whole.isPlaceholderData ? alone : whole;
}

export interface Periods {
  from: string;
  to: string;
  beforeFrom: string;
  beforeTo: string;
}

/** Null: nothing is asked. */
export function useRisingKeywords(filter: Filter, periods: Periods | null) {
  const { from: _, to: __, ...others } = filter;
  return useAnswer(periods && `/v1/keywords${filterQuery(others, { rank: 'rise', limit: listed, ...periods })}`);
}

/** Against the comments of another filter, or all others. Null: nothing is asked. */
export function useContrastedKeywords(filter: Filter, other: Filter | 'rest' | null) {
  return useAnswer(
    other && `/v1/keywords${filterQuery(filter, { rank: 'contrast', limit: listed })}${otherQuery(other)}`,
  );
}

function otherQuery(other: Filter | 'rest'): string {
  if (other === 'rest') return '&other=rest';
  const params = new URLSearchParams();
  for (const [name, value] of new URLSearchParams(filterQuery(other))) params.append(`other.${name}`, value);
  return `&${params}`;
}

const synonymsPath = '/v1/synonyms';

export interface Synonyms {
  groups: SynonymGroup[];
  etag: string;
}

async function synonymsOf(answer: Promise<Response>): Promise<Synonyms> {
  const response = await answer;
  const { groups } = (await response.json()) as Pick<Synonyms, 'groups'>;
  return { groups, etag: response.headers.get('ETag') ?? '*' };
}

export function useSynonyms() {
  return useQuery({ queryKey: [synonymsPath], queryFn: ({ signal }) => synonymsOf(send(synonymsPath, { signal })) });
}

/** Refused when somebody else has changed them since `etag`. */
export const putSynonyms = (groups: SynonymGroup[], etag: string): Promise<Synonyms> =>
  synonymsOf(send(synonymsPath, { method: 'PUT', body: { groups }, ifMatch: etag }));

import { useQuery } from '@tanstack/react-query';
import type { BusinessEvent } from '../../../feedback/statistics/events.ts';
import { call } from './client.ts';
import type { List } from './types.ts';

export type { BusinessEvent, EventKind } from '../../../feedback/statistics/events.ts';

export const eventsPath = '/v1/events';

/** What happened in the business. Fetched anew with the figures of the statistics. */
export function useEvents() {
  return useQuery({
    queryKey: ['/v1/stats', eventsPath],
    queryFn: () => call<List<BusinessEvent>>(eventsPath),
    select: ({ items }) => items,
  });
}

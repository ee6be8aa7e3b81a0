import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { WebhookDelivery, WebhookEndpoint, WebhookInput } from '../../../feedback/webhooks.ts';
import { call } from './client.ts';
import type { List } from './types.ts';

export type { WebhookDelivery, WebhookEndpoint, WebhookEvent, WebhookInput } from '../../../feedback/webhooks.ts';

const path = '/v1/webhooks';
const dayMs = 86_400_000;

export const addressOf = (id: string): string => `${path}/${encodeURIComponent(id)}`;

export function useWebhooks() {
  return useQuery({ queryKey: [path], queryFn: () => call<List<WebhookEndpoint>>(path) });
}

export function useDeliveries(id: string) {
  const of = `${addressOf(id)}/deliveries?limit=50`;
  return useQuery({ queryKey: [path, of], queryFn: () => call<List<WebhookDelivery>>(of), refetchInterval: 3000 });
}

/** All that changes webhooks; what is shown of them is fetched anew. */
export function useWebhookCall<T>(onError: (error: Error) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ to, ...options }: { to: string; method: 'POST' | 'PATCH' | 'DELETE'; body?: unknown }) =>
      call<T>(to, options),
    onSuccess: () => queries.invalidateQueries({ queryKey: [path] }),
    onError,
  });
}

export const addWebhook = (body: WebhookInput) => ({ to: path, method: 'POST' as const, body });

export const replayFailed = (id: string) => ({
  to: `${addressOf(id)}/replay`,
  method: 'POST' as const,
  body: { since: new Date(Date.now() - 7 * dayMs).toISOString(), only: 'failed' },
});

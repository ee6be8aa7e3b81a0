import type { Scope } from '../../feedback/read.ts';
import type { WebhookEndpoint, WebhookInput } from '../../feedback/webhooks.ts';
import type { Queue } from '../queue.ts';
import type { AddressCheck } from './address.ts';
import { webhookTopic } from './deliver.ts';

interface Endpoints {
  create(scope: Scope, input: WebhookInput): Promise<{ endpoint: WebhookEndpoint; secret: string }>;
  change(
    scope: Scope,
    id: string,
    patch: Partial<WebhookInput> & { enabled?: boolean },
  ): Promise<WebhookEndpoint | null>;
  test(scope: Scope, id: string): Promise<{ deliveryId: string } | null>;
}

/** Endpoints whose addresses are checked before they are kept, as they are checked each time before something is sent. */
export function guardEndpoints<S extends Endpoints>(store: S, check: AddressCheck, queue: Queue): S {
  return {
    ...store,
    async create(scope, input) {
      await check(input.url);
      return store.create(scope, input);
    },
    async change(scope, id, patch) {
      if (patch.url !== undefined) await check(patch.url);
      return store.change(scope, id, patch);
    },
    async test(scope, id) {
      const queued = await store.test(scope, id);
      queue.ring(webhookTopic);
      return queued;
    },
  };
}

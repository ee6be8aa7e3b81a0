import { raiseForComments } from './alerts/raise.ts';
import type { Trx } from './database/schema.ts';
import { refold } from './refold.ts';
import type { CommentKey } from './rollups.ts';
import { watchComments } from './webhooks/changes.ts';
import { readSubscriptions } from './webhooks/outbox.ts';

/** Brings what is derived in step with the decisions, and tells and judges what has come of it. */
export async function refoldDecided(trx: Trx, keys: readonly CommentKey[], now: number): Promise<void> {
  const subscriptions = await readSubscriptions(
    trx,
    keys.map(([workspaceId]) => workspaceId),
  );
  const tell = await watchComments(trx, keys, subscriptions);
  await refold(trx, keys, now);
  await tell(false, now);
  await raiseForComments(trx, keys, new Map(), now);
}

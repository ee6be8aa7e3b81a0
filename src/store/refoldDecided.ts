import { raiseForComments } from './alerts/raise.ts';
import { enabledRules } from './alerts/rules.ts';
import type { Trx } from './database/schema.ts';
import { askAll } from './database/sql.ts';
import { refold } from './refold.ts';
import type { CommentKey } from './rollups.ts';
import { watchComments } from './webhooks/changes.ts';
import { subscriptionsOf } from './webhooks/outbox.ts';

/** Brings what is derived in step with the decisions, and tells and judges what has come of it. */
export async function refoldDecided(trx: Trx, keys: readonly CommentKey[], now: number): Promise<void> {
  const workspaceIds = keys.map(([workspaceId]) => workspaceId);
  const [subscriptions, rules] = await askAll(trx, [
    subscriptionsOf(trx, workspaceIds),
    enabledRules(trx, 'comment', workspaceIds),
  ]);
  const tell = await watchComments(trx, keys, subscriptions);
  await refold(trx, keys, now);
  await tell?.(false, now);
  await raiseForComments(trx, keys, rules, new Map(), now);
}

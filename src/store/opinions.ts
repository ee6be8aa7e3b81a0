/** Samples of what was decided, and what becomes of second opinions. */
import { sql } from 'kysely';
import type { Decided, DecisionRole } from '../feedback/decision.ts';
import { compareDecided, comparedFields, differences, keyFields } from '../feedback/opinions.ts';
import { isSampled } from '../feedback/queue.ts';
import type { Trx } from './database/schema.ts';
import { decidedBefore } from './decisions.ts';
import { addItem, type ItemRow } from './reviewItems.ts';

/**
 * What follows from a decision: the first one on a comment of a sample is looked at again by somebody else; an opinion that
 * differs from it goes to a third.
 */
export async function followUp(
  trx: Trx,
  item: ItemRow,
  { role, decided, content, now }: { role: DecisionRole; decided: Decided; content: string; now: number },
): Promise<void> {
  if (role === 'first') return drawSamples(trx, item, now);
  if (role === 'final') return;
  const first = await decidedBefore(trx, item.workspace_id, item.comment_id, content);
  const fields = role === 'check' ? keyFields : comparedFields;
  const differing = differences(compareDecided(first, decided, fields));
  if (differing.length > 0) await addItem(trx, item, 'disagreement', differing.join(', '), now);
}

async function drawSamples(trx: Trx, item: ItemRow, now: number): Promise<void> {
  const shares = await trx
    .selectFrom('workspace')
    .select(['second_opinion_share', 'final_check_share'])
    .where('id', '=', item.workspace_id)
    .executeTakeFirstOrThrow();
  const samples = [
    ['second_opinion', shares.second_opinion_share],
    ['final_check', shares.final_check_share],
  ] as const;
  for (const [reason, share] of samples) {
    if (isSampled(item.comment_id, share, reason)) await addItem(trx, item, reason, null, now);
  }
}

/** Without the first decision there is nothing that another could be compared with. */
export async function dropOpinions(trx: Trx, item: ItemRow, role: DecisionRole): Promise<void> {
  const reasons = role === 'first' ? ['second_opinion', 'final_check', 'disagreement'] : ['disagreement'];
  if (role === 'final') return;
  await sql`delete from review_item where workspace_id = ${item.workspace_id} and comment_id = ${item.comment_id}
    and state = 'open' and id <> ${item.id} and reason in (${sql.join(reasons)})`.execute(trx);
}

import { parseArgs } from 'node:util';
import type { Contest } from '../feedback/learning/contest.ts';
import type { ConflictFindings, LeafFindings } from '../feedback/learning/stored.ts';
import type { Job } from '../feedback/read.ts';
import { connectionOptions, createClient } from './client.ts';
import { exitCodes } from './exit.ts';
import { followJob } from './followJob.ts';

interface TrainResult {
  model: string;
  promoted: boolean;
  examples: number;
  texts: number;
  strength: number;
  gold: Contest & { championVersion: number | null };
  leaves: LeafFindings;
  conflicts: ConflictFindings;
  changes: { comments: number; changed: number };
}

/** Asks a running service to train the workspace's model, and prints what came of it. */
export async function train(args: string[]): Promise<number> {
  const options = {
    ...connectionOptions,
    'no-ratings': { type: 'boolean', default: false },
    'by-hand': { type: 'boolean', default: false },
  } as const;
  const { values } = parseArgs({ args, options });
  const client = createClient(values);
  const order = { ratings: !values['no-ratings'], promote: !values['by-hand'] };
  const job = (await client.request('POST', '/v1/models/train', order)) as Job;
  const { result } = await followJob(client, job, 'training');
  process.stdout.write(process.stdout.isTTY ? report(result as TrainResult) : `${JSON.stringify(result)}\n`);
  return exitCodes.done;
}

function report({ model, promoted, examples, texts, gold, leaves, conflicts, changes }: TrainResult): string {
  const champion = gold.championVersion === null ? 'the shipped model' : `model ${gold.championVersion}`;
  return [
    `model ${model}, from ${examples} decided and ${texts} other comments`,
    `on ${gold.challenger.n} gold comments: ${gold.challenger.right} right, ${champion} ${gold.champion.right}`,
    `${leaves.corrected.length} leaves are corrected: ${leaves.gold.challenger.right} of ${leaves.gold.challenger.n} gold ones right, before ${leaves.gold.champion.right}`,
    `conflicts, from ${conflicts.examples} decided ones: ${conflicts.gold.challenger.hits} of ${conflicts.gold.challenger.conflicts} gold ones found with ${conflicts.gold.challenger.flagged} flags, before ${conflicts.gold.champion.hits} with ${conflicts.gold.champion.flagged}`,
    `${changes.changed} of ${changes.comments} comments would get another label`,
    promoted ? 'it is in force' : `not in force: POST /v1/models/${model}/promote puts it there`,
    '',
  ].join('\n');
}

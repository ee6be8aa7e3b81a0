import { parseArgs } from 'node:util';
import type { GoldFigures } from '../feedback/learning/contest.ts';
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
  gold: { champion: GoldFigures; challenger: GoldFigures; championVersion: number | null };
  changes: { comments: number; changed: number };
}

/** Asks a running service to train the workspace's model, and prints what came of it. */
export async function train(args: string[]): Promise<number> {
  const options = {
    ...connectionOptions,
    ratings: { type: 'boolean', default: false },
    'by-hand': { type: 'boolean', default: false },
  } as const;
  const { values } = parseArgs({ args, options });
  const client = createClient(values);
  const order = { ratings: values.ratings, promote: !values['by-hand'] };
  const job = (await client.request('POST', '/v1/models/train', order)) as Job;
  const { result } = await followJob(client, job, 'training');
  process.stdout.write(process.stdout.isTTY ? report(result as TrainResult) : `${JSON.stringify(result)}\n`);
  return exitCodes.done;
}

function report({ model, promoted, examples, texts, gold, changes }: TrainResult): string {
  const champion = gold.championVersion === null ? 'the shipped model' : `model ${gold.championVersion}`;
  return [
    `model ${model}, from ${examples} decided and ${texts} other comments`,
    `on ${gold.challenger.n} gold comments: ${gold.challenger.right} right, ${champion} ${gold.champion.right}`,
    `${changes.changed} of ${changes.comments} comments would get another label`,
    promoted ? 'it is in force' : `not in force: POST /v1/models/${model}/promote puts it there`,
    '',
  ].join('\n');
}

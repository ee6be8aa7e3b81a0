import { parseArgs } from 'node:util';
import type { Job } from '../feedback/read.ts';
import { connectionOptions, createClient } from './client.ts';
import { followImport } from './followJob.ts';

/** Asks a running service to load its sample comments. */
export async function sample(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: connectionOptions });
  const client = createClient(values);
  return followImport(client, (await client.request('POST', '/v1/sample')) as Job);
}

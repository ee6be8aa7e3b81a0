import { openAsBlob } from 'node:fs';
import { access } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import type { Job } from '../feedback/read.ts';
import { connectionOptions, createClient } from './client.ts';
import { followImport } from './followJob.ts';
import { oneFile, readColumns, readScale } from './options.ts';

/** Sends a file to a running service. */
export async function importFile(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...connectionOptions,
      source: { type: 'string' },
      channel: { type: 'string' },
      language: { type: 'string' },
      scale: { type: 'string' },
      columns: { type: 'string', multiple: true },
      'dry-run': { type: 'boolean', default: false },
    },
  });
  const file = oneFile(positionals, 'import');
  const { source, channel, language } = values;
  const defaults = { source, channel, language, ratingScale: readScale(values.scale) };
  const columns = readColumns(values.columns);
  const client = createClient(values);

  await access(file);
  const form = new FormData();
  form.set('dryRun', String(values['dry-run']));
  if (Object.values(defaults).some((value) => value !== undefined)) form.set('defaults', JSON.stringify(defaults));
  if (columns) form.set('columns', JSON.stringify(columns));
  form.set('file', await openAsBlob(file), basename(file));
  return followImport(client, (await client.request('POST', '/v1/imports', form)) as Job);
}

import { openAsBlob } from 'node:fs';
import { access } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { AppError } from '../errors.ts';
import type { Job } from '../feedback/read.ts';
import { type Client, connectionOptions, createClient } from './client.ts';
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
  const job = await startImport(client, file, { defaults, columns, dryRun: values['dry-run'] });
  return followImport(client, job).catch((error) => {
    if (!(error instanceof AppError) || error.code !== 'columns_unmapped') throw error;
    throw new AppError(
      error.code,
      `${error.message}\nName columns by --columns "HEADER=text,HEADER=source"; --source NAME stands for all rows.`,
    );
  });
}

/** Sends the file; the job does the rest. */
export async function startImport(
  client: Client,
  file: string,
  { defaults, columns, dryRun }: { defaults: object; columns: Columns; dryRun: boolean },
): Promise<Job> {
  await access(file);
  const form = new FormData();
  form.set('dryRun', String(dryRun));
  if (Object.values(defaults).some((value) => value !== undefined)) form.set('defaults', JSON.stringify(defaults));
  if (columns) form.set('columns', JSON.stringify(columns));
  form.set('file', await openAsBlob(file), basename(file));
  return (await client.request('POST', '/v1/imports', form)) as Job;
}

type Columns = ReturnType<typeof readColumns>;

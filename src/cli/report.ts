import { writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { ImportResult, Job, StatsSummary, TrendPoint } from '../feedback/read.ts';
import {
  type Period,
  type ReportDocument,
  type ReportFormat,
  type ReportLanguage,
  reportFormats,
  reportLanguages,
} from '../feedback/report/document.ts';
import { type NamedPeriod, namedPeriods } from '../feedback/report/order.ts';
import { type Client, connectionOptions, createClient } from './client.ts';
import { exitCodes, UsageError } from './exit.ts';
import { followJob } from './followJob.ts';
import { startImport } from './import.ts';
import { oneFile, readColumns, readScale } from './options.ts';
import { startOwnService } from './ownService.ts';

interface Order {
  period: NamedPeriod | Period | null;
  language: ReportLanguage;
  title?: string;
}

/** Makes a report: of a running service, or of a file by a service of its own that leaves nothing behind. */
export async function report(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...connectionOptions,
      out: { type: 'string', multiple: true },
      period: { type: 'string' },
      title: { type: 'string' },
      language: { type: 'string', default: 'zh-CN' },
      taxonomy: { type: 'string' },
      scale: { type: 'string' },
      columns: { type: 'string', multiple: true },
    },
  });
  const outs = readOuts(values.out);
  const { title } = values;
  const order: Order = {
    period: readPeriod(values.period),
    language: readLanguage(values.language),
    ...(title !== undefined && { title }),
  };
  if (positionals.length === 0) {
    await make(createClient(values), order, outs);
    return exitCodes.done;
  }
  const file = oneFile(positionals, 'report');
  if (values.url !== undefined) throw new UsageError('a file or --url, not both');
  const defaults = { source: 'cli', ratingScale: readScale(values.scale) };
  const columns = readColumns(values.columns);
  const own = await startOwnService();
  try {
    if (values.taxonomy !== undefined)
      await own.client.request('PATCH', '/v1/workspace', { taxonomy: values.taxonomy });
    const job = await followJob(
      own.client,
      await startImport(own.client, file, { defaults, columns, dryRun: false }),
      'reading',
    );
    await untilAnalysed(own.client);
    await make(own.client, { ...order, period: order.period ?? (await daysOf(own.client)) }, outs);
    const { rejected } = job.result as ImportResult;
    if (rejected > 0) process.stderr.write(`${rejected} rows rejected\n`);
    return rejected > 0 ? exitCodes.partly : exitCodes.done;
  } finally {
    await own.close();
  }
}

async function make(client: Client, { period, ...order }: Order, outs: Out[]): Promise<void> {
  const body = { ...order, period: period ?? 'month' };
  const { id, jobId } = (await client.request('POST', '/v1/reports', body)) as { id: string; jobId: string };
  await followJob(client, (await client.request('GET', `/v1/jobs/${jobId}`)) as Job, 'report');
  for (const { path, format } of outs) await writeFile(path, await client.download(`/v1/reports/${id}.${format}`));
  const { document } = (await client.request('GET', `/v1/reports/${id}`)) as { document: ReportDocument };
  const { title, period: days, figures } = document;
  const made = { id, title, period: days, comments: figures.comments, files: outs.map(({ path }) => path) };
  process.stdout.write(
    process.stdout.isTTY
      ? `${title}\n${figures.comments} comments, ${days.from} to ${days.to}\n${made.files.join('\n')}\n`
      : `${JSON.stringify(made)}\n`,
  );
}

const pollMs = 200;

async function untilAnalysed(client: Client): Promise<void> {
  while (((await client.request('GET', '/v1/stats/summary')) as StatsSummary).pending > 0) await pause(pollMs);
}

/** From the first day with a comment to the last one. */
async function daysOf(client: Client): Promise<Period> {
  const { items } = (await client.request('GET', '/v1/stats/trend?interval=day')) as { items: TrendPoint[] };
  const first = items[0];
  if (!first) throw new UsageError('there is no comment in the file');
  return { from: first.period, to: items.at(-1)!.period };
}

interface Out {
  path: string;
  format: ReportFormat;
}

function readOuts(paths: string[] | undefined): Out[] {
  if (!paths) throw new UsageError('--out FILE is needed: .html, .docx, .xlsx or .md');
  return paths.map((path) => {
    const format = reportFormats.find((one) => extname(path).toLowerCase() === `.${one}`);
    if (!format) throw new UsageError(`--out ${path}: it ends in ${reportFormats.map((one) => `.${one}`).join(', ')}`);
    return { path, format };
  });
}

function readPeriod(text: string | undefined): NamedPeriod | Period | null {
  if (text === undefined) return null;
  const named = namedPeriods.find((name) => name === text);
  if (named) return named;
  const days = /^(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})$/.exec(text);
  if (!days)
    throw new UsageError(`--period ${text}: ${namedPeriods.join(', ')}, or write it as 2026-01-01..2026-01-31`);
  return { from: days[1]!, to: days[2]! };
}

function readLanguage(text: string): ReportLanguage {
  const language = reportLanguages.find((one) => one === text);
  if (!language) throw new UsageError(`--language ${text}: it is ${reportLanguages.join(', ')}`);
  return language;
}

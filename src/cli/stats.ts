import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { requireConfig } from '../config.ts';
import type { ParsedComment } from '../feedback/comment.ts';
import type { ImportOptions, ImportRow } from '../feedback/importing.ts';
import type { Share } from '../feedback/read.ts';
import { countOf, grouped, type RatingCount } from '../feedback/statistics/counts.ts';
import {
  equallyWeighted,
  gradeNames,
  type Scores,
  scoresOf,
  type WaysToGoal,
  waysToReach,
} from '../feedback/statistics/scores.ts';
import { exitCodes, UsageError } from './exit.ts';
import { oneFile, parsingOf, readColumns, readScale } from './options.ts';
import { showProgress } from './progress.ts';
import { inBatches, openRows } from './rows.ts';

/** Counts the ratings of a file; how many comments there are makes no difference to the memory that it takes. */
export async function stats(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      scale: { type: 'string' },
      columns: { type: 'string', multiple: true },
      goal: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const file = oneFile(positionals, 'stats');
  const scale = readScale(values.scale);
  const columns = readColumns(values.columns);
  const goal = readGoal(values.goal);
  const options: ImportOptions = {
    dryRun: true,
    ...(columns && { columns }),
    defaults: { source: 'cli', ...(scale && { ratingScale: scale }) },
  };
  const rows = await openRows(file, options, parsingOf(requireConfig(process.env, availableParallelism())));
  const { counts, comments, rejected } = await countRows(rows);
  const report = reportOf([...counts.values()], comments, rejected, goal);
  process.stdout.write(values.json || !process.stdout.isTTY ? `${JSON.stringify(report)}\n` : `${table(report)}\n`);
  return rejected > 0 ? exitCodes.partly : exitCodes.done;
}

function readGoal(text: string | undefined): number | null {
  if (text === undefined) return null;
  const goal = Number(text);
  if (text.trim() === '' || !(goal >= 0 && goal <= 100)) throw new UsageError('--goal is a number from 0 to 100');
  return goal;
}

async function countRows(rows: AsyncIterable<ImportRow>) {
  const counts = new Map<string, RatingCount>();
  const progress = showProgress('counting');
  let comments = 0;
  let rejected = 0;
  for await (const batch of inBatches(rows)) {
    for (const { comment } of batch) {
      if (comment.ok) count(counts, comment.value);
      else rejected++;
    }
    comments += batch.length;
    progress.update(batch.at(-1)!.progress, comments);
  }
  progress.stop();
  return { counts, comments: comments - rejected, rejected };
}

/** Overall ratings under '', sub-scores under their names, channels behind them. */
function count(
  counts: Map<string, RatingCount>,
  { rating, ratings, ratingScale: scale, channel = '' }: ParsedComment,
): void {
  const given = [...(rating === undefined ? [] : [['', rating] as const]), ...Object.entries(ratings ?? {})];
  for (const [dimension, value] of given) {
    const key = JSON.stringify([dimension, channel, scale.min, scale.max, value]);
    const found = counts.get(key);
    if (found) found.n++;
    else counts.set(key, { keys: [dimension, channel], scale, rating: value, n: 1 });
  }
}

interface Report {
  comments: number;
  rejected: number;
  total: Scores;
  channels: ({ channel: string } & Scores)[];
  dimensions: ({ dimension: string } & Scores)[];
  equallyWeighted: number | null;
  ways: WaysToGoal | null;
}

function reportOf(counts: RatingCount[], comments: number, rejected: number, goal: number | null): Report {
  const overall = counts.filter(({ keys }) => keys[0] === '');
  const dimensions = [
    ...grouped(
      counts.filter(({ keys }) => keys[0] !== ''),
      ({ keys }) => keys[0]!,
    ),
  ].map(([dimension, group]) => ({ dimension, ...scoresOf(group) }));
  const channels = [...grouped(overall, ({ keys }) => keys[1]!)]
    .map(([channel, group]) => ({ channel, ...scoresOf(group) }))
    .sort((a, b) => b.n - a.n || (a.channel < b.channel ? -1 : 1));
  return {
    comments,
    rejected,
    total: scoresOf(overall),
    channels: countOf(overall) > 0 && channels.length > 1 ? channels : [],
    dimensions,
    equallyWeighted: equallyWeighted(dimensions.flatMap(({ index }) => (index ? [index.value] : []))),
    ways: goal === null ? null : waysToReach(overall, goal),
  };
}

function table({ comments, rejected, total, channels, dimensions, equallyWeighted: mean, ways }: Report): string {
  const lines = [
    `${comments} comments${rejected > 0 ? `, ${rejected} rejected` : ''}`,
    ...line('all', total),
    ...channels.flatMap((row) => line(row.channel || '(no channel)', row)),
    ...dimensions.flatMap((row) => line(row.dimension, row)),
    ...(mean === null ? [] : [`equally weighted total of the dimensions: ${mean.toFixed(1)}`]),
  ];
  if (total.grade !== null)
    lines.push(`grades ${gradeNames.map((name, i) => `${name}: ${total.grades[i]}`).join('  ')}`);
  if (ways) {
    lines.push(`to the goal: ${ways.liftLow.ratings} ratings below ${ways.liftLow.to} rise to it`);
    const raise = ways.raiseHigh;
    if (raise) lines.push(`or: the ${raise.to}s go from ${percent(raise.shareBefore)} to ${percent(raise.shareAfter)}`);
  }
  return lines.join('\n');
}

function line(name: string, { n, csat, nps, index }: Scores): string[] {
  if (n === 0) return [];
  const figures = [
    csat && `CSAT ${between(csat, 100, '%')}`,
    nps && `NPS ${between(nps, 1, '')}`,
    index && `index ${between(index, 1, '')}`,
  ];
  return [`${name}  n ${n}  ${figures.filter((figure) => figure !== null).join('  ')}`];
}

function between({ value, low, high }: Share, factor: number, unit: string): string {
  const shown = (number: number) => (number * factor).toFixed(1);
  return `${shown(value)}${unit} (${shown(low)} to ${shown(high)})`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

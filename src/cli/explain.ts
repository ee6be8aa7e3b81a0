import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { buffer } from 'node:stream/consumers';
import { parseArgs, TextDecoder } from 'node:util';
import { requireConfig } from '../config.ts';
import { AppError } from '../errors.ts';
import type { CommentInput } from '../feedback/comment.ts';
import { type ParseOptions, parseComment } from '../feedback/parse.ts';
import { exitCodes, UsageError } from './exit.ts';
import { explanationTables } from './explanationTables.ts';
import { parsingOf, readScale } from './options.ts';
import { loadWiring } from './wiring.ts';

/** Shows the sums behind the score and the conflict of one comment, in this process. */
export async function explain(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      file: { type: 'string' },
      rating: { type: 'string' },
      scale: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const config = requireConfig(process.env, availableParallelism());
  const ratingScale = readScale(values.scale);
  const rating = readRating(values.rating);
  const comment = parsed(
    {
      source: 'cli',
      text: await readText(positionals, values.file),
      ...(rating !== undefined && { rating }),
      ...(ratingScale && { ratingScale }),
    },
    parsingOf(config),
  );
  const { openLocalPool } = await loadWiring('local');
  const pool = await openLocalPool(config);
  try {
    const explanation = await pool.explain({ id: 'explain', comment, taxonomy: 'cx' });
    const table = process.stdout.isTTY && !values.json;
    process.stdout.write(`${table ? explanationTables(explanation) : JSON.stringify(explanation)}\n`);
  } finally {
    await pool.close();
  }
  return exitCodes.done;
}

/** The argument, the file, or standard input, without the line break at the end. */
async function readText(positionals: string[], file: string | undefined): Promise<string> {
  if (positionals.length > 1 || (positionals.length === 1 && file !== undefined))
    throw new UsageError('explain takes one text, in quotes, or --file');
  const [text = '-'] = positionals;
  if (text !== '-') return text;
  const bytes = await (file === undefined || file === '-' ? buffer(process.stdin) : readFile(file));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r?\n$/, '');
  } catch {
    throw new AppError('file_unreadable', 'The text is not UTF-8.');
  }
}

function readRating(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^-?\d+(?:\.\d+)?$/.test(text)) throw new UsageError(`--rating ${text}: write a number`);
  return Number(text);
}

/** Throws with everything that is wrong with the comment. */
function parsed(input: CommentInput, parsing: ParseOptions) {
  const result = parseComment(input, parsing);
  if (result.ok) return result.value;
  throw new AppError('invalid_request', 'This is no comment.', { problems: result.problems });
}

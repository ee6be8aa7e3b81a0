import { type Config, segmenters } from '../config.ts';
import type { RatingScale } from '../feedback/comment.ts';
import type { ImportField } from '../feedback/importing.ts';
import type { ParseOptions } from '../feedback/parse.ts';
import { isField } from '../files/columns.ts';
import { UsageError } from './exit.ts';

/** `1-5`, `0..10`, `-2..2` */
export function readScale(text: string | undefined): RatingScale | undefined {
  if (text === undefined) return undefined;
  const match = /^(-?\d+(?:\.\d+)?)(?:-|\.\.)(-?\d+(?:\.\d+)?)$/.exec(text);
  if (!match || Number(match[1]) >= Number(match[2])) throw new UsageError(`--scale ${text}: write it as 1-5`);
  return { min: Number(match[1]), max: Number(match[2]) };
}

/** `评论=text,备注=`, once or several times. */
export function readColumns(list: string[] | undefined): Record<string, ImportField | ''> | undefined {
  if (list === undefined) return undefined;
  const columns = list
    .flatMap((item) => item.split(','))
    .map((pair) => {
      const at = pair.lastIndexOf('=');
      const field = pair.slice(at + 1);
      if (at < 1 || !isField(field)) throw new UsageError(`--columns ${pair}: write it as HEADER=FIELD`);
      return [pair.slice(0, at), field] as const;
    });
  return Object.fromEntries(columns);
}

/** The settings of masking, as the service reads them. */
export function parsingOf({ maskPersonalData, orderNumberPattern }: Config): ParseOptions {
  return { mask: maskPersonalData, ...(orderNumberPattern && { orderNumberPattern }) };
}

export function oneFile(positionals: string[], command: string): string {
  if (positionals.length !== 1) throw new UsageError(`${command} takes one file`);
  return positionals[0]!;
}

/** The name of a segmenter, or undefined when none is given. */
export function readSegmenter(name: string | undefined): Config['segmenter'] | undefined {
  const found = segmenters.find((candidate) => candidate === name);
  if (name !== undefined && found === undefined)
    throw new UsageError(`--segmenter ${name}: there are ${segmenters.join(' and ')}`);
  return found;
}

import { z } from 'zod';
import { AppError, type Problem } from '../errors.ts';
import { limits } from '../feedback/limits.ts';
import { invalid } from './problem.ts';
import { pointerTo, validate } from './validate.ts';

/** The part of the URL behind `?`. Throws `query_too_large`. */
export function rawQuery(url: string): string {
  const mark = url.indexOf('?');
  const query = mark < 0 ? '' : url.slice(mark + 1);
  if (query.length > limits.queryBytes) {
    throw new AppError('query_too_large', `The query is longer than ${limits.queryBytes} bytes.`);
  }
  return query;
}

/**
 * Reads and checks the query parameters of a route. A parameter may be repeated only where the schema has a list;
 * `metadata.<key>=value` is collected under `metadata`. Problems point to `/query/<name>`.
 */
export function parseQuery<T extends z.ZodObject>(schema: T, query: string): z.output<T> {
  const { input, problems } = collect(schema, decodePairs(query));
  const result = validate(schema, input, '/query');
  if (!result.ok) problems.push(...result.problems);
  if (problems.length > 0) throw invalid(problems, 'the query');
  return (result as { value: z.output<T> }).value;
}

/** `application/x-www-form-urlencoded`, but bytes that are not UTF-8 are refused instead of replaced. */
function decodePairs(query: string): [string, string][] {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      return equals < 0 ? [decode(pair), ''] : [decode(pair.slice(0, equals)), decode(pair.slice(equals + 1))];
    });
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '));
  } catch {
    throw new AppError('invalid_encoding', 'The query holds a percent escape that is not valid UTF-8.', {
      problems: [{ code: 'invalid_encoding', detail: 'Not a valid percent escape.', pointer: '/query' }],
    });
  }
}

/** Parameters that stand for any number of them: `metadata.<key>`. */
const metadataNames = ['metadata', 'other.metadata'];
type Collected = Record<string, unknown>;

function collect(schema: z.ZodObject, pairs: [string, string][]): { input: Collected; problems: Problem[] } {
  const input: Collected = Object.create(null);
  const problems: Problem[] = [];
  const refuse = (code: Problem['code'], name: string, detail: string) =>
    problems.push({ code, detail, pointer: pointerTo('/query', [name]) });
  for (const [name, value] of pairs) {
    const field = Object.hasOwn(schema.shape, name) ? (schema.shape[name] as z.ZodType) : undefined;
    if (field !== undefined && !metadataNames.includes(name)) {
      if (isList(field)) append(input, name, value);
      else if (name in input) refuse('duplicate_value', name, 'This parameter may be given once only.');
      else input[name] = value;
      continue;
    }
    const map = metadataNames.find((known) => name.startsWith(`${known}.`) && known in schema.shape);
    const key = map && name.slice(map.length + 1);
    if (map === undefined || key === undefined) refuse('unknown_parameter', name, 'There is no such parameter here.');
    else if (key === '__proto__') refuse('forbidden_key', name, 'This key is not allowed.');
    else {
      const values = (input[map] ?? Object.create(null)) as Collected;
      append(values, key, value);
      input[map] = values;
    }
  }
  return { input, problems };
}

function append(target: Collected, name: string, value: string): void {
  const list = (target[name] as string[] | undefined) ?? [];
  list.push(value);
  target[name] = list;
}

function isList(field: z.ZodType): boolean {
  let inner = field;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault) inner = inner.unwrap() as z.ZodType;
  return inner instanceof z.ZodArray;
}

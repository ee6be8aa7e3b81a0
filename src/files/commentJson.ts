import type { Problem, Result } from '../errors.ts';
import type { CommentInput } from '../feedback/comment.ts';
import type { ImportField } from '../feedback/importing.ts';
import { escapePointer } from '../feedback/parse.ts';

type Check = (value: unknown, pointer: string) => Problem[];

const wrongType = (pointer: string, expected: string): Problem[] => [
  { code: 'wrong_type', pointer, detail: `${nameOf(pointer)} must be ${expected}` },
];
const isText: Check = (value, pointer) => (typeof value === 'string' ? [] : wrongType(pointer, 'a string'));
const isNumber: Check = (value, pointer) => (typeof value === 'number' ? [] : wrongType(pointer, 'a number'));

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const recordOf =
  (check: Check): Check =>
  (value, pointer) =>
    isObject(value)
      ? Object.entries(value).flatMap(([key, item]) => check(item, `${pointer}/${escapePointer(key)}`))
      : wrongType(pointer, 'an object');

const isScale: Check = (value, pointer) => {
  if (!isObject(value)) return wrongType(pointer, 'an object with min and max');
  const ends = ['min', 'max'].flatMap((end) =>
    end in value ? isNumber(value[end], `${pointer}/${end}`) : [missing(`${pointer}/${end}`)],
  );
  const unknown = Object.keys(value).filter((key) => key !== 'min' && key !== 'max');
  return [...ends, ...unknown.map((key) => unknownField(`${pointer}/${escapePointer(key)}`))];
};

const checks: Record<keyof CommentInput, Check> = {
  externalId: isText,
  source: isText,
  text: isText,
  rating: isNumber,
  ratingScale: isScale,
  ratings: recordOf(isNumber),
  channel: isText,
  language: isText,
  author: isText,
  occurredAt: isText,
  metadata: recordOf(isText),
};

function missing(pointer: string): Problem {
  return { code: 'missing_field', pointer, detail: `${nameOf(pointer)} is missing` };
}

function unknownField(pointer: string): Problem {
  return { code: 'unknown_field', pointer, detail: `${nameOf(pointer)} is not a field of a comment` };
}

/** `/ratings/物流` as people read it. */
function nameOf(pointer: string): string {
  return pointer === '' ? 'the line' : pointer.slice(1);
}

/**
 * A comment from a parsed JSON value: known fields with the right types into a new object. `columns` renames keys;
 * an empty name leaves a key out, `*` with an empty name all keys that are no fields. All problems are listed.
 */
export function readCommentObject(
  value: unknown,
  columns: Record<string, ImportField | ''>,
  defaults: Partial<CommentInput>,
): Result<CommentInput> {
  if (!isObject(value)) return { ok: false, problems: wrongType('', 'an object') };
  const fields: Record<string, unknown> = { ...defaults, ...rename(value, columns) };
  const problems = Object.entries(fields).flatMap(([key, item]) =>
    Object.hasOwn(checks, key)
      ? checks[key as keyof CommentInput](item, `/${key}`)
      : [unknownField(`/${escapePointer(key)}`)],
  );
  for (const key of ['text', 'source']) {
    if (!Object.hasOwn(fields, key)) problems.push(missing(`/${key}`));
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: fields as unknown as CommentInput };
}

function rename(value: Record<string, unknown>, columns: Record<string, ImportField | ''>): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    const other = Object.hasOwn(checks, key) ? key : (columns['*'] ?? key);
    const field = Object.hasOwn(columns, key) ? columns[key]! : other;
    if (field === '') continue;
    const [group, name] = splitField(field);
    if (name === undefined) Object.defineProperty(result, group, { value: item, enumerable: true, configurable: true });
    else result[group] = { ...(result[group] as object | undefined), [name]: item };
  }
  return result;
}

/** `metadata.city` → [`metadata`, `city`]; a plain field stays one. */
function splitField(field: string): [string, string?] {
  const match = /^(metadata|ratings)\.(.+)$/s.exec(field);
  return match ? [match[1]!, match[2]!] : [field];
}

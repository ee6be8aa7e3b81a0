import type { core, z } from 'zod';
import { type Problem, type ProblemCode, type ProblemFacts, type ProblemValues, problemCodes } from '../errors.ts';

const known = new Set<string>(problemCodes);

/** Checks `value` against `schema`; problems point into it with `base` in front. */
export function validate<T extends z.ZodType>(
  schema: T,
  value: unknown,
  base = '',
): { ok: true; value: z.output<T> } | { ok: false; problems: Problem[] } {
  const result = schema.safeParse(value);
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, problems: result.error.issues.flatMap((issue) => toProblems(issue, value, base)) };
}

/** RFC 6901. */
export function pointerTo(base: string, path: readonly PropertyKey[]): string {
  return base + path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function toProblems(issue: core.$ZodIssue, value: unknown, base: string): Problem[] {
  const pointer = pointerTo(base, issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      code: 'unknown_field',
      detail: 'There is no such field here.',
      pointer: pointerTo(pointer, [key]),
    }));
  }
  const absent = issue.code === 'invalid_type' || issue.code === 'invalid_value' || isKind(issue);
  if (absent && valueAt(value, issue.path) === undefined) {
    return [{ code: 'missing_field', detail: 'This field is required.', pointer }];
  }
  return [{ code: codeOf(issue), detail: detailOf(issue), pointer, ...factsOf(issue) }];
}

/** The field that says which of several shapes is meant says none of them. */
function isKind(issue: core.$ZodIssue): boolean {
  return issue.code === 'invalid_union' && 'discriminator' in issue && issue.discriminator !== undefined;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], value);
}

function codeOf(issue: core.$ZodIssue): ProblemCode {
  switch (issue.code) {
    case 'invalid_type':
      return 'wrong_type';
    case 'too_big':
    case 'too_small':
    case 'not_multiple_of':
      return 'out_of_range';
    case 'invalid_format':
    case 'invalid_key':
    case 'invalid_element':
      return 'invalid_format';
    case 'invalid_value':
      return 'unknown_value';
    case 'invalid_union':
      return isKind(issue) ? 'unknown_value' : 'wrong_type';
    case 'custom': {
      const code = issue.params?.code;
      return known.has(code) ? code : 'invalid_format';
    }
    default:
      return 'invalid_format';
  }
}

function detailOf(issue: core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `This must be of type ${issue.expected}.`;
    case 'too_big':
      return `At most ${issue.maximum}${countedAs(issue.origin)} allowed.`;
    case 'too_small':
      return `At least ${issue.minimum}${countedAs(issue.origin)} required.`;
    case 'invalid_value':
      return `This must be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}.`;
    case 'custom':
      return issue.message;
    default:
      return 'This does not have the required form.';
  }
}

/** What was given is left out: it may be a password. */
function factsOf(issue: core.$ZodIssue): Pick<ProblemFacts, 'reason' | 'values'> {
  switch (issue.code) {
    case 'too_big':
      return { values: { maximum: Number(issue.maximum), ...unitOf(issue.origin) } };
    case 'too_small':
      return { values: { minimum: Number(issue.minimum), ...unitOf(issue.origin) } };
    case 'custom':
      return (issue.params?.facts as ProblemFacts | undefined) ?? {};
    default:
      return {};
  }
}

function unitOf(origin: string): Pick<ProblemValues, 'unit'> {
  if (origin === 'string') return { unit: 'characters' };
  return origin === 'array' || origin === 'set' ? { unit: 'entries' } : {};
}

function countedAs(origin: string): string {
  const { unit } = unitOf(origin);
  return unit === undefined ? ' is' : ` ${unit} are`;
}

/** A refinement's answer with a code of our own. */
export function custom(code: ProblemCode, message: string, facts: Pick<ProblemFacts, 'reason' | 'values'> = {}) {
  return { error: message, params: { code, facts } };
}

import { z } from 'zod';
import type { Problem, ProblemCode, Result } from '../errors.ts';
import { limits } from '../feedback/limits.ts';
import { groupsOf, parentOf, type TaxonomyContent, type TaxonomyLeaf } from '../feedback/taxonomy.ts';
import { cueProblem, isDomainName } from './cueSyntax.ts';

const text = z
  .string()
  .max(limits.taxonomyTextUnits)
  .refine((value) => value.trim() !== '' && value === value.trim() && !value.includes('\n'), {
    message: 'must be one line of text without space around it',
  });
const names = z.strictObject({ 'zh-CN': text, 'zh-TW': text, en: text });
const code = z
  .string()
  .regex(/^[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*$/, { message: 'must be a dot path of [a-z0-9_]' });
const hours = z.number().positive().max(87_600);
const cue = z
  .string()
  .max(limits.cueUnits)
  .superRefine((value, context) => {
    const message = cueProblem(value);
    if (message !== null) context.addIssue({ code: 'custom', message });
  });
const cues = z.array(cue).default([]);
const domain = z.string().refine(isDomainName, { message: 'must be a kind of business (feedback/domain.ts)' });

const leaf = z.strictObject({
  code,
  parent: code.optional(),
  names,
  description: z.strictObject({ 'zh-CN': text, en: text }),
  department: text,
  slaHours: hours,
  firstResponseHours: hours,
  aspects: cues,
  opinions: z.strictObject({ negative: cues, positive: cues }).default({ negative: [], positive: [] }),
  not: cues,
  domains: z.array(domain).default([]),
  examples: z.array(text).min(1),
});

const taxonomy = z.strictObject({
  id: code,
  names,
  groups: z.record(z.string(), names),
  onePerLeaf: z.boolean().default(false),
  departments: z.array(text).min(1).max(limits.taxonomyLeaves).optional(),
  departmentNames: z.record(text, names).optional(),
  leaves: z.array(leaf).min(1).max(limits.taxonomyLeaves),
  aliases: z
    .array(z.strictObject({ from: code, to: code }))
    .max(limits.taxonomyLeaves)
    .optional(),
  removed: z
    .array(z.strictObject({ code, names }))
    .max(2 * limits.taxonomyLeaves)
    .optional(),
});

/**
 * Checks a taxonomy as written (without version). Optional lists become empty. All problems are listed,
 * each with a JSON pointer: the shape first, and the rules between the parts once the shape is right.
 */
export function readTaxonomy(value: unknown): Result<TaxonomyContent> {
  const parsed = taxonomy.safeParse(value);
  if (!parsed.success) return { ok: false, problems: parsed.error.issues.flatMap(shapeProblems) };
  const problems = [
    ...groupProblems(parsed.data),
    ...parsed.data.leaves.flatMap(leafProblems),
    ...codeProblems(parsed.data),
    ...departmentProblems(parsed.data),
    ...formerProblems(parsed.data),
    ...sizeProblems(parsed.data),
  ];
  return problems.length === 0 ? { ok: true, value: parsed.data } : { ok: false, problems };
}

function shapeProblems(issue: z.core.$ZodIssue): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => problem('unknown_field', [...issue.path, key], 'unknown key'));
  }
  return [problem(shapeCode(issue), issue.path, issue.message)];
}

function shapeCode(issue: z.core.$ZodIssue): ProblemCode {
  if (issue.code === 'invalid_type')
    return issue.message.includes('received undefined') ? 'missing_field' : 'wrong_type';
  if (issue.code === 'too_small' || issue.code === 'too_big') return 'out_of_range';
  return 'invalid_format';
}

/** Every inner node has names, and every name has an inner node. */
function groupProblems({ groups, leaves }: TaxonomyContent): Problem[] {
  const inner = innerNodes(leaves);
  const isNamed = (node: string): boolean => Object.hasOwn(groups, node);
  // A leaf that was put under a node says so itself.
  const strayed = leaves.flatMap(({ parent }, index) =>
    parent === undefined || isNamed(parent)
      ? []
      : [problem('unknown_code', ['leaves', index, 'parent'], `there is no inner node "${parent}"`)],
  );
  const named = new Set(leaves.flatMap(({ parent }) => parent ?? []));
  const unnamed = [...inner].filter((node) => !isNamed(node) && !named.has(node));
  const unused = Object.keys(groups).filter((node) => !inner.has(node));
  return [
    ...strayed,
    ...unnamed.map((node) => problem('missing_field', ['groups', node], 'an inner node without names')),
    ...unused.map((node) => problem('unknown_code', ['groups', node], 'no leaf lies under this node')),
  ];
}

function innerNodes(leaves: readonly TaxonomyLeaf[]): Set<string> {
  return new Set(leaves.flatMap((leaf) => groupsOf(parentOf(leaf))));
}

/** A leaf is given to a department that there is. */
function departmentProblems({ departments, leaves }: TaxonomyContent): Problem[] {
  if (departments === undefined) return [];
  const twice = departments.flatMap((name, index) =>
    departments.indexOf(name) < index
      ? [problem('duplicate_value', ['departments', index], `"${name}" is there twice`)]
      : [],
  );
  const gone = leaves.flatMap(({ department }, index) =>
    departments.includes(department)
      ? []
      : [problem('unknown_value', ['leaves', index, 'department'], `"${department}" is none of the departments`)],
  );
  return [...twice, ...gone];
}

/** A code is a leaf, an alias of one, or removed. */
function formerProblems({ leaves, aliases = [], removed = [] }: TaxonomyContent): Problem[] {
  const codes = new Set(leaves.map(({ code }) => code));
  const taken = new Set(codes);
  const take = (code: string, path: PropertyKey[]): Problem[] => {
    if (taken.has(code)) return [problem('duplicate_value', path, `"${code}" is used twice`)];
    taken.add(code);
    return [];
  };
  return [
    ...aliases.flatMap(({ from, to }, index) => [
      ...take(from, ['aliases', index, 'from']),
      ...(codes.has(to) ? [] : [problem('unknown_code', ['aliases', index, 'to'], `there is no leaf "${to}"`)]),
    ]),
    ...removed.flatMap(({ code }, index) => take(code, ['removed', index, 'code'])),
  ];
}

function sizeProblems({ groups, leaves }: TaxonomyContent): Problem[] {
  const cues = leaves.reduce((sum, { aspects, opinions: { negative, positive }, not }) => {
    return sum + aspects.length + negative.length + positive.length + not.length;
  }, 0);
  const problems: Problem[] = [];
  if (cues > limits.taxonomyCues)
    problems.push(problem('out_of_range', ['leaves'], `${cues} cues are more than ${limits.taxonomyCues}`));
  if (Object.keys(groups).length > limits.taxonomyGroups)
    problems.push(problem('out_of_range', ['groups'], `more than ${limits.taxonomyGroups} inner nodes`));
  return problems;
}

function codeProblems({ leaves }: TaxonomyContent): Problem[] {
  const inner = innerNodes(leaves);
  const seen = new Set<string>();
  return leaves.flatMap(({ code }, index) => {
    const path = ['leaves', index, 'code'];
    if (seen.has(code)) return [problem('duplicate_value', path, `"${code}" is used twice`)];
    seen.add(code);
    return inner.has(code) ? [problem('invalid_format', path, `"${code}" is also an inner node`)] : [];
  });
}

function leafProblems(leaf: TaxonomyLeaf, index: number): Problem[] {
  const at = (...path: PropertyKey[]) => ['leaves', index, ...path];
  const problems: Problem[] = [];
  const { negative, positive } = leaf.opinions;
  if (leaf.aspects.length + negative.length + positive.length === 0) {
    problems.push(problem('missing_field', at('aspects'), `"${leaf.code}" has no cue`));
  }
  if (leaf.firstResponseHours > leaf.slaHours) {
    problems.push(problem('out_of_range', at('firstResponseHours'), 'is later than slaHours'));
  }
  // One cue in two lists would give one clause two polarities.
  const seen = new Set<string>();
  const lists = [
    [leaf.aspects, at('aspects')],
    [negative, at('opinions', 'negative')],
    [positive, at('opinions', 'positive')],
    [leaf.not, at('not')],
  ] as const;
  for (const [list, path] of lists) {
    for (const [position, cue] of list.entries()) {
      if (seen.has(cue))
        problems.push(problem('duplicate_value', [...path, position], `the cue "${cue}" is there twice`));
      seen.add(cue);
    }
  }
  return problems;
}

function problem(code: ProblemCode, path: readonly PropertyKey[], detail: string): Problem {
  const pointer = path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  return { code, detail, pointer };
}

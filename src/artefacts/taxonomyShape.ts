import { z } from 'zod';
import type { Problem, ProblemCode, Result } from '../errors.ts';
import type { Taxonomy, TaxonomyLeaf } from '../feedback/taxonomy.ts';
import { cueProblem, isDomainName } from './cueSyntax.ts';

const text = z.string().refine((value) => value.trim() !== '' && value === value.trim() && !value.includes('\n'), {
  message: 'must be one line of text without space around it',
});
const names = z.strictObject({ 'zh-CN': text, 'zh-TW': text, en: text });
const code = z
  .string()
  .regex(/^[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*$/, { message: 'must be a dot path of [a-z0-9_]' });
const hours = z.number().positive();
const cue = z.string().superRefine((value, context) => {
  const message = cueProblem(value);
  if (message !== null) context.addIssue({ code: 'custom', message });
});
const cues = z.array(cue).default([]);
const domain = z.string().refine(isDomainName, { message: 'must be a kind of business (feedback/domain.ts)' });

const leaf = z.strictObject({
  code,
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
  leaves: z.array(leaf).min(1),
});

/**
 * Checks a taxonomy as written (without version). Optional lists become empty. All problems are listed,
 * each with a JSON pointer: the shape first, and the rules between the parts once the shape is right.
 */
export function readTaxonomy(value: unknown): Result<Omit<Taxonomy, 'version'>> {
  const parsed = taxonomy.safeParse(value);
  if (!parsed.success) return { ok: false, problems: parsed.error.issues.flatMap(shapeProblems) };
  const problems = [
    ...groupProblems(parsed.data),
    ...parsed.data.leaves.flatMap(leafProblems),
    ...codeProblems(parsed.data),
  ];
  return problems.length === 0 ? { ok: true, value: parsed.data } : { ok: false, problems };
}

type Content = Omit<Taxonomy, 'version'>;

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
function groupProblems({ groups, leaves }: Content): Problem[] {
  const inner = new Set(leaves.flatMap((leaf) => ancestors(leaf.code)));
  const unnamed = [...inner].filter((node) => !Object.hasOwn(groups, node));
  const unused = Object.keys(groups).filter((node) => !inner.has(node));
  return [
    ...unnamed.map((node) => problem('missing_field', ['groups', node], 'an inner node without names')),
    ...unused.map((node) => problem('unknown_code', ['groups', node], 'no leaf lies under this node')),
  ];
}

function codeProblems({ leaves }: Content): Problem[] {
  const inner = new Set(leaves.flatMap((leaf) => ancestors(leaf.code)));
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

function ancestors(code: string): string[] {
  const parts = code.split('.');
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('.'));
}

function problem(code: ProblemCode, path: readonly PropertyKey[], detail: string): Problem {
  const pointer = path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  return { code, detail, pointer };
}

/** Changes of a taxonomy that keep its history: what was said about a leaf is still said about it, or about its heir. */
import type { Problem, Result } from '../errors.ts';
import { groupsOf, type Names, parentOf, type TaxonomyContent, type TaxonomyLeaf } from './taxonomy.ts';

type Cues = Pick<TaxonomyLeaf, 'aspects' | 'opinions' | 'not'>;
type Settings = Pick<TaxonomyLeaf, 'description' | 'department' | 'slaHours' | 'firstResponseHours'>;

export type TaxonomyOperation =
  /** Of a leaf or an inner node. */
  | { op: 'rename'; code: string; names: Names }
  /** Puts a leaf under another inner node; `names` where that is new. */
  | { op: 'move'; code: string; parent: string; names?: Names | undefined }
  /** The leaves `from` become part of `into`: their cues, and what was said about them. */
  | { op: 'merge'; from: string[]; into: string }
  /** New leaves beside `code`; what they have of its cues it loses, and without a cue of its own it goes. */
  | { op: 'split'; code: string; leaves: TaxonomyLeaf[] }
  | { op: 'add'; leaf: TaxonomyLeaf; groups?: Record<string, Names> | undefined }
  /** Its issues are kept and marked. */
  | { op: 'remove'; code: string }
  | ({ op: 'set'; code: string } & { [K in keyof Settings]?: Settings[K] | undefined })
  | ({ op: 'cues'; code: string } & Cues)
  /** Renames a department, or hands its leaves to another that is there. */
  | { op: 'department'; name: string; to: string };

/** A change that cannot be made; the pointer is into the operation. */
class Refusal extends Error {
  readonly problem: Problem;
  constructor(code: Problem['code'], detail: string, pointer: string) {
    super(detail);
    this.problem = { code, detail, pointer };
  }
}

/** Applies the operations one after the other, or says what is wrong; pointers are into the list. */
export function editTaxonomy(
  content: TaxonomyContent,
  operations: readonly TaxonomyOperation[],
): Result<TaxonomyContent> {
  const problems: Problem[] = [];
  let edited = content;
  for (const [index, operation] of operations.entries()) {
    try {
      edited = tidy(apply(edited, operation));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      problems.push({ ...error.problem, pointer: `/operations/${index}${error.problem.pointer}` });
    }
  }
  return problems.length === 0 ? { ok: true, value: edited } : { ok: false, problems };
}

function apply(content: TaxonomyContent, operation: TaxonomyOperation): TaxonomyContent {
  switch (operation.op) {
    case 'rename':
      return rename(content, operation);
    case 'move':
      return move(content, operation);
    case 'merge':
      return merge(content, operation);
    case 'split':
      return split(content, operation);
    case 'add': {
      const { leaf, groups = {} } = operation;
      return { ...content, groups: { ...content.groups, ...groups }, leaves: [...content.leaves, leaf] };
    }
    case 'remove':
      leafOf(content, operation.code, '/code');
      return { ...content, leaves: content.leaves.filter(({ code }) => code !== operation.code) };
    case 'set': {
      const { op: _, code, ...settings } = operation;
      return change(content, code, (leaf) => ({ ...leaf, ...settings }));
    }
    case 'cues': {
      const { aspects, opinions, not } = operation;
      return change(content, operation.code, (leaf) => ({ ...leaf, aspects, opinions, not }));
    }
    case 'department':
      return handOver(content, operation);
  }
}

function leafOf({ leaves }: TaxonomyContent, code: string, pointer: string): TaxonomyLeaf {
  const leaf = leaves.find((candidate) => candidate.code === code);
  if (leaf) return leaf;
  throw new Refusal('unknown_code', `There is no leaf "${code}".`, pointer);
}

function change(content: TaxonomyContent, code: string, to: (leaf: TaxonomyLeaf) => TaxonomyLeaf): TaxonomyContent {
  leafOf(content, code, '/code');
  return { ...content, leaves: content.leaves.map((leaf) => (leaf.code === code ? to(leaf) : leaf)) };
}

function rename(content: TaxonomyContent, { code, names }: { code: string; names: Names }): TaxonomyContent {
  if (Object.hasOwn(content.groups, code)) return { ...content, groups: { ...content.groups, [code]: names } };
  return change(content, code, (leaf) => ({ ...leaf, names }));
}

function move(
  content: TaxonomyContent,
  { code, parent, names }: { code: string; parent: string; names?: Names | undefined },
): TaxonomyContent {
  const isNew = !Object.hasOwn(content.groups, parent);
  if (isNew && names === undefined)
    throw new Refusal('unknown_code', `There is no inner node "${parent}": a new one needs names.`, '/parent');
  const groups = isNew ? { ...content.groups, [parent]: names! } : content.groups;
  return change({ ...content, groups }, code, ({ parent: _, ...leaf }) =>
    parentOf(leaf) === parent ? leaf : { ...leaf, parent },
  );
}

function merge(content: TaxonomyContent, { from, into }: { from: string[]; into: string }): TaxonomyContent {
  const target = leafOf(content, into, '/into');
  const merged = from.map((code, index) => {
    if (code === into) throw new Refusal('duplicate_value', 'A leaf is not merged into itself.', `/from/${index}`);
    return leafOf(content, code, `/from/${index}`);
  });
  const heir = merged.reduce(withCues, target);
  const aliases = (content.aliases ?? []).map((alias) => (from.includes(alias.to) ? { ...alias, to: into } : alias));
  return {
    ...content,
    leaves: content.leaves.flatMap((leaf) => (leaf.code === into ? [heir] : from.includes(leaf.code) ? [] : [leaf])),
    aliases: [...aliases, ...[...new Set(from)].map((code) => ({ from: code, to: into }))],
  };
}

/** The cues of both; one that stands in the first stays what it is there. */
function withCues(leaf: TaxonomyLeaf, { aspects, opinions, not, domains, examples }: TaxonomyLeaf): TaxonomyLeaf {
  const known = new Set([...leaf.aspects, ...leaf.opinions.negative, ...leaf.opinions.positive, ...leaf.not]);
  const more = (list: string[]) => list.filter((cue) => !known.has(cue));
  const everywhere = leaf.domains.length === 0 || domains.length === 0;
  return {
    ...leaf,
    aspects: [...leaf.aspects, ...more(aspects)],
    opinions: {
      negative: [...leaf.opinions.negative, ...more(opinions.negative)],
      positive: [...leaf.opinions.positive, ...more(opinions.positive)],
    },
    // What keeps one leaf from a clause must not keep the other from it.
    not: leaf.not.filter((cue) => not.includes(cue)),
    domains: everywhere ? [] : [...new Set([...leaf.domains, ...domains])],
    examples: [...new Set([...leaf.examples, ...examples])],
  };
}

function split(content: TaxonomyContent, { code, leaves }: { code: string; leaves: TaxonomyLeaf[] }): TaxonomyContent {
  const { aspects, opinions, ...leaf } = leafOf(content, code, '/code');
  const taken = new Set(leaves.flatMap((one) => [...one.aspects, ...one.opinions.negative, ...one.opinions.positive]));
  const left = (list: string[]) => list.filter((cue) => !taken.has(cue));
  const rest: TaxonomyLeaf = {
    ...leaf,
    aspects: left(aspects),
    opinions: { negative: left(opinions.negative), positive: left(opinions.positive) },
  };
  const stays = rest.aspects.length + rest.opinions.negative.length + rest.opinions.positive.length > 0;
  const renewed = [...(stays ? [rest] : []), ...leaves];
  return { ...content, leaves: content.leaves.flatMap((one) => (one.code === code ? renewed : [one])) };
}

function handOver(content: TaxonomyContent, { name, to }: { name: string; to: string }): TaxonomyContent {
  const departments = departmentsOf(content);
  if (!departments.includes(name)) throw new Refusal('unknown_value', `There is no department "${name}".`, '/name');
  const renamed = departments.map((one) => (one === name ? to : one));
  return {
    ...content,
    departments: [...new Set(renamed)],
    leaves: content.leaves.map((leaf) => (leaf.department === name ? { ...leaf, department: to } : leaf)),
  };
}

/** Who may be given issues. */
export function departmentsOf({ departments, leaves }: Pick<TaxonomyContent, 'departments' | 'leaves'>): string[] {
  return departments ?? [...new Set(leaves.map(({ department }) => department))];
}

/** Inner nodes that have lost their last leaf go with it, and the names of a department that is gone. */
function tidy(content: TaxonomyContent): TaxonomyContent {
  const inner = new Set(content.leaves.flatMap((leaf) => groupsOf(parentOf(leaf))));
  const groups = Object.fromEntries(Object.entries(content.groups).filter(([code]) => inner.has(code)));
  const { departmentNames, ...rest } = content;
  if (departmentNames === undefined) return { ...rest, groups };
  const departments = departmentsOf(content);
  const named = Object.entries(departmentNames).filter(([name]) => departments.includes(name));
  return { ...rest, groups, departmentNames: Object.fromEntries(named) };
}

/**
 * What the next version keeps of the one before: leaves that are there no more, and were merged into none, stay known by the
 * names they had.
 */
export function withHistory(content: TaxonomyContent, before: TaxonomyContent): TaxonomyContent {
  const { aliases: merged = [], removed: _, ...rest } = content;
  const present = new Set(content.leaves.map(({ code }) => code));
  const heirs = new Map([...(before.aliases ?? []), ...merged].map(({ from, to }) => [from, to]));
  const aliases = [...heirs.keys()].flatMap((from) => {
    const to = present.has(from) ? undefined : heirOf(from, heirs, present);
    return to === undefined ? [] : [{ from, to }];
  });
  const known = new Set([...present, ...aliases.map(({ from }) => from)]);
  // A merged leaf goes with its heir, whose name its issues have had since.
  const mergedBefore = (before.aliases ?? []).flatMap(({ from, to }) =>
    before.leaves.filter(({ code }) => code === to).map(({ names }) => ({ code: from, names })),
  );
  const former = new Map(
    [...(before.removed ?? []), ...mergedBefore, ...before.leaves].map(({ code, names }) => [code, names]),
  );
  const removed = [...former].flatMap(([code, names]) => (known.has(code) ? [] : [{ code, names }]));
  return { ...rest, ...(aliases.length > 0 && { aliases }), ...(removed.length > 0 && { removed }) };
}

/** The leaf that a code was merged into, however often that was merged further. */
function heirOf(code: string, heirs: ReadonlyMap<string, string>, present: ReadonlySet<string>): string | undefined {
  const seen = new Set<string>();
  let heir: string | undefined = code;
  while (heir !== undefined && !present.has(heir) && !seen.has(heir)) {
    seen.add(heir);
    heir = heirs.get(heir);
  }
  return heir !== undefined && present.has(heir) ? heir : undefined;
}

export interface Names {
  'zh-CN': string;
  'zh-TW': string;
  en: string;
}

/**
 * A cue is written in a small language over the folded text (lower case, half width, simplified):
 *
 *     排队            the words as they stand; Latin words match whole words, `crash*` matches a beginning
 *     等|排队         any of these
 *     等|排队 .. 久   in this order within one clause, at most 10 characters between
 *     客服 & 慢       both in one clause, in any order
 *     房间 @hotel     only where the text is likely about a hotel; `@a,b` either, `@!a` anywhere else (see `domains`)
 *
 * Among words of one taxonomy that lie in each other the longest counts: 「服务员」 hides 「服务」. An opinion behind a
 * negator (「不贵」 「没有破损」) is turned round. The gap of ".." is 24 characters behind a Latin word.
 */
export type Cue = string;

export interface TaxonomyLeaf {
  /** Dot path, stable for ever: a leaf keeps it when it is renamed or moved. */
  code: string;
  /** The inner node that it lies under; absent: the one that its code names. */
  parent?: string | undefined;
  names: Names;
  /** One line: what belongs there. */
  description: { 'zh-CN': string; en: string };
  department: string;
  slaHours: number;
  firstResponseHours: number;
  /** Opinion-free words of the aspect: the clause's sentiment decides the polarity. */
  aspects: Cue[];
  /** Phrases that carry their opinion with them (「太贵」). */
  opinions: { negative: Cue[]; positive: Cue[] };
  /** A clause that holds one of these says nothing about this leaf. */
  not: Cue[];
  /** Kinds of business in which the aspect words count; empty: everywhere. See `domains` of the taxonomy. */
  domains: string[];
  examples: string[];
}

export interface Taxonomy {
  id: string;
  version: string;
  names: Names;
  /** Names of the inner nodes by their code (`service`, `service.counter`). */
  groups: Record<string, Names>;
  /** One entry a leaf, mixed where it is praised and blamed; else one a leaf and polarity. */
  onePerLeaf: boolean;
  /** Who may be given issues; absent: whoever the leaves name. */
  departments?: string[] | undefined;
  /** What departments are called in each language, where that is known. */
  departmentNames?: Record<string, Names> | undefined;
  leaves: TaxonomyLeaf[];
  /** Codes of leaves that were merged into others: what was said about `from` is about `to`. */
  aliases?: Alias[] | undefined;
  /** Leaves that earlier versions had, with the names they had. Their issues are kept. */
  removed?: RemovedLeaf[] | undefined;
}

export interface Alias {
  from: string;
  to: string;
}

export interface RemovedLeaf {
  code: string;
  names: Names;
}

/** As written by people: the version follows from the content. */
export type TaxonomyContent = Omit<Taxonomy, 'version'>;

/** The code of the inner node that a leaf lies under; empty at the top. */
export function parentOf({ code, parent }: Pick<TaxonomyLeaf, 'code' | 'parent'>): string {
  return parent ?? code.slice(0, Math.max(0, code.lastIndexOf('.')));
}

/** Codes of an inner node and of all nodes above it, from the root. */
export function groupsOf(group: string): string[] {
  const parts = group === '' ? [] : group.split('.');
  return parts.map((_, i) => parts.slice(0, i + 1).join('.'));
}

/** Names of the nodes from the root to the leaf, zh-CN. */
export function pathOf({ groups }: Pick<Taxonomy, 'groups'>, leaf: TaxonomyLeaf): string[] {
  return [...groupsOf(parentOf(leaf)).map((group) => groups[group]?.['zh-CN'] ?? group), leaf.names['zh-CN']];
}

/** What a leaf says about its issues, whatever was found. */
export interface LeafFacts {
  code: string;
  path: string[];
  department: string;
  slaHours: number;
  firstResponseHours: number;
}

export function factsOf(taxonomy: Pick<Taxonomy, 'groups'>, leaf: TaxonomyLeaf): LeafFacts {
  const { code, department, slaHours, firstResponseHours } = leaf;
  return { code, path: pathOf(taxonomy, leaf), department, slaHours, firstResponseHours };
}

/** The leaf of this code, or the one that it was merged into. */
export function leafInForce({ leaves, aliases = [] }: TaxonomyContent, code: string): TaxonomyLeaf | null {
  const heir = aliases.find(({ from }) => from === code)?.to;
  return leaves.find((leaf) => leaf.code === (heir ?? code)) ?? null;
}

/** Where a code that analyses or people once used stands now. */
export interface LeafPlace {
  code: string;
  /** Dot path of the leaf in the tree, which subtrees are cut from; it differs from the code of a moved leaf. */
  place: string;
  /** Of the leaf that it stands for; null for one that was removed. */
  facts: LeafFacts | null;
}

/** All codes that a taxonomy knows: its leaves, those merged into them, and removed ones. */
export function leafPlaces(taxonomy: TaxonomyContent): LeafPlace[] {
  const leaves = taxonomy.leaves.map((leaf): LeafPlace => {
    const parent = parentOf(leaf);
    const last = leaf.code.slice(leaf.code.lastIndexOf('.') + 1);
    const place = leaf.parent === undefined ? leaf.code : `${parent}.${last}`;
    return { code: leaf.code, place, facts: factsOf(taxonomy, leaf) };
  });
  const byCode = new Map(leaves.map((one) => [one.code, one]));
  const merged = (taxonomy.aliases ?? []).flatMap(({ from, to }) => {
    const leaf = byCode.get(to);
    return leaf ? [{ ...leaf, code: from }] : [];
  });
  const removed = (taxonomy.removed ?? []).map(({ code }) => ({ code, place: code, facts: null }));
  return [...leaves, ...merged, ...removed];
}

/** Whether a code stands under one of the labels, or is called so, or once was. `places`: by code. */
export function standsUnder(
  code: string,
  labels: readonly string[],
  places: ReadonlyMap<string, LeafPlace> = new Map(),
): boolean {
  const leafOf = (known: string) => places.get(known)?.facts?.code ?? known;
  const place = places.get(code)?.place ?? code;
  const isNamed = (label: string) => places.has(code) && leafOf(label) === leafOf(code);
  return labels.some((label) => place === label || place.startsWith(`${label}.`) || isNamed(label));
}

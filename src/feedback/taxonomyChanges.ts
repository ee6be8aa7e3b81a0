import { factsOf, type Names, parentOf, type TaxonomyContent, type TaxonomyLeaf } from './taxonomy.ts';

/** How a leaf, or an inner node, differs between two versions. */
export interface TaxonomyChange {
  change: 'added' | 'removed' | 'merged' | 'renamed' | 'moved' | 'reassigned' | 'cues' | 'described';
  code: string;
  /** Of the later version; of a removed or merged one those it had. */
  names: Names;
  /** The leaf that it was merged into, or the inner node that it was moved under. */
  to?: string;
}

/** What is different, in the order of the leaves; one entry a kind of change. */
export function taxonomyChanges(before: TaxonomyContent, after: TaxonomyContent): TaxonomyChange[] {
  const earlier = new Map(before.leaves.map((leaf) => [leaf.code, leaf]));
  const later = new Set(after.leaves.map(({ code }) => code));
  const heirs = new Map((after.aliases ?? []).map(({ from, to }) => [from, to]));
  const gone = before.leaves.flatMap(({ code, names }): TaxonomyChange[] => {
    if (later.has(code)) return [];
    const to = heirs.get(code);
    return [to === undefined ? { change: 'removed', code, names } : { change: 'merged', code, names, to }];
  });
  const nodes = Object.entries(after.groups).flatMap(([code, names]): TaxonomyChange[] => {
    const isRenamed = Object.hasOwn(before.groups, code) && !same(before.groups[code], names);
    return isRenamed ? [{ change: 'renamed', code, names }] : [];
  });
  const leaves = after.leaves.flatMap((leaf) => {
    const known = earlier.get(leaf.code);
    return known ? leafChanges(known, leaf, after) : [{ change: 'added' as const, code: leaf.code, names: leaf.names }];
  });
  return [...gone, ...nodes, ...leaves];
}

function leafChanges(before: TaxonomyLeaf, after: TaxonomyLeaf, { groups }: TaxonomyContent): TaxonomyChange[] {
  const { code, names } = after;
  const changes: TaxonomyChange[] = [];
  const note = (change: TaxonomyChange['change'], isSame: boolean, more: { to?: string } = {}): void => {
    if (!isSame) changes.push({ change, code, names, ...more });
  };
  note('renamed', same(before.names, names));
  note('moved', parentOf(before) === parentOf(after), { to: parentOf(after) });
  const settings = (leaf: TaxonomyLeaf) => ({ ...factsOf({ groups }, leaf), path: [] });
  note('reassigned', same(settings(before), settings(after)));
  const cues = ({ aspects, opinions, not, domains }: TaxonomyLeaf) => ({ aspects, opinions, not, domains });
  note('cues', same(cues(before), cues(after)));
  const texts = ({ description, examples }: TaxonomyLeaf) => ({ description, examples });
  note('described', same(texts(before), texts(after)));
  return changes;
}

/** Plain data with its keys in one order. */
function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

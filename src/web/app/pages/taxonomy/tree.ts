import type { BreakdownRow } from '../../api/types.ts';

/** Figures of a node of the taxonomy: the sums over its leaves, so a comment with two leaves counts twice. */
export interface NodeFigures {
  code: string;
  comments: number;
  negative: number;
  positive: number;
}

/** Inner nodes that leaves lie under, where it is not what their code says: those that were moved. */
export type Parents = ReadonlyMap<string, string>;

/** Codes of the nodes above a leaf from the root, and its own. */
export function chainOf(leaf: string, parents: Parents): string[] {
  const group = parents.get(leaf) ?? leaf.slice(0, Math.max(0, leaf.lastIndexOf('.')));
  const parts = group === '' ? [] : group.split('.');
  return [...parts.map((_, i) => parts.slice(0, i + 1).join('.')), leaf];
}

/** The nodes right below `parent` ('' is the root) that comments speak of, the most frequent first. */
export function childrenOf(rows: readonly BreakdownRow[], parent: string, parents: Parents): NodeFigures[] {
  const nodes = new Map<string, NodeFigures>();
  for (const { key, comments, negative, positive } of rows) {
    const chain = chainOf(key, parents);
    if (parent !== '' && !chain.includes(parent)) continue;
    const code = chain[parent === '' ? 0 : chain.indexOf(parent) + 1];
    if (code === undefined) continue;
    const node = nodes.get(code) ?? { code, comments: 0, negative: 0, positive: 0 };
    nodes.set(code, {
      code,
      comments: node.comments + comments,
      negative: node.negative + negative,
      positive: node.positive + positive,
    });
  }
  return [...nodes.values()].sort((a, b) => b.comments - a.comments);
}

import type { BreakdownRow } from '../../api/types.ts';

/** Figures of a node of the taxonomy: the sums over its leaves, so a comment with two leaves counts twice. */
export interface NodeFigures {
  code: string;
  comments: number;
  negative: number;
  positive: number;
}

/** The nodes right below `parent` ('' is the root) that comments speak of, the most frequent first. */
export function childrenOf(rows: readonly BreakdownRow[], parent: string): NodeFigures[] {
  const depth = parent === '' ? 0 : parent.split('.').length;
  const nodes = new Map<string, NodeFigures>();
  for (const { key, comments, negative, positive } of rows) {
    if (parent !== '' && !key.startsWith(`${parent}.`)) continue;
    const code = key
      .split('.')
      .slice(0, depth + 1)
      .join('.');
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

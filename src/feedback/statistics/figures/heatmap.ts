import { wilson } from '../../../text/maths/wilson.ts';
import type { CommentFilter } from '../../filter.ts';
import { onlySaying } from '../../mention.ts';
import type { Scope, Share } from '../../read.ts';
import type { LeafCount, StatisticsFacts } from '../facts.ts';
import { type GroupKey, narrowed } from '../groups.ts';

export interface HeatmapCell {
  row: string;
  column: string;
  filter: CommentFilter | null;
  negativeFilter: CommentFilter | null;
  positiveFilter: CommentFilter | null;
  masked: boolean;
  /** Comments with the leaf; null when masked, as what follows. */
  comments: number | null;
  negative: Share | null;
  positive: Share | null;
  /** Mean on ten points × 10. */
  index: number | null;
}

export interface Heatmap {
  minimumSample: number;
  rows: { key: string; name: string }[];
  columns: string[];
  cells: HeatmapCell[];
}

/** Leaves against a dimension. A comment can be in several rows, so that nothing is found by subtraction along a column. */
export async function heatmap(
  facts: StatisticsFacts,
  scope: Scope,
  { filter, by }: { filter: CommentFilter; by: GroupKey },
): Promise<Heatmap> {
  const { minimumSample } = await facts.settings(scope);
  const counts = await facts.leaves(scope, filter, by);
  const totals = new Map<string, number>();
  for (const { code, comments } of counts) totals.set(code, (totals.get(code) ?? 0) + comments);
  const codes = [...totals].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([code]) => code);
  const names = await facts.leafNames(scope, codes);
  return {
    minimumSample,
    rows: codes.map((key) => ({ key, name: names.get(key) ?? key })),
    columns: [...new Set(counts.map(({ key }) => key))].sort(),
    cells: counts.map((count) => cellOf(count, filter, by, minimumSample)),
  };
}

function cellOf(count: LeafCount, filter: CommentFilter, by: GroupKey, limit: number): HeatmapCell {
  const { code, key, comments, negative, positive, rated, tenPoints } = count;
  const column = narrowed(filter, by, key);
  const cell = {
    row: code,
    column: key,
    filter: column && narrowed(column, 'label', code),
    negativeFilter: onlySaying(column, code, 'negative'),
    positiveFilter: onlySaying(column, code, 'positive'),
  };
  if (comments < limit) return { ...cell, masked: true, comments: null, negative: null, positive: null, index: null };
  return {
    ...cell,
    masked: false,
    comments,
    negative: wilson(negative, comments),
    positive: wilson(positive, comments),
    index: rated >= limit ? (10 * tenPoints) / rated : null,
  };
}

import type { CommentFilter } from '../../filter.ts';
import type { Scope } from '../../read.ts';
import type { StatisticsFacts } from '../facts.ts';
import { narrowed } from '../groups.ts';
import { earlier, type Grown } from '../growth.ts';
import { compareLeaves } from './anomalies.ts';

export interface ChangeRow {
  code: string;
  name: string;
  filter: CommentFilter | null;
  masked: boolean;
  /** Null when masked, or when there are no comments to compare with. */
  change: Omit<Grown, 'code'> | null;
}

export interface ChangeTable {
  minimumSample: number;
  now: CommentFilter;
  /** The same days a month and a year before. */
  month: { filter: CommentFilter; items: ChangeRow[] };
  year: { filter: CommentFilter; items: ChangeRow[] };
}

/** Month on month and year on year: leaves by how much their share grew. `from` and `to` are days. */
export async function changeTable(
  facts: StatisticsFacts,
  scope: Scope,
  filter: CommentFilter & { from: string; to: string },
): Promise<ChangeTable> {
  const { minimumSample } = await facts.settings(scope);
  const against = async (unit: 'month' | 'year') => {
    const before = { ...filter, from: earlier(filter.from, unit), to: earlier(filter.to, unit) };
    const leaves = await compareLeaves(facts, scope, filter, before, 'comments');
    const items = leaves.map(({ code, name, ...change }): ChangeRow => {
      const masked = Math.max(change.now, change.before) < minimumSample;
      return { code, name, filter: narrowed(filter, 'label', code), masked, change: masked ? null : change };
    });
    return { filter: before, items };
  };
  return { minimumSample, now: filter, month: await against('month'), year: await against('year') };
}

import type { CommentFilter } from '../../filter.ts';
import { saying } from '../../mention.ts';
import type { Scope } from '../../read.ts';
import { type Driver, driversOf, type Priority, prioritiesOf, type QuadrantPoint, quadrantOf } from '../drivers.ts';
import type { StatisticsFacts } from '../facts.ts';
import { narrowed } from '../groups.ts';

/** Leaves of fewer rated mentions are no drivers, whatever the minimum sample of the workspace. */
const fewestMentions = 10;

type Named<T> = T & { name: string; filter: CommentFilter | null };

export interface DriverTable {
  /** Rated comments; null when there are too few of them for their leaves. */
  n: number | null;
  baseline: number | null;
  explained: number | null;
  fewestMentions: number;
  /** Classes of Kano are an inference from texts and ratings, not an answer to Kano's questions. */
  kanoInferred: true;
  items: NamedDriver[];
}

/** Its complaints and praise are of rated comments alone. */
type NamedDriver = Named<Driver> & { negativeFilter: CommentFilter | null; positiveFilter: CommentFilter | null };

export async function driverTable(facts: StatisticsFacts, scope: Scope, filter: CommentFilter): Promise<DriverTable> {
  const { minimumSample } = await facts.settings(scope);
  const fewest = Math.max(fewestMentions, minimumSample);
  const found = driversOf(await facts.mentions(scope, filter), fewest);
  const enough = found !== null && found.n >= minimumSample;
  const items = enough ? found.items : [];
  const names = await facts.leafNames(
    scope,
    items.map(({ code }) => code),
  );
  return {
    n: enough ? found.n : null,
    baseline: enough ? found.baseline : null,
    explained: enough ? found.explained : null,
    fewestMentions: fewest,
    kanoInferred: true,
    items: items
      .map((item) => ({
        ...item,
        name: names.get(item.code) ?? item.code,
        filter: narrowed(filter, 'label', item.code),
        negativeFilter: saying({ ...filter, rated: true }, [`${item.code}:negative`]),
        positiveFilter: saying({ ...filter, rated: true }, [`${item.code}:positive`]),
      }))
      .sort((a, b) => b.impact.value - a.impact.value || (a.code < b.code ? -1 : 1)),
  };
}

export interface QuadrantTable {
  lines: { importance: number; satisfaction: number };
  items: Named<QuadrantPoint>[];
}

export async function quadrantTable(
  facts: StatisticsFacts,
  scope: Scope,
  filter: CommentFilter,
): Promise<QuadrantTable> {
  const { items } = await driverTable(facts, scope, filter);
  const found = quadrantOf(items);
  return { lines: found.lines, items: found.items.map((item, i) => withName(item, items[i]!)) };
}

export interface PriorityTable {
  roiThreshold: number;
  valuePerPoint: number;
  items: Named<Priority>[];
}

export async function priorityTable(
  facts: StatisticsFacts,
  scope: Scope,
  filter: CommentFilter,
): Promise<PriorityTable> {
  const { efforts, valuePerPoint, roiThreshold } = await facts.settings(scope);
  const { items } = await driverTable(facts, scope, filter);
  const byCode = new Map(items.map((item) => [item.code, item]));
  const found = prioritiesOf(items, efforts, { valuePerPoint, roiThreshold });
  return { roiThreshold, valuePerPoint, items: found.map((item) => withName(item, byCode.get(item.code)!)) };
}

function withName<T>(item: T, { name, filter }: Named<object>): Named<T> {
  return { ...item, name, filter };
}

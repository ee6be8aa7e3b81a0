import type { CommentFilter } from '../../filter.ts';
import type { Scope } from '../../read.ts';
import { type Anomaly, anomalyRules, type DayCount, findAnomalies } from '../anomalies.ts';
import { grouped, moments, positions } from '../counts.ts';
import { type BusinessEvent, eventsAround } from '../events.ts';
import type { LeafCount, SeriesCount, StatisticsFacts } from '../facts.ts';
import { type GroupKey, narrowed, shifted, within } from '../groups.ts';
import { type Grown, growthOf } from '../growth.ts';

export type FoundAnomaly = Anomaly & {
  key: string;
  name: string;
  filter: CommentFilter | null;
  /** What was on in these days or shortly before. */
  events: Pick<BusinessEvent, 'id' | 'name' | 'kind' | 'from' | 'to'>[];
  /** Complaints that grew most against the window before, at most five. */
  grown: (Grown & { name: string })[];
};

export interface AnomalyTable {
  /** Ratings are on five points, every scale stretched to them. */
  rules: typeof anomalyRules;
  /** Series that were looked at. */
  series: number;
  items: FoundAnomaly[];
}

export interface AnomalyQuery {
  filter: CommentFilter;
  by?: GroupKey | undefined;
}

/** Anomalies that are explained by what grew; of further ones only the figures are told. */
const mostExplained = 10;
const mostItems = 200;

/** Moves of the mean rating, of all comments or of each group, the latest first. */
export async function anomalyTable(
  facts: StatisticsFacts,
  scope: Scope,
  { filter, by }: AnomalyQuery,
): Promise<AnomalyTable> {
  const spread = 4 * (moments(positions(await facts.ratings(scope, filter, [])))?.deviation ?? 0);
  const series = grouped(await facts.series(scope, filter, by ?? null), ({ key }) => key);
  const events = await facts.events(scope);
  const { keys } = await facts.settings(scope);
  const found: Omit<FoundAnomaly, 'grown' | 'name'>[] = [];
  for (const [key, group] of series) {
    await facts.breathe();
    const place = placeOf(by, key, filter, keys.outlet);
    for (const anomaly of findAnomalies(daily(group), spread)) {
      const all = by ? narrowed(filter, by, key) : filter;
      const joined = eventsAround(events, anomaly, place).map(({ id, name, kind, from, to }) => {
        return { id, name, kind, from, to };
      });
      found.push({ ...anomaly, key, filter: all && within(all, anomaly.from, anomaly.to), events: joined });
    }
  }
  found.sort((a, b) => (a.to === b.to ? (a.key < b.key ? -1 : 1) : a.to < b.to ? 1 : -1));
  const shown = found.slice(0, mostItems);
  const names =
    by === 'label'
      ? await facts.leafNames(
          scope,
          shown.map(({ key }) => key),
        )
      : null;
  const items: FoundAnomaly[] = [];
  for (const [i, item] of shown.entries()) {
    const grown = i < mostExplained ? await grownLeaves(facts, scope, item) : [];
    items.push({ ...item, name: names?.get(item.key) ?? item.key, grown });
  }
  return { rules: anomalyRules, series: series.size, items };
}

/** On five points. */
function daily(series: readonly SeriesCount[]): DayCount[] {
  return series.map(({ day, n, positions: sum }) => ({ day, n, sum: n + 4 * sum }));
}

function placeOf(by: GroupKey | undefined, key: string, filter: CommentFilter, outletKey: string) {
  const channel = by === 'channel' ? key : filter.channel?.length === 1 ? filter.channel[0] : undefined;
  const outlets = filter.metadata?.[outletKey];
  const outlet = by === `metadata.${outletKey}` ? key : outlets?.length === 1 ? outlets[0] : undefined;
  return { channel, outlet };
}

/** Complaints within the anomaly against the window before it. */
async function grownLeaves(
  facts: StatisticsFacts,
  scope: Scope,
  { filter, from, direction }: Omit<FoundAnomaly, 'grown' | 'name'>,
): Promise<FoundAnomaly['grown']> {
  if (filter === null) return [];
  const { from: _f, to: _t, ...rest } = filter;
  const before = { ...rest, from: shifted(from, -anomalyRules.window), to: shifted(from, -1) };
  return (await compareLeaves(facts, scope, filter, before, direction === 'down' ? 'negative' : 'positive')).slice(
    0,
    5,
  );
}

/** Leaves whose share grew, by complaints, praise, or all comments. */
export async function compareLeaves(
  facts: StatisticsFacts,
  scope: Scope,
  now: CommentFilter,
  before: CommentFilter,
  what: 'negative' | 'positive' | 'comments',
): Promise<(Grown & { name: string })[]> {
  const sides = await Promise.all(
    [now, before].map(async (filter) => ({
      leaves: await facts.leaves(scope, filter, null),
      total: (await facts.volumes(scope, filter, null)).reduce((sum, { comments }) => sum + comments, 0),
    })),
  );
  const [a, b] = sides as [(typeof sides)[number], (typeof sides)[number]];
  const count = (leaves: LeafCount[]) => new Map(leaves.map((leaf) => [leaf.code, leaf[what]]));
  const [ofNow, ofBefore] = [count(a.leaves), count(b.leaves)];
  const codes = [...new Set([...ofNow.keys(), ...ofBefore.keys()])];
  const names = await facts.leafNames(scope, codes);
  const changes = codes.map((code) => ({ code, now: ofNow.get(code) ?? 0, before: ofBefore.get(code) ?? 0 }));
  return growthOf(changes, a.total, b.total).map((leaf) => ({ ...leaf, name: names.get(leaf.code) ?? leaf.code }));
}

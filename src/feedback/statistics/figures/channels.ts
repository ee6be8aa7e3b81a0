import type { CommentFilter } from '../../filter.ts';
import type { Scope, Share } from '../../read.ts';
import { type Counted, grouped, type RatingCount } from '../counts.ts';
import type { StatisticsFacts } from '../facts.ts';
import { areParts, type GroupKey, narrowed } from '../groups.ts';
import { masked } from '../mask.ts';
import { type ChannelScale, channelScale, fewestRatings, normalised, robustlyNormalised } from '../normalise.ts';
import { ratingFacts } from '../satisfaction.ts';
import { meanInterval } from '../scores.ts';

export interface ChannelRow {
  channel: string;
  filter: CommentFilter | null;
  masked: boolean;
  scale: ChannelScale | null;
}

/** Ratings of a group, each on the scale of its channel. */
export interface NormalisedRow {
  key: string;
  name: string;
  filter: CommentFilter | null;
  masked: boolean;
  /** On ten points. */
  raw: Share | null;
  /** Around 500; of the channels that can be normalised. */
  index: Share | null;
  robustIndex: Share | null;
}

export interface NormalisedTable {
  fewestRatings: number;
  channels: ChannelRow[];
  items: NormalisedRow[];
}

export async function normalisedTable(
  facts: StatisticsFacts,
  scope: Scope,
  { filter, by }: { filter: CommentFilter; by?: GroupKey | undefined },
): Promise<NormalisedTable> {
  const { minimumSample } = await facts.settings(scope);
  const counts = await facts.ratings(scope, filter, ['channel']);
  const byChannel = [...grouped(counts, ({ keys }) => keys[0]!)].sort(([a], [b]) => (a < b ? -1 : 1));
  const scales = new Map(byChannel.map(([channel, group]) => [channel, channelScale(tenPoints(group))!]));
  const sizes = byChannel.map(([channel]) => scales.get(channel)!.n);
  const hidden = masked(sizes, minimumSample, true);
  const channels = byChannel.map(([channel], i) => ({
    channel,
    filter: narrowed(filter, 'channel', channel),
    masked: hidden[i]!,
    scale: hidden[i] ? null : scales.get(channel)!,
  }));
  const items = by ? await rows(facts, scope, filter, by, scales, minimumSample) : [];
  return { fewestRatings, channels, items };
}

async function rows(
  facts: StatisticsFacts,
  scope: Scope,
  filter: CommentFilter,
  by: GroupKey,
  scales: Map<string, ChannelScale>,
  limit: number,
): Promise<NormalisedRow[]> {
  const groups = [...grouped(await facts.ratings(scope, filter, [by, 'channel']), ({ keys }) => keys[0]!)];
  groups.sort(([a], [b]) => (a < b ? -1 : 1));
  const keys = groups.map(([key]) => key);
  const names = by === 'label' ? await facts.leafNames(scope, keys) : null;
  const raws = groups.map(([, group]) => meanInterval(tenPoints(group), 0, 10)!);
  const hidden = masked(
    raws.map(({ n }) => n),
    limit,
    areParts(by),
  );
  return groups.map(([key, group], i): NormalisedRow => {
    const usable = group.filter(({ keys: [, channel] }) => scales.get(channel!)?.refused === null);
    const index = (of: (raw: number, scale: ChannelScale) => number | null): Share | null => {
      const values = usable.flatMap((count): Counted[] => {
        const value = of(tenPoint(count), scales.get(count.keys[1]!)!);
        return value === null ? [] : [[value, count.n]];
      });
      const found = meanInterval(values, -Infinity, Infinity);
      return found && found.n >= Math.max(limit, 2) ? found : null;
    };
    const row = { key, name: names?.get(key) ?? key, filter: narrowed(filter, by, key), masked: hidden[i]! };
    if (row.masked) return { ...row, raw: null, index: null, robustIndex: null };
    return { ...row, raw: raws[i]!, index: index(normalised), robustIndex: index(robustlyNormalised) };
  });
}

function tenPoint({ rating, scale }: RatingCount): number {
  return ratingFacts(rating, scale).tenPoint;
}

function tenPoints(counts: readonly RatingCount[]): Counted[] {
  return counts.map((count) => [tenPoint(count), count.n] as const);
}

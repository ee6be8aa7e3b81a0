import { type Counted, medianDeviation, moments } from './counts.ts';

/** Below so many ratings a channel has no scale of its own. */
export const fewestRatings = 30;

/** How a channel rates, on ten points. */
export interface ChannelScale {
  n: number;
  mean: number;
  deviation: number;
  median: number;
  /** Median absolute deviation × 1.4826. */
  robustDeviation: number;
  /** Why ratings of this channel cannot be normalised; null when they can. */
  refused: 'too_few' | 'no_spread' | null;
}

/** Null of nothing. */
export function channelScale(values: readonly Counted[]): ChannelScale | null {
  const found = moments(values);
  const robust = medianDeviation(values);
  if (!found || !robust) return null;
  const refused = found.n < fewestRatings ? 'too_few' : found.deviation === 0 ? 'no_spread' : null;
  return { ...found, median: robust.median, robustDeviation: robust.deviation, refused };
}

/** (raw − mean) / SD × 100 + 500: 500 is what is usual for the channel, 600 one deviation above. */
export function normalised(raw: number, { mean, deviation }: Pick<ChannelScale, 'mean' | 'deviation'>): number {
  return ((raw - mean) / deviation) * 100 + 500;
}

/** The same by median and MAD; null where more than half of the ratings are equal, so that there is no such deviation. */
export function robustlyNormalised(
  raw: number,
  { median, robustDeviation }: Pick<ChannelScale, 'median' | 'robustDeviation'>,
): number | null {
  return robustDeviation > 0 ? ((raw - median) / robustDeviation) * 100 + 500 : null;
}

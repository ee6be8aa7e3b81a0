export const eventKinds = [
  'outage',
  'policy_change',
  'release',
  'promotion',
  'price_change',
  'season',
  'other',
] as const;
export type EventKind = (typeof eventKinds)[number];

/** Something that happened in the business and may explain what customers say. */
export interface BusinessEventInput {
  name: string;
  kind: EventKind;
  /** First and last day. */
  from: string;
  to: string;
  /** Only there; null: everywhere. */
  channel: string | null;
  outlet: string | null;
  note: string | null;
}

export interface BusinessEvent extends BusinessEventInput {
  id: string;
  createdAt: string;
  updatedAt: string;
}

/** Events that were on in the days `from`…`to`, or had ended up to `lag` days before: their effect comes late. */
export function eventsAround(
  events: readonly BusinessEvent[],
  { from, to }: { from: string; to: string },
  place: { channel?: string | undefined; outlet?: string | undefined } = {},
  lag = 7,
): BusinessEvent[] {
  const earliest = new Date(Date.parse(from) - lag * 86_400_000).toISOString().slice(0, 10);
  return events.filter(
    (event) =>
      event.from <= to &&
      event.to >= earliest &&
      (event.channel === null || place.channel === undefined || event.channel === place.channel) &&
      (event.outlet === null || place.outlet === undefined || event.outlet === place.outlet),
  );
}

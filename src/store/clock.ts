/** Milliseconds since 1970. Handed in, so that tests can move it. */
export type Clock = () => number;

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** Any ISO-8601 instant or day as UTC with milliseconds, the one form that is stored and compared as text. */
export function utc(instant: string): string {
  return new Date(instant).toISOString();
}

export function dayOf(isoUtc: string): string {
  return isoUtc.slice(0, 10);
}

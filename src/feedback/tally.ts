import { wilson } from '../text/maths/wilson.ts';
import type { Share } from './read.ts';

/** Hits among trials. */
export interface Tally {
  hits: number;
  of: number;
}

export function tally(): Tally {
  return { hits: 0, of: 0 };
}

export function count(to: Tally, hit: boolean): void {
  to.of++;
  if (hit) to.hits++;
}

/** With its Wilson interval, 95 %; null without trials. */
export function shareOf({ hits, of }: Tally): Share | null {
  return of === 0 ? null : wilson(hits, of);
}

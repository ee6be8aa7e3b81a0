import { createLine } from './line.ts';

/**
 * Long work in pieces, so that the event loop turns in between. All such work of the process shares one slice of each
 * turn, however many requests are at it; who has to pause goes to the end of the line.
 */
const sliceMs = 8;
/** Of work that nobody waits for by the second: whoever does may have to wait for a slice of it at each step. */
const sliceBehindMs = 1;
const line = createLine<() => void>();
let sliceOpen = false;
let sliceStart = 0;

/** To be awaited between two pieces: returns at once while the slice lasts, else when it is the caller's turn again. */
export const breathe = (): Promise<void> => pause(sliceMs, false);

/** The same for exports and the like, of which many may be under way: they go on in between. */
export const breatheBehind = (): Promise<void> => pause(sliceBehindMs, true);

async function pause(ms: number, isPatient: boolean): Promise<void> {
  if (!sliceOpen) openSlice();
  if (performance.now() - sliceStart >= ms) await new Promise<void>((resolve) => line.push(resolve, isPatient));
}

function openSlice(): void {
  sliceOpen = true;
  sliceStart = performance.now();
  setImmediate(nextTurn);
}

function nextTurn(): void {
  sliceOpen = false;
  const resume = line.shift();
  if (!resume) return;
  openSlice();
  resume();
}

/** `items.map(each)`, in pieces. */
export async function mapInPieces<T, R>(items: readonly T[], each: (item: T, index: number) => R): Promise<R[]> {
  const results: R[] = [];
  for (const [index, item] of items.entries()) {
    results.push(each(item, index));
    await breathe();
  }
  return results;
}

import { createLine } from './line.ts';

/**
 * Long work in pieces, so that the event loop turns in between. All such work of the process shares one slice of each
 * turn, however many requests are at it; who has to pause goes to the end of the line. A turn accepts one connection, and
 * each statement of a transaction waits for one: turns have to be short.
 */
const sliceMs = 1;
const line = createLine<() => void>();
let sliceOpen = false;
let sliceStart = 0;

/** To be awaited between two pieces: goes on at once while the slice lasts, else when it is the caller's turn again. */
export const breathe = (): Promise<void> | undefined => pause(false);

/** The same for exports and the like, of which many may be under way and nobody waits by the second: they go on in between. */
export const breatheBehind = (): Promise<void> | undefined => pause(true);

function pause(isPatient: boolean): Promise<void> | undefined {
  if (!sliceOpen) openSlice();
  if (sliceLasts()) return;
  return new Promise((resolve) => line.push(resolve, isPatient));
}

function openSlice(): void {
  sliceOpen = true;
  sliceStart = performance.now();
  setImmediate(nextTurn);
}

const sliceLasts = (): boolean => performance.now() - sliceStart < sliceMs;

function nextTurn(): void {
  sliceOpen = false;
  const resume = line.shift();
  if (!resume) return;
  openSlice();
  goOn(resume);
}

/** What one leaves of the slice is the next one's. */
function goOn(resume: () => void): void {
  resume();
  // A tick asked for by a microtask comes when all that was resumed has been done.
  queueMicrotask(() => process.nextTick(goOnWithNext));
}

function goOnWithNext(): void {
  const next = sliceLasts() ? line.shift() : undefined;
  if (next) goOn(next);
}

/** `items.map(each)`, in pieces. */
export async function mapInPieces<T, R>(items: readonly T[], each: (item: T, index: number) => R): Promise<R[]> {
  const results: R[] = [];
  for (const [index, item] of items.entries()) {
    if (index > 0) await breathe();
    results.push(each(item, index));
  }
  return results;
}

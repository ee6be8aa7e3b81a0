import type { WeightTable } from '../classify/weightTable.ts';

/** In a row: the check byte, the general weight, those of the experts from here on; last a byte to count in. */
export const firstExpert = 2;

/** Bucket b of a table is the row from b · `stride` on. */
export interface NgramRows {
  bytes: Int8Array;
  stride: number;
  /** The same bytes. The counter of the row that begins at r is `counters[r + counter]`; it is 0 between texts, and stays at 255 when full. */
  counters: Uint8ClampedArray;
  counter: number;
}

/** The table bucket by bucket, so that all that is read of an n-gram lies in one line of memory. */
export function rowsOf({ general, experts }: WeightTable): NgramRows {
  const stride = 2 ** Math.ceil(Math.log2(firstExpert + experts.length + 1));
  const bytes = new Int8Array(general.length * stride);
  for (let b = 0; b < general.length; b++) {
    bytes[b * stride] = general[b];
    bytes[b * stride + 1] = general[b] >> 8;
    for (let e = 0; e < experts.length; e++) bytes[b * stride + firstExpert + e] = experts[e][b];
  }
  return { bytes, stride, counters: new Uint8ClampedArray(bytes.buffer), counter: stride - 1 };
}

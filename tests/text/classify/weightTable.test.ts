import { describe, expect, it } from 'vitest';
import {
  bucketOf,
  checkOf,
  decodeTable,
  packWeights,
  tableBytes,
  tableFromBytes,
} from '../../../src/text/classify/weightTable.ts';

const bits = 4;
const hashes = [0x10000001, 0x1fffff02, 0x70000003, 0xf0000004].map((hash) => hash | 0);
const learned = {
  hash: Int32Array.from(hashes),
  texts: Int32Array.from([9, 900, 5, 5]),
  weights: Float32Array.from([1, 0.5, 1, -0.5, -2, 0, 0.01, 4]),
  columns: 2,
};
const table = packWeights(learned, bits);
const decode = decodeTable(table.scale);
const at = (f: number) => bucketOf(hashes[f], bits);
const checkAt = (f: number) => table.general[at(f)] & 0xff;

describe('a packed table of weights', () => {
  it('keeps of each bucket the feature that moves most texts', () => {
    expect(at(0)).toBe(at(1));
    expect(checkAt(0)).toBe(checkOf(hashes[1]));
  });

  it('holds the weights within the step of a byte', () => {
    for (const f of [1, 2, 3]) {
      expect(checkAt(f)).toBe(checkOf(hashes[f]));
      expect(Math.abs(decode[(table.general[at(f)] >> 8) + 128] - learned.weights[2 * f])).toBeLessThan(0.05);
      expect(Math.abs(decode[table.experts[0][at(f)] + 128] - learned.weights[2 * f + 1])).toBeLessThan(0.05);
    }
    expect(Math.max(...decode)).toBe(4);
  });

  it('comes back from its bytes', () => {
    const bytes = tableBytes(table);
    expect(tableFromBytes(Buffer.from(bytes), bits, table.scale, 1)).toEqual(table);
    expect(() => tableFromBytes(bytes.subarray(1), bits, table.scale, 1)).toThrow(RangeError);
  });
});

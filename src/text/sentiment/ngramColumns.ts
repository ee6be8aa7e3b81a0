import { rowNorm } from '../classify/linear.ts';
import type { ValueRows } from '../classify/offsetLogistic.ts';
import type { AdaptationText } from './adaptationTexts.ts';

/** Numbers for the n-grams that occur in enough texts. */
export interface NgramColumns {
  count: number;
  hash: Int32Array;
  /** Texts that hold it. */
  texts: Int32Array;
  /** −1: not numbered. */
  of(hash: number): number;
  /** norm · Σ weight of the text's n-grams. */
  sum(text: AdaptationText, weights: ArrayLike<number>): number;
}

export function ngramColumns(texts: AdaptationText[], fewestTexts: number): NgramColumns {
  const counts = new Map<number, number>();
  for (const { hash } of texts) for (const one of hash) counts.set(one, (counts.get(one) ?? 0) + 1);
  const kept = [...counts].filter(([, count]) => count >= fewestTexts);
  const numbers = new Map(kept.map(([hash], f) => [hash, f]));
  return {
    count: kept.length,
    hash: Int32Array.from(kept, ([hash]) => hash),
    texts: Int32Array.from(kept, ([, count]) => count),
    of: (hash) => numbers.get(hash) ?? -1,
    sum({ hash, value, size }, weights) {
      let sum = 0;
      for (let k = 0; k < hash.length; k++) {
        const f = numbers.get(hash[k]);
        if (f !== undefined) sum += value[k] * weights[f];
      }
      return sum * rowNorm(size);
    },
  };
}

/** Collects rows value by value. */
export interface RowBuilder {
  add(feature: number, value: number): void;
  endRow(): void;
  rows(features: number): ValueRows & { index: Int32Array; value: Float64Array };
}

export function rowBuilder(): RowBuilder {
  let index = new Int32Array(1024);
  let value = new Float64Array(1024);
  const offset = [0];
  let k = 0;
  return {
    add(feature, size) {
      if (k === index.length) {
        index = grown(index, new Int32Array(2 * k));
        value = grown(value, new Float64Array(2 * k));
      }
      index[k] = feature;
      value[k++] = size;
    },
    endRow: () => void offset.push(k),
    rows: (features) => ({ features, offset, index: index.subarray(0, k), value: value.subarray(0, k) }),
  };
}

function grown<T extends Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

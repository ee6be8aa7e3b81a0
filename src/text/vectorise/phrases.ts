import { GrowingColumn } from './growing.ts';

export interface PhraseRules {
  /** Occurrences as neighbours, at least. */
  minCount: number;
  /** Normalised pointwise mutual information from which on two neighbours are a phrase, −1..1. */
  minNpmi: number;
}

export interface Phrases {
  pairs: [number, number][];
  /** The number of the phrase that two neighbours make, −1 for none. */
  of(first: number, second: number): number;
}

/**
 * Neighbours that stand together more often than chance has it: NPMI = ln(p(ab) / (p(a) p(b))) / −ln p(ab), Bouma 2009,
 * over the words of the stream. Only pairs of words with `usable` are looked at. Pairs are counted by sorting them: a map
 * would take ten times the memory, and ends at 16.7 million.
 */
export function findPhrases(stream: Uint32Array, usable: boolean[], { minCount, minNpmi }: PhraseRules): Phrases {
  const size = usable.length;
  const single = new Uint32Array(size);
  let total = 0;
  for (const word of stream) {
    if (word >= size || !usable[word]) continue;
    single[word]++;
    total++;
  }
  const numbers = new Map<number, number>();
  const pairs: [number, number][] = [];
  const keys = neighbours(stream, (word) => word < size && usable[word] && single[word] >= minCount, size);
  for (let from = 0, to = 0; from < keys.length; from = to) {
    while (to < keys.length && keys[to] === keys[from]) to++;
    const count = to - from;
    if (count < minCount) continue;
    const key = keys[from];
    const a = Math.floor(key / size);
    const b = key % size;
    const p = count / total;
    const npmi = Math.log((p * total * total) / (single[a] * single[b])) / -Math.log(p);
    if (npmi < minNpmi) continue;
    numbers.set(key, pairs.length);
    pairs.push([a, b]);
  }
  return {
    pairs,
    of: (first, second) => (first < size && second < size ? (numbers.get(first * size + second) ?? -1) : -1),
  };
}

/** The key first · size + second of every two different neighbours that are `wanted`, ascending. */
function neighbours(stream: Uint32Array, wanted: (word: number) => boolean, size: number): Float64Array {
  const keys = new GrowingColumn(Float64Array);
  for (let t = 0; t + 1 < stream.length; t++) {
    const [a, b] = [stream[t], stream[t + 1]];
    if (a !== b && wanted(a) && wanted(b)) keys.push(a * size + b);
  }
  return keys.view().sort();
}

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
 * over the words of the stream. Only pairs of words with `usable` are looked at.
 */
export function findPhrases(stream: Uint32Array, usable: boolean[], { minCount, minNpmi }: PhraseRules): Phrases {
  const size = usable.length;
  const single = new Float64Array(size);
  const together = new Map<number, number>();
  let total = 0;
  for (let t = 0; t < stream.length; t++) {
    const a = stream[t];
    if (!usable[a]) continue;
    single[a]++;
    total++;
    const b = stream[t + 1];
    if (t + 1 < stream.length && usable[b] && a !== b)
      together.set(a * size + b, (together.get(a * size + b) ?? 0) + 1);
  }
  const numbers = new Map<number, number>();
  const pairs: [number, number][] = [];
  for (const [key, count] of together) {
    if (count < minCount) continue;
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

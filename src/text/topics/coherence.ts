import type { WordRows } from '../vectorise/rows.ts';

/** In how many documents words and pairs of words occur, for some words of a corpus. */
export interface Cooccurrence {
  documents: number;
  /** By word number. */
  single(word: number): number;
  pair(a: number, b: number): number;
}

/** Counts, in one pass, the documents of the given words and of all pairs of them. */
export function countCooccurrence(
  { offsets, words, vocabularySize }: WordRows,
  wanted: Iterable<number>,
): Cooccurrence {
  const place = new Int32Array(vocabularySize).fill(-1);
  let size = 0;
  for (const word of wanted) if (place[word] < 0) place[word] = size++;
  const pairs = new Uint32Array(size * size);
  const seenIn = new Int32Array(size).fill(-1);
  const present = new Int32Array(size);
  for (let d = 0; d < offsets.length - 1; d++) {
    let count = 0;
    for (let t = offsets[d]; t < offsets[d + 1]; t++) {
      const at = place[words[t]];
      if (at < 0 || seenIn[at] === d) continue;
      seenIn[at] = d;
      present[count++] = at;
    }
    for (let i = 0; i < count; i++) for (let j = 0; j < count; j++) pairs[present[i] * size + present[j]]++;
  }
  return {
    documents: offsets.length - 1,
    single: (word) => pairs[place[word] * size + place[word]],
    pair: (a, b) => pairs[place[a] * size + place[b]],
  };
}

/**
 * Coherence of a list of words, −1..1: mean over all pairs of NPMI = ln(p(ab) / (p(a) p(b))) / −ln p(ab) over documents
 * (Bouma 2009; Lau, Newman & Baldwin 2014). Pairs that never meet count −1; fewer than two words give 0.
 */
export function coherence(words: number[], { documents, single, pair }: Cooccurrence): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < words.length; i++) {
    for (let j = i + 1; j < words.length; j++) {
      const together = pair(words[i], words[j]) / documents;
      count++;
      if (together === 0) sum -= 1;
      // Words that are in every document together say nothing against each other.
      else if (together === 1) sum += 1;
      else
        sum +=
          Math.log((together * documents * documents) / (single(words[i]) * single(words[j]))) / -Math.log(together);
    }
  }
  return count === 0 ? 0 : sum / count;
}

/** The words of highest weight in a column of `weights` [words][topics], heaviest first, ties by number. */
export function topWords(weights: Float32Array, topics: number, topic: number, count: number): number[] {
  const best: number[] = [];
  const weightOf = (word: number): number => weights[word * topics + topic];
  for (let word = 0; word < weights.length / topics; word++) {
    if (best.length === count && weightOf(word) <= weightOf(best[count - 1])) continue;
    let at = best.length;
    while (at > 0 && weightOf(best[at - 1]) < weightOf(word)) at--;
    best.splice(at, 0, word);
    if (best.length > count) best.pop();
  }
  return best;
}

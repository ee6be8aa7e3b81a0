/** Hash of `text.slice(start, end)` (FNV-1a over UTF-16 units), without making the slice. */
export function hashSpan(text: string, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash ^ (hash >>> 15);
}

/** A number for each of many words, looked up by the hash of a span. */
export interface WordTable {
  /** The number of the word with that hash, or `missing` when no word has it. */
  get(hash: number): number;
}

/**
 * Open addressing; hash and number of a word lie side by side, so that a look-up touches one line of memory and allocates
 * nothing. A 32-bit hash tells the words apart: of unknown words about one in 100,000 is taken for a known one.
 */
export function createWordTable(words: ReadonlyMap<string, number>, missing: number): WordTable {
  const size = 2 ** Math.ceil(Math.log2(Math.max(8, words.size * 1.2)));
  const hashes = new Int32Array(size * 2);
  const values = new Float32Array(hashes.buffer);
  const find = (hash: number): number => {
    let slot = (hash & (size - 1)) * 2;
    while (hashes[slot] !== 0 && hashes[slot] !== hash) slot = (slot + 2) & (2 * size - 1);
    return slot;
  };
  for (const [word, value] of words) {
    const hash = hashSpan(word, 0, word.length) || 1;
    const slot = find(hash);
    hashes[slot] = hash;
    values[slot + 1] = value;
  }
  return {
    get(hash) {
      const slot = find(hash || 1);
      return hashes[slot] === 0 ? missing : values[slot + 1];
    },
  };
}

function sameUnits(text: string, at: number, start: number, end: number): boolean {
  for (let i = start; i < end; i++, at++) if (text.charCodeAt(i) !== text.charCodeAt(at)) return false;
  return true;
}

const lastBase = 0x3fffffff;

/** Gives equal spans of one text the same number, in order of first occurrence. `begin` forgets the text before. */
export function createSpanNumbering() {
  /** Number of a span, counted on from `base`; what is not above it is of an earlier text. */
  let slots = new Int32Array(64);
  let base = 0;
  let mask = 63;
  let count = 0;
  let starts = new Int32Array(64);
  let ends = new Int32Array(64);
  return {
    /** `most`: how many different spans may come. */
    begin(most: number): void {
      base += count;
      count = 0;
      if (2 * most <= slots.length && base < lastBase) return;
      slots = new Int32Array(Math.max(slots.length, 2 ** Math.ceil(Math.log2(2 * most))));
      starts = new Int32Array(slots.length);
      ends = new Int32Array(slots.length);
      base = 0;
      mask = slots.length - 1;
    },
    /** How many different spans came so far. */
    get count(): number {
      return count;
    },
    /** `hash`: of the span, by `hashSpan`. */
    number(text: string, start: number, end: number, hash: number): number {
      let slot = hash & mask;
      for (; slots[slot] > base; slot = (slot + 1) & mask) {
        const known = slots[slot] - base - 1;
        if (ends[known] - starts[known] === end - start && sameUnits(text, starts[known], start, end)) return known;
      }
      starts[count] = start;
      ends[count] = end;
      slots[slot] = base + ++count;
      return count - 1;
    },
  };
}

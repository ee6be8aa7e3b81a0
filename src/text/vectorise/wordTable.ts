/** Hash of `text.slice(start, end)` (FNV-1a over UTF-16 units), without making the slice. */
export function hashSpan(text: string, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash ^ (hash >>> 15);
}

/** A number for each of many words, looked up by span. */
export interface WordTable {
  /** The number of `text.slice(start, end)`, or `missing` when the word is not in the table. */
  get(text: string, start: number, end: number): number;
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
    get(text, start, end) {
      const slot = find(hashSpan(text, start, end) || 1);
      return hashes[slot] === 0 ? missing : values[slot + 1];
    },
  };
}

function sameUnits(text: string, at: number, start: number, end: number): boolean {
  for (let i = start; i < end; i++, at++) if (text.charCodeAt(i) !== text.charCodeAt(at)) return false;
  return true;
}

/** Gives equal spans of one text the same number, in order of first occurrence. `begin` forgets the text before. */
export function createSpanNumbering() {
  let slots = new Int32Array(64);
  let starts: number[] = [];
  let ends: number[] = [];
  let mask = 63;
  return {
    /** `most`: how many different spans may come. */
    begin(most: number): void {
      const size = 2 ** Math.ceil(Math.log2(Math.max(64, most * 2)));
      if (size > slots.length) slots = new Int32Array(size);
      mask = size - 1;
      slots.fill(0, 0, size);
      starts = [];
      ends = [];
    },
    /** How many different spans came so far. */
    get count(): number {
      return starts.length;
    },
    number(text: string, start: number, end: number): number {
      let slot = hashSpan(text, start, end) & mask;
      for (; slots[slot] > 0; slot = (slot + 1) & mask) {
        const known = slots[slot] - 1;
        if (ends[known] - starts[known] === end - start && sameUnits(text, starts[known], start, end)) return known;
      }
      starts.push(start);
      ends.push(end);
      slots[slot] = starts.length;
      return starts.length - 1;
    },
  };
}

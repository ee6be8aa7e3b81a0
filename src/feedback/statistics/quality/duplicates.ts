/**
 * Texts that say the same again, by MinHash (Broder 1997) over three-character shingles: 32 smallest hashes in 8 bands of 4.
 * Texts that share a band are candidates; of a pair with a Jaccard similarity of 0.8 that is 98 % of all, and the texts
 * themselves are compared afterwards.
 */
const bands = 8;
const rows = 4;
const hashes = bands * rows;
const shingleUnits = 3;
/** Shorter texts are the same by chance (「好评」). */
export const fewestUnits = 10;
export const nearDuplicate = 0.8;

/** What is compared: without capitals, blanks and marks. */
export function comparable(text: string): string {
  return text.toLowerCase().replace(/[\s\p{P}\p{S}]+/gu, '');
}

/** For up to `capacity` texts; four bytes a text and band, twice. */
export function createDuplicateFinder(capacity: number) {
  const slots = 2 ** Math.ceil(Math.log2(Math.max(16, (capacity * bands * 4) / 3)));
  const keys = new Uint32Array(slots);
  const firsts = new Uint32Array(slots);
  const smallest = new Uint32Array(hashes);
  let count = 0;

  /** The number (from 1) of the first text with this key; this one's when it is the first. */
  function firstWith(key: number, own: number): number {
    let slot = (Math.imul(key, 0x9e3779b1) >>> 0) & (slots - 1);
    for (; firsts[slot] !== 0; slot = (slot + 1) & (slots - 1)) if (keys[slot] === key) return firsts[slot]!;
    keys[slot] = key;
    firsts[slot] = own;
    return own;
  }

  return {
    /** Numbers, from 0, of earlier texts that this one (it gets the next number) may repeat. Short texts repeat nothing. */
    add(text: string): number[] {
      const own = ++count;
      const units = comparable(text);
      if (units.length < fewestUnits) return [];
      sketch(units, smallest);
      const found = new Set<number>();
      for (let band = 0; band < bands; band++) {
        let key = band + 1;
        for (let row = 0; row < rows; row++) key = mix(key ^ smallest[band * rows + row]!);
        const first = firstWith(key, own);
        if (first !== own) found.add(first - 1);
      }
      return [...found];
    },
  };
}

function sketch(units: string, smallest: Uint32Array): void {
  smallest.fill(0xffffffff);
  for (let i = 0; i + shingleUnits <= units.length; i++) {
    const hash = mix(
      Math.imul(units.charCodeAt(i), 0x01000193) ^
        Math.imul(units.charCodeAt(i + 1), 0x85ebca6b) ^
        Math.imul(units.charCodeAt(i + 2), 0xc2b2ae35),
    );
    for (let k = 0; k < hashes; k++) {
      const value = (Math.imul(hash, multipliers[k]!) + offsets[k]!) >>> 0;
      if (value < smallest[k]!) smallest[k] = value;
    }
  }
}

const multipliers = Uint32Array.from({ length: hashes }, (_, k) => mix(k + 1) | 1);
const offsets = Uint32Array.from({ length: hashes }, (_, k) => mix(k + 101));

/** Finaliser of MurmurHash3. */
function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Whether `text` repeats `earlier`, and how; null when it does not. */
export function repeats(text: string, earlier: string): 'duplicate' | 'near_duplicate' | null {
  const [a, b] = [comparable(text), comparable(earlier)];
  if (a.length < fewestUnits || b.length < fewestUnits) return null;
  if (a === b) return 'duplicate';
  return jaccard(a, b) >= nearDuplicate ? 'near_duplicate' : null;
}

function jaccard(a: string, b: string): number {
  const [first, second] = [shingles(a), shingles(b)];
  let common = 0;
  for (const shingle of first) if (second.has(shingle)) common++;
  return common / (first.size + second.size - common);
}

function shingles(text: string): Set<string> {
  const found = new Set<string>();
  for (let i = 0; i + shingleUnits <= text.length; i++) found.add(text.slice(i, i + shingleUnits));
  return found;
}

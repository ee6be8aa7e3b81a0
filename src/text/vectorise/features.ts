import { TokenKind, type Tokens } from '../segment/tokens.ts';

/**
 * Hashed n-gram features of a token sequence, for linear models.
 *
 * Characters 1–3 of all but Latin tokens, whatever the words are; Latin words and pairs of them, `NOT_x` for one behind
 * a negator (instead of x). Spaces are not seen, digits are one, a run of one character counts three at most. Feature k covers `start[k]..end[k]` of the text and lives in bucket `index[k]`.
 *
 * Hashing trick: Weinberger et al., "Feature Hashing for Large Scale Multitask Learning" (2009).
 */
export interface FeatureBuffer {
  count: number;
  /** Bucket, 0..2^bits − 1. */
  index: Int32Array;
  start: Int32Array;
  end: Int32Array;
}

export interface FeatureReader {
  readonly bits: number;
  /** Reads the features into the reader's own buffer, which the next call overwrites. `hidden[u]` = 1 hides unit u. */
  read(tokens: Tokens, hidden?: Uint8Array | null): FeatureBuffer;
}

const featuresPerUnit = 6;
const longestRun = 3;
const notReach = 4;
const charSeed = [0x3c6ef372, 0x1b873593, 0x52dce729];
const wordSeed = 0x811c9dc5;
const pairSeed = 0x38b34ae5;
const notSeed = 0x21f0aaad;
const fnvPrime = 0x01000193;

export function createFeatureReader(bits: number): FeatureReader {
  let buffer = allocate(1024);
  return {
    bits,
    read(tokens, hidden = null) {
      const needed = tokens.text.length * featuresPerUnit + 16;
      if (buffer.index.length < needed) buffer = allocate(needed * 2);
      buffer.count = 0;
      readCharacters(tokens, hidden, 32 - bits, buffer);
      readWords(tokens, hidden, 32 - bits, buffer);
      return buffer;
    },
  };
}

function allocate(size: number): FeatureBuffer {
  return { count: 0, index: new Int32Array(size), start: new Int32Array(size), end: new Int32Array(size) };
}

/** The bucket of a 32-bit hash (finaliser of MurmurHash3, cut to its upper bits). */
function bucket(hash: number, shift: number): number {
  let h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> shift;
}

/** The unit as features see it: digits are alike. */
function featureUnit(unit: number): number {
  return unit >= 0x30 && unit <= 0x39 ? 0x30 : unit;
}

/** Characters 1–3 in text order; Latin and hidden tokens break the sequence, spaces do not. */
function readCharacters(tokens: Tokens, hidden: Uint8Array | null, shift: number, out: FeatureBuffer): void {
  const { text, count, start, end, kind } = tokens;
  const { index, start: from, end: to } = out;
  let k = out.count;
  // The two units before this one and where they start; 0: none.
  let a = 0;
  let b = 0;
  let aAt = 0;
  let bAt = 0;
  let run = 0;
  for (let t = 0; t < count; t++) {
    if (kind[t] === TokenKind.Space) continue;
    if (kind[t] === TokenKind.Latin) {
      a = b = run = 0;
      continue;
    }
    for (let u = start[t]; u < end[t]; u++) {
      if (hidden !== null && hidden[u] === 1) {
        a = b = run = 0;
        continue;
      }
      const c = featureUnit(text.charCodeAt(u));
      run = c === b ? run + 1 : 1;
      if (run > longestRun) continue;
      index[k] = bucket(charSeed[0] + Math.imul(c, 0x9e3779b1), shift);
      from[k] = u;
      to[k++] = u + 1;
      if (b !== 0) {
        index[k] = bucket(charSeed[1] + Math.imul((b << 16) | c, 0x9e3779b1), shift);
        from[k] = bAt;
        to[k++] = u + 1;
        if (a !== 0) {
          index[k] = bucket(charSeed[2] + Math.imul((b << 16) | c, 0x9e3779b1) + Math.imul(a, 0xc2b2ae3d), shift);
          from[k] = aAt;
          to[k++] = u + 1;
        }
      }
      a = b;
      aAt = bAt;
      b = c;
      bAt = u;
    }
  }
  out.count = k;
}

/** Latin words, marked in the reach of a negator, and pairs of neighbours; other and hidden tokens break the pairs. */
function readWords(tokens: Tokens, hidden: Uint8Array | null, shift: number, out: FeatureBuffer): void {
  const { text, count, start, end, kind } = tokens;
  const { index, start: from, end: to } = out;
  let k = out.count;
  let before = 0;
  let beforeAt = 0;
  let reach = 0;
  for (let t = 0; t < count; t++) {
    if (kind[t] === TokenKind.Space) continue;
    const s = start[t];
    const e = end[t];
    if (kind[t] !== TokenKind.Latin || (hidden !== null && hidden[s] === 1)) {
      before = reach = 0;
      continue;
    }
    const word = hashWord(text, s, e);
    const negator = latinNegators.has(word);
    if (negator) reach = notReach;
    const negated = !negator && reach > 0;
    if (negated) reach--;
    index[k] = bucket(negated ? word ^ notSeed : word, shift);
    from[k] = s;
    to[k++] = e;
    if (before !== 0) {
      index[k] = bucket(Math.imul(before, 0x9e3779b1) + (word ^ pairSeed), shift);
      from[k] = beforeAt;
      to[k++] = e;
    }
    before = word;
    beforeAt = s;
  }
  out.count = k;
}

/** FNV-1a over the units of a word, digits alike, runs cut. */
function hashWord(text: string, start: number, end: number): number {
  let h = wordSeed;
  let before = 0;
  let run = 0;
  for (let u = start; u < end; u++) {
    const c = featureUnit(text.charCodeAt(u));
    run = c === before ? run + 1 : 1;
    before = c;
    if (run <= longestRun) h = Math.imul(h ^ c, fnvPrime);
  }
  return h;
}

/** Part of the feature definition (a change makes a new model): the words that `NOT_x` starts behind. */
const latinNegators = new Set(
  [
    "n't",
    'not',
    'no',
    'never',
    'none',
    'nothing',
    'nobody',
    'neither',
    'nor',
    'cannot',
    'without',
    'hardly',
    'barely',
  ].map((word) => hashWord(word, 0, word.length)),
);

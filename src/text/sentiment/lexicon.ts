import { TokenKind, type Tokens } from '../segment/tokens.ts';

/** What an entry does. An entry may do several things (好 is a word, and a degree in front of another word). */
export const Role = {
  /** Carries polarity; negation and degree change it. */
  Word: 1,
  /** A saying whose meaning is not that of its words (「没有投诉」); learned n-grams inside it are not read. */
  Saying: 2,
  Negator: 4,
  /** A negator that only weakens (不太, hardly). */
  Weakener: 8,
  Degree: 16,
  Wish: 32,
  Rhetorical: 64,
  Sarcasm: 128,
  Emoji: 256,
  /** What one asks for when something is amiss (改进); it counts behind a wish only. */
  Change: 512,
} as const;

export interface LexiconEntry {
  text: string;
  /** Bits of `Role`; 0: known and without polarity (不好意思). */
  roles: number;
  /** Polarity −4..4, for words, sayings, cues and emoji. */
  value: number;
  /** Factor of a degree word, 0..3; 1 otherwise. */
  factor: number;
}

/** The entries in a hash table over typed arrays, for matching without allocation. */
export interface SentimentLexicon {
  entries: LexiconEntry[];
  roles: Int32Array;
  value: Float64Array;
  factor: Float64Array;
  /** 1: the entry begins with a negation of its own (不满意). */
  inner: Uint8Array;
  /** Longest entry by first unit; 0: none. */
  longest: Uint8Array;
  /** 1: some entry may begin with these two units (by `pairSlot`), or is the first alone. Most tokens begin none. */
  begins: Uint8Array;
  /** Entry number + 1 by hash, open addressing; 0: free. */
  slots: Int32Array;
  hashes: Int32Array;
}

const fnvStart = 0x811c9dc5 | 0;
const fnvPrime = 0x01000193;
const innerNegations = '不没无未别非';
const longestEntry = 40;

/** Entries must be folded, different from one another, and at most 40 units long; blanks count between Latin words only. */
export function compileLexicon(entries: LexiconEntry[]): SentimentLexicon {
  let capacity = 1024;
  while (capacity < entries.length * 3) capacity *= 2;
  const lexicon: SentimentLexicon = {
    entries,
    roles: Int32Array.from(entries, (entry) => entry.roles),
    value: Float64Array.from(entries, (entry) => entry.value),
    factor: Float64Array.from(entries, (entry) => entry.factor),
    inner: Uint8Array.from(entries, ({ text }) => (text.length > 1 && innerNegations.includes(text[0]) ? 1 : 0)),
    longest: new Uint8Array(65_536),
    begins: new Uint8Array(pairSlots),
    slots: new Int32Array(capacity),
    hashes: new Int32Array(capacity),
  };
  entries.forEach((entry, number) => {
    insert(lexicon, entry.text, number);
  });
  return lexicon;
}

function insert(lexicon: SentimentLexicon, text: string, number: number): void {
  if (text.length > longestEntry) throw new RangeError(`lexicon entry over ${longestEntry} units: ${text}`);
  const first = text.charCodeAt(0);
  lexicon.longest[first] = Math.max(lexicon.longest[first], text.length);
  if (text.length > 1) lexicon.begins[pairSlot(first, text.charCodeAt(1))] = 1;
  else lexicon.begins[pairSlot(first, 0)] = 1;
  let hash = fnvStart;
  for (let u = 0; u < text.length; u++) hash = Math.imul(hash ^ text.charCodeAt(u), fnvPrime);
  const mask = lexicon.slots.length - 1;
  let slot = spread(hash) & mask;
  while (lexicon.slots[slot] !== 0) slot = (slot + 1) & mask;
  lexicon.slots[slot] = number + 1;
  lexicon.hashes[slot] = hash;
}

const pairSlots = 1 << 15;

function pairSlot(first: number, second: number): number {
  return Math.imul(first * 31 + second, 0x9e3779b1) >>> 17;
}

function spread(hash: number): number {
  return Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) >>> 8;
}

/** Matches in text order: match m is entry `entry[m]` at tokens `first[m]..last[m]` (exclusive). */
export interface Matches {
  count: number;
  entry: Int32Array;
  first: Int32Array;
  last: Int32Array;
}

export function createMatches(): Matches {
  return { count: 0, entry: new Int32Array(64), first: new Int32Array(64), last: new Int32Array(64) };
}

/** Finds the entries of the lexicon: at each token the longest one that ends with a token, none overlapping. */
export function findMatches(lexicon: SentimentLexicon, tokens: Tokens, out: Matches): void {
  if (out.entry.length < tokens.count) {
    out.entry = new Int32Array(2 * tokens.count);
    out.first = new Int32Array(2 * tokens.count);
    out.last = new Int32Array(2 * tokens.count);
  }
  out.count = 0;
  for (let t = 0; t < tokens.count; ) {
    const longest = lexicon.longest[tokens.text.charCodeAt(tokens.start[t])];
    const next = longest === 0 || !mayBegin(lexicon, tokens, t) ? 0 : longestMatch(lexicon, tokens, t, longest, out);
    t = next === 0 ? t + 1 : next;
  }
}

/** Whether an entry may begin at token t, by its first two units. */
function mayBegin({ begins }: SentimentLexicon, { text, start, end, kind, count }: Tokens, t: number): boolean {
  const first = text.charCodeAt(start[t]);
  const alone = end[t] - start[t] === 1;
  if (alone && begins[pairSlot(first, 0)] === 1) return true;
  // Blanks may stand between an ideograph and the next word of an entry.
  if (alone && t + 1 < count && kind[t + 1] === TokenKind.Space) return true;
  return start[t] + 1 < text.length && begins[pairSlot(first, text.charCodeAt(start[t] + 1))] === 1;
}

/** Adds the longest match that starts at token t and answers the token behind it; 0: none. */
function longestMatch(lexicon: SentimentLexicon, tokens: Tokens, t: number, longest: number, out: Matches): number {
  const { text, start, end, kind, count } = tokens;
  let hash = fnvStart;
  let units = 0;
  let behind = 0;
  for (let i = t; i < count; i++) {
    if (kind[i] === TokenKind.Space) {
      const blank = kind[i - 1] === TokenKind.Latin && i + 1 < count && kind[i + 1] === TokenKind.Latin;
      if (!blank) continue;
      hash = Math.imul(hash ^ 0x20, fnvPrime);
      units++;
      continue;
    }
    units += end[i] - start[i];
    if (units > longest) break;
    for (let u = start[i]; u < end[i]; u++) hash = Math.imul(hash ^ text.charCodeAt(u), fnvPrime);
    const entry = lookUp(lexicon, hash, units);
    if (entry < 0) continue;
    behind = i + 1;
    out.entry[out.count] = entry;
  }
  if (behind === 0) return 0;
  out.first[out.count] = t;
  out.last[out.count++] = behind;
  return behind;
}

/** −1: no entry. A 32-bit hash and the length tell an entry from other text. */
function lookUp(lexicon: SentimentLexicon, hash: number, units: number): number {
  const mask = lexicon.slots.length - 1;
  for (let slot = spread(hash) & mask; lexicon.slots[slot] !== 0; slot = (slot + 1) & mask) {
    const entry = lexicon.slots[slot] - 1;
    if (lexicon.hashes[slot] === hash && lexicon.entries[entry].text.length === units) return entry;
  }
  return -1;
}

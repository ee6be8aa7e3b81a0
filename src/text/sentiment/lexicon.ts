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

/** The entries in a trie over typed arrays, for matching without allocation. State 0 is the root. */
export interface SentimentLexicon {
  entries: LexiconEntry[];
  roles: Int32Array;
  value: Float64Array;
  factor: Float64Array;
  /** 1: the entry begins with a negation of its own (不满意). */
  inner: Uint8Array;
  /** State behind the first unit; 0: none. */
  fromRoot: Uint16Array;
  /** Further edges by open addressing: `edges[2 s]` is state · 65,536 + unit, `edges[2 s + 1]` the state behind; 0: free. */
  edges: Int32Array;
  /** 1: some entry may begin with these two units (by `pairSlot`). Most places where an entry might begin have others. */
  pairs: Uint8Array;
  /** Number of the entry that ends in the state; −1: none. */
  entryAt: Int32Array;
}

const innerNegations = '不没无未别非';
const longestEntry = 40;

/** Entries must be folded, different from one another, and at most 40 units long; blanks count between Latin words only. */
export function compileLexicon(entries: LexiconEntry[]): SentimentLexicon {
  const units = entries.reduce((sum, { text }) => sum + text.length, 0);
  const lexicon: SentimentLexicon = {
    entries,
    roles: Int32Array.from(entries, (entry) => entry.roles),
    value: Float64Array.from(entries, (entry) => entry.value),
    factor: Float64Array.from(entries, (entry) => entry.factor),
    inner: Uint8Array.from(entries, ({ text }) => (text.length > 1 && innerNegations.includes(text[0]) ? 1 : 0)),
    fromRoot: new Uint16Array(65_536),
    edges: new Int32Array(2 * slotsFor(entries)),
    pairs: new Uint8Array(1 << pairBits),
    entryAt: new Int32Array(units + 1).fill(-1),
  };
  let states = 1;
  entries.forEach(({ text }, number) => {
    if (text.length > longestEntry) throw new RangeError(`lexicon entry over ${longestEntry} units: ${text}`);
    let state = 0;
    for (let u = 0; u < text.length; u++) {
      const next = step(lexicon, state, text.charCodeAt(u));
      state = next === 0 ? addState(lexicon, state, text.charCodeAt(u), states++) : next;
    }
    if (text.length > 1) lexicon.pairs[pairSlot(text.charCodeAt(0), text.charCodeAt(1))] = 1;
    lexicon.entryAt[state] = number;
  });
  return lexicon;
}

const pairBits = 15;

function pairSlot(first: number, second: number): number {
  return Math.imul(first * 31 + second, 0x9e3779b1) >>> (32 - pairBits);
}

/** Twice as many slots as there are states, or a little more. */
function slotsFor(entries: LexiconEntry[]): number {
  const prefixes = new Set<string>();
  for (const { text } of entries) for (let u = 2; u <= text.length; u++) prefixes.add(text.slice(0, u));
  return 2 ** Math.ceil(Math.log2(1.6 * prefixes.size + 2));
}

function addState(lexicon: SentimentLexicon, state: number, unit: number, next: number): number {
  if (next > 0xffff) throw new RangeError('too many entries for 16-bit states');
  if (state === 0) lexicon.fromRoot[unit] = next;
  else {
    const slot = findEdge(lexicon.edges, (state << 16) | unit);
    lexicon.edges[slot] = (state << 16) | unit;
    lexicon.edges[slot + 1] = next;
  }
  return next;
}

/** The state behind `unit`; 0: none. */
function step({ fromRoot, edges }: SentimentLexicon, state: number, unit: number): number {
  return state === 0 ? fromRoot[unit] : edges[findEdge(edges, (state << 16) | unit) + 1];
}

/** Slot of an edge, or the free one where it belongs. */
function findEdge(edges: Int32Array, key: number): number {
  const mask = edges.length - 2;
  let slot = (Math.imul(key ^ (key >>> 15), 0x85ebca6b) >>> 7) & mask;
  while (edges[slot + 1] !== 0 && edges[slot] !== key) slot = (slot + 2) & mask;
  return slot;
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
  const { fromRoot, pairs, entryAt } = lexicon;
  const { text, start, end, kind, count } = tokens;
  for (let t = 0; t < count; ) {
    const first = text.charCodeAt(start[t]);
    const state = fromRoot[first];
    if (state === 0) {
      t++;
      continue;
    }
    const alone = end[t] - start[t] === 1;
    // Blanks may stand between this unit and the next of an entry.
    const unclear = alone && t + 1 < count && kind[t + 1] === TokenKind.Space;
    if (unclear || pairs[pairSlot(first, text.charCodeAt(start[t] + 1))] === 1) {
      t = longestMatch(lexicon, tokens, t, state, out) || t + 1;
      continue;
    }
    if (alone && entryAt[state] >= 0) {
      out.entry[out.count] = entryAt[state];
      finish(out, t, t + 1);
    }
    t++;
  }
}

/** Adds the longest match that starts at token t, behind whose first unit is `state`, and answers the token behind it; 0: none. */
function longestMatch(lexicon: SentimentLexicon, tokens: Tokens, t: number, state: number, out: Matches): number {
  const { text, start, end, kind, count } = tokens;
  const { edges, entryAt } = lexicon;
  let at = state;
  let u = start[t] + 1;
  let behind = 0;
  for (let i = t; ; u = start[i]) {
    for (; u < end[i]; u++) {
      at = edges[findEdge(edges, (at << 16) | text.charCodeAt(u)) + 1];
      if (at === 0) return finish(out, t, behind);
    }
    if (entryAt[at] >= 0) {
      behind = i + 1;
      out.entry[out.count] = entryAt[at];
    }
    i++;
    while (i < count && kind[i] === TokenKind.Space) {
      if (kind[i - 1] === TokenKind.Latin && i + 1 < count && kind[i + 1] === TokenKind.Latin) {
        at = edges[findEdge(edges, (at << 16) | 0x20) + 1];
        if (at === 0) return finish(out, t, behind);
      }
      i++;
    }
    if (i === count) return finish(out, t, behind);
  }
}

function finish(out: Matches, first: number, behind: number): number {
  if (behind === 0) return 0;
  out.first[out.count] = first;
  out.last[out.count++] = behind;
  return behind;
}

import { type Automaton, buildAutomaton, step } from '../trie/automaton.ts';
import type { ParsedCue } from './cueSyntax.ts';

/** Where cues match: hit i is cue `cue[i]` at `start[i]..end[i]`, in the order of `end`. Valid until the next call. */
export interface CueHits {
  count: number;
  cue: Int32Array;
  start: Int32Array;
  end: Int32Array;
  /** Of a sequence: where its last word begins, and where the word before that ends. Of other cues: `start`. */
  lastStart: Int32Array;
  innerEnd: Int32Array;
}

export interface CueMatcher {
  readonly cues: readonly ParsedCue[];
  /**
   * All matches within `text[from..to)`, which should be one clause of a folded text. A cue of one part matches at
   * every occurrence; a sequence at every last part that completes it, from the nearest chain of earlier parts on;
   * a cue of the kind `all` once, over the first occurrence of each part. Linear in the length of the clause.
   * Cues of a scope with `open[scope] = 0` are left out.
   */
  match(text: string, from: number, to: number, open: Uint8Array): CueHits;
}

/** Most characters between two parts of a sequence; more after a Latin word, where characters make words slower. */
export const sequenceGap = 10;
export const latinSequenceGap = 24;

/**
 * The parts of cues that each word stands for. Those of word w lie side by side, first the ones that count by
 * themselves (`first[w] .. later[w]`), then later parts of sequences in the order of `part` (`later[w] .. first[w + 1]`).
 */
interface Slots {
  first: Int32Array;
  later: Int32Array;
  /** Number of the part among all parts of all cues. */
  part: Int32Array;
  /** The match may end inside a longer Latin word. */
  prefix: Uint8Array;
  /** By word: bit `part % 32` is set for each later part. */
  laterBits: Int32Array;
}

/** All parts of all cues, numbered through. */
interface Parts {
  cue: Int32Array;
  /** 0 for a cue that one part makes, 1 for the beginning or middle of a sequence, 2 for its end, 3 for one of `all`. */
  role: Uint8Array;
  /** Place within its cue. */
  place: Int32Array;
  scope: Int32Array;
}
const PartRole = { Whole: 0, Begins: 1, Ends: 2, OneOfAll: 3 } as const;

/** Compiles cues into one automaton; `scopes` gives the scope of each cue. */
export function createCueMatcher(cues: readonly ParsedCue[], scopes: ArrayLike<number>): CueMatcher {
  const parts = numberParts(cues, scopes);
  const { words, slots } = collectWords(cues, parts);
  return { cues, match: createMatch(cues, words, slots, parts, buildAutomaton(words)) };
}

function numberParts(parsed: readonly ParsedCue[], scopes: ArrayLike<number>): Parts {
  const cue: number[] = [];
  const place: number[] = [];
  const role: number[] = [];
  for (const [c, { kind, parts }] of parsed.entries())
    for (const p of parts.keys()) {
      const last = p === parts.length - 1;
      cue.push(c);
      place.push(p);
      if (parts.length === 1) role.push(PartRole.Whole);
      else role.push(kind === 'all' ? PartRole.OneOfAll : last ? PartRole.Ends : PartRole.Begins);
    }
  return {
    cue: Int32Array.from(cue),
    place: Int32Array.from(place),
    role: Uint8Array.from(role),
    scope: Int32Array.from(cue, (c) => scopes[c]),
  };
}

function collectWords(parsed: readonly ParsedCue[], parts: Parts): { words: string[]; slots: Slots } {
  const byWord = new Map<string, Map<number, boolean>>();
  let part = 0;
  for (const cue of parsed)
    for (const alternatives of cue.parts) {
      for (const { text, prefix } of alternatives) {
        const list = byWord.get(text) ?? new Map<number, boolean>();
        byWord.set(text, list.set(part, prefix || list.get(part) === true));
      }
      part++;
    }
  const first = [0];
  const later: number[] = [];
  const laterBits: number[] = [];
  const flat: [part: number, prefix: boolean][] = [];
  const isLater = (p: number): boolean => parts.role[p] !== PartRole.OneOfAll && parts.place[p] > 0;
  for (const list of byWord.values()) {
    const entries = [...list].sort((a, b) => a[0] - b[0]);
    flat.push(...entries.filter(([p]) => !isLater(p)));
    later.push(flat.length);
    const laterParts = entries.filter(([p]) => isLater(p));
    laterBits.push(laterParts.reduce((bits, [p]) => bits | (1 << p), 0));
    flat.push(...laterParts);
    first.push(flat.length);
  }
  const slots: Slots = {
    first: Int32Array.from(first),
    later: Int32Array.from(later),
    part: Int32Array.from(flat, ([p]) => p),
    prefix: Uint8Array.from(flat, ([, prefix]) => Number(prefix)),
    laterBits: Int32Array.from(laterBits),
  };
  return { words: [...byWord.keys()], slots };
}

const isLatin = (unit: number): boolean =>
  (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x30 && unit <= 0x39) || (unit >= 0xc0 && unit <= 0x24f);

/**
 * What is read of a word and of a slot when a word occurs, each in one place of the memory: of word w from `words[8w]` on, by
 * `OfWord`, of slot s from `slots[4s]` on, by `OfSlot`.
 */
interface Packed {
  words: Int32Array;
  slots: Int32Array;
}
const wordSize = 8;
/** `Next`: 1 + the number of the longest other word that ends where this one does; 0: none. */
const OfWord = { Length: 0, WholeStart: 1, WholeEnd: 2, LaterBits: 3, First: 4, Later: 5, Next: 6 } as const;
const slotSize = 4;
const OfSlot = { Part: 0, Scope: 1, Prefix: 2 } as const;

function pack(words: readonly string[], slots: Slots, parts: Parts, { word: wordAt, output }: Automaton): Packed {
  const packed = {
    words: new Int32Array(wordSize * words.length),
    slots: new Int32Array(slotSize * slots.part.length),
  };
  for (const [w, word] of words.entries()) {
    const at = wordSize * w;
    packed.words[at + OfWord.Length] = word.length;
    packed.words[at + OfWord.WholeStart] = Number(isLatin(word.charCodeAt(0)));
    packed.words[at + OfWord.WholeEnd] = Number(isLatin(word.charCodeAt(word.length - 1)));
    packed.words[at + OfWord.LaterBits] = slots.laterBits[w];
    packed.words[at + OfWord.First] = slotSize * slots.first[w];
    packed.words[at + OfWord.Later] = slotSize * slots.later[w];
  }
  for (let node = 1; node < wordAt.length; node++)
    if (wordAt[node] >= 0) packed.words[wordSize * wordAt[node] + OfWord.Next] = 1 + wordAt[output[node]];
  for (const [s, part] of slots.part.entries()) {
    packed.slots[slotSize * s + OfSlot.Part] = part;
    packed.slots[slotSize * s + OfSlot.Scope] = parts.scope[part];
    packed.slots[slotSize * s + OfSlot.Prefix] = slots.prefix[s];
  }
  return packed;
}

function createMatch(
  parsed: readonly ParsedCue[],
  words: readonly string[],
  slots: Slots,
  parts: Parts,
  automaton: Automaton,
): CueMatcher['match'] {
  const hits = new HitList();
  const chains = new ChainList();
  const sets = new PartSets(parsed);
  const { nodes } = automaton;
  const { classOf } = automaton.trie;
  const packed = pack(words, slots, parts, automaton);
  const ofWord = packed.words;
  const ofSlot = packed.slots;
  // Which word occurrence last went on from a part, so that each goes on from the nearest chain only.
  const wentOn = new Int32Array(parts.cue.length);
  let occurrence = 0;

  /** Bit `part % 32` is set for each part that an open chain waits for: says fast that a word continues none. */
  let awaited = 0;

  const begin = (part: number, start: number, end: number, gap: number): void => {
    const cue = parts.cue[part];
    if (parts.role[part] === PartRole.Whole) hits.add(cue, start, end, start, start);
    else if (parts.role[part] === PartRole.Begins) {
      chains.add(part, start, end, gap);
      awaited |= 1 << (part + 1);
    } else if (sets.add(cue, parts.place[part], start, end))
      hits.add(cue, sets.start[cue], sets.end[cue], sets.start[cue], sets.start[cue]);
  };

  /** Goes on with the chains that end close before the word, nearest first. */
  const goOn = (word: number, start: number, end: number, goesOn: boolean, gap: number): void => {
    if (++occurrence === 0x7fffffff) {
      wentOn.fill(0);
      occurrence = 1;
    }
    const open = chains.count;
    for (let i = open - 1; i >= 0 && chains.end[i] >= start - latinSequenceGap; i--) {
      const part = chains.part[i] + 1;
      if (chains.end[i] > start || chains.end[i] < start - chains.gap[i] || wentOn[part] === occurrence) continue;
      const slot = slotOf(slots, word, part);
      if (slot < 0 || (goesOn && !slots.prefix[slot])) continue;
      wentOn[part] = occurrence;
      if (parts.role[part] === PartRole.Ends) hits.add(parts.cue[part], chains.from[i], end, start, chains.end[i]);
      else {
        chains.add(part, chains.from[i], end, gap);
        awaited |= 1 << (part + 1);
      }
    }
  };

  return (text, from, to, open) => {
    hits.count = 0;
    chains.count = 0;
    awaited = 0;
    sets.clear();
    let state = 0;
    for (let i = from; i < to; i++) {
      const unit = text.charCodeAt(i);
      const unitClass = classOf[unit];
      if (unitClass === 0) {
        state = 0;
        continue;
      }
      state = step(automaton, state, unitClass);
      for (let next = nodes[4 * state + 3]; next !== 0; ) {
        const word = next - 1;
        const at = wordSize * word;
        next = ofWord[at + OfWord.Next];
        const start = i + 1 - ofWord[at + OfWord.Length];
        if (ofWord[at + OfWord.WholeStart] === 1 && start > 0 && isLatin(text.charCodeAt(start - 1))) continue;
        const goesOn = ofWord[at + OfWord.WholeEnd] === 1 && i + 1 < text.length && isLatin(text.charCodeAt(i + 1));
        const gap = isLatin(unit) ? latinSequenceGap : sequenceGap;
        if ((awaited & ofWord[at + OfWord.LaterBits]) !== 0) goOn(word, start, i + 1, goesOn, gap);
        const later = ofWord[at + OfWord.Later];
        for (let slot = ofWord[at + OfWord.First]; slot < later; slot += slotSize)
          if (open[ofSlot[slot + OfSlot.Scope]] === 1 && (!goesOn || ofSlot[slot + OfSlot.Prefix] === 1))
            begin(ofSlot[slot + OfSlot.Part], start, i + 1, gap);
      }
    }
    return hits;
  };
}

/** The slot in which the word stands for the part, −1 when it does not. */
function slotOf(slots: Slots, word: number, part: number): number {
  let low = slots.later[word];
  let high = slots.first[word + 1] - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (slots.part[middle] === part) return middle;
    if (slots.part[middle] < part) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

class HitList implements CueHits {
  count = 0;
  cue = new Int32Array(256);
  start = new Int32Array(256);
  end = new Int32Array(256);
  lastStart = new Int32Array(256);
  innerEnd = new Int32Array(256);

  add(cue: number, start: number, end: number, lastStart: number, innerEnd: number): void {
    if (this.count === this.cue.length) {
      this.cue = doubled(this.cue);
      this.start = doubled(this.start);
      this.end = doubled(this.end);
      this.lastStart = doubled(this.lastStart);
      this.innerEnd = doubled(this.innerEnd);
    }
    this.cue[this.count] = cue;
    this.start[this.count] = start;
    this.end[this.count] = end;
    this.lastStart[this.count] = lastStart;
    this.innerEnd[this.count++] = innerEnd;
  }
}

/** Beginnings of sequences found so far, in the order of their ends. */
class ChainList {
  count = 0;
  /** The last part so far. */
  part = new Int32Array(256);
  from = new Int32Array(256);
  end = new Int32Array(256);
  /** How far the next part may be. */
  gap = new Int32Array(256);

  add(part: number, from: number, end: number, gap: number): void {
    if (this.count === this.part.length) {
      this.part = doubled(this.part);
      this.from = doubled(this.from);
      this.end = doubled(this.end);
      this.gap = doubled(this.gap);
    }
    this.part[this.count] = part;
    this.from[this.count] = from;
    this.end[this.count] = end;
    this.gap[this.count++] = gap;
  }
}

/** Which parts of the cues of the kind `all` the clause has shown. */
class PartSets {
  readonly start: Int32Array;
  readonly end: Int32Array;
  private readonly seen: Int32Array;
  private readonly full: Int32Array;
  private readonly touched: number[] = [];

  constructor(parsed: readonly ParsedCue[]) {
    this.start = new Int32Array(parsed.length);
    this.end = new Int32Array(parsed.length);
    this.seen = new Int32Array(parsed.length);
    this.full = Int32Array.from(parsed, ({ parts }) => 2 ** Math.min(parts.length, 30) - 1);
  }

  clear(): void {
    // To set a length is slow even where it changes nothing, and most clauses touch none.
    if (this.touched.length === 0) return;
    for (const cue of this.touched) this.seen[cue] = 0;
    this.touched.length = 0;
  }

  /** True when this part was the last one missing. */
  add(cue: number, part: number, start: number, end: number): boolean {
    const bit = 1 << part;
    if (this.seen[cue] & bit) return false;
    if (this.seen[cue] === 0) {
      this.touched.push(cue);
      this.start[cue] = start;
      this.end[cue] = end;
    } else {
      this.start[cue] = Math.min(this.start[cue], start);
      this.end[cue] = Math.max(this.end[cue], end);
    }
    this.seen[cue] |= bit;
    return this.seen[cue] === this.full[cue];
  }
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const out = new Int32Array(array.length * 2);
  out.set(array);
  return out;
}

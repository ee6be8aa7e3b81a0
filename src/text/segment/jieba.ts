import type { WordTrie } from '../trie/wordTrie.ts';
import type { Cut } from './segmenter.ts';

/**
 * Log probabilities of a unit being the beginning, middle or end of a word, or a word by itself: the hidden Markov
 * model for words that no dictionary has.
 */
export interface CharacterModel {
  /** Row of each UTF-16 unit in `emit`; 0: unseen. */
  rowOf: Uint16Array;
  /** Four values a row: begin, end, middle, single. */
  emit: Float64Array;
}

export interface SegmentationModel {
  words: WordTrie;
  characters: CharacterModel;
  /** Sum of the frequencies of all words. */
  total: number;
}

/**
 * The method of jieba (https://github.com/fxsjy/jieba): the most probable path through the dictionary's words, and a
 * hidden Markov model over characters for what is left in single characters. Linear in the text; allocates nothing once
 * its buffers have grown. It gives the words of @node-rs/jieba without making a string of each.
 */
export function createJieba({ words, characters, total }: SegmentationModel): Cut {
  const { classOf } = words;
  const { links, weights } = sideBySide(words, total);
  /** ln p of a character that the dictionary has not. */
  const unknown = -Math.log(total);
  /** ln p of the best path from each place on, and where its first word ends; places count from the block's beginning. */
  let best = new Float64Array(256);
  let next = new Int32Array(256);
  /** Class of each unit of the block at hand, and, of classes above 0, the node of it and the unit behind it; 0: none. */
  let units = new Uint16Array(256);
  let pairs = new Int32Array(256);
  const viterbi = createViterbi(characters);

  const hasWord = (from: number, to: number): boolean => {
    let node = 0;
    let parent = 1;
    for (let i = from; i < to; i++) {
      const base = links[4 * node];
      const child = base + units[i];
      if (base < 0 || units[i] === 0) return false;
      parent = links[4 * child + 1];
      if (parent >> 1 !== node) return false;
      node = child;
    }
    return (parent & 1) === 1;
  };

  /**
   * Most of the time goes into waiting for nodes of two units, which lie far apart. Found in a loop of their own, where
   * nothing has to be guessed, the processor waits for many of them at once.
   */
  const findPairs = (length: number): void => {
    const root = links[0];
    for (let i = 0; i + 1 < length; i++) {
      const node = root + units[i];
      const base = links[4 * node];
      const child = (base & ~(base >> 31)) + units[i + 1];
      // 0 where the node is a child of the root and the other one a child of it.
      const strange = (links[4 * node + 1] >> 1) | ((links[4 * child + 1] >> 1) ^ node);
      pairs[i] = child & ~((strange | -strange) >> 31);
    }
    pairs[length - 1] = 0;
  };

  const route = (text: string, from: number, length: number): void => {
    if (best.length <= length) {
      best = new Float64Array(2 * length);
      next = new Int32Array(2 * length);
      units = new Uint16Array(2 * length);
      pairs = new Int32Array(2 * length);
    }
    for (let i = 0; i < length; i++) units[i] = classOf[text.charCodeAt(from + i)];
    findPairs(length);
    best[length] = 0;
    for (let i = length - 1; i >= 0; i--) {
      if (units[i] === 0 && isLowSurrogate(text.charCodeAt(from + i))) {
        best[i] = best[i + 1];
        continue;
      }
      let end = i + (units[i] === 0 ? charLength(text, from + i, from + length) : 1);
      let most = unknown + best[end];
      const single = links[0] + units[i];
      // What the dictionary has replaces the guess for a character it has not.
      let known = false;
      // A child of the root in which a word ends.
      if (links[4 * single + 1] === 1) {
        most = weights[2 * single + 1] + best[i + 1];
        end = i + 1;
        known = true;
      }
      let node = units[i] === 0 ? 0 : pairs[i];
      for (let j = i + 1; node !== 0; ) {
        if ((links[4 * node + 1] & 1) === 1) {
          const value = weights[2 * node + 1] + best[j + 1];
          // Of equals the longer.
          if (value >= most || !known) {
            most = value;
            end = j + 1;
          }
          known = true;
        }
        if (++j === length) break;
        const base = links[4 * node];
        const c = units[j];
        if (c === 0 || base < 0) break;
        const child = base + c;
        if (links[4 * child + 1] >> 1 !== node) break;
        node = child;
      }
      best[i] = most;
      next[i] = end;
    }
  };

  /** Characters `from..to` of the block that begins at `start`, which the best path leaves single. */
  const cutSingles = (text: string, start: number, from: number, to: number, ends: number[]): void => {
    if (to - from === 1) ends.push(start + to);
    else if (hasWord(from, to)) for (let i = from + 1; i <= to; i++) ends.push(start + i);
    else cutUnknown(text, start + from, start + to, ends, viterbi);
  };

  const cutBlock = (text: string, start: number, to: number, ends: number[]): void => {
    const length = to - start;
    route(text, start, length);
    let singles = 0;
    for (let i = 0; i < length; ) {
      const end = next[i];
      if (end - i > 1 && units[i] !== 0) {
        if (singles < i) cutSingles(text, start, singles, i, ends);
        ends.push(start + end);
        singles = end;
      }
      i = end;
    }
    if (singles < length) cutSingles(text, start, singles, length, ends);
  };

  return (text, from, to, ends) => {
    for (let i = from; i < to; ) {
      const end = endOfBlock(text, i, to);
      if (end > i) {
        cutBlock(text, i, end, ends);
        i = end;
      } else {
        const isLineBreak = text.charCodeAt(i) === 0x0d && i + 1 < to && text.charCodeAt(i + 1) === 0x0a;
        i += isLineBreak ? 2 : charLength(text, i, to);
        ends.push(i);
      }
    }
  };
}

/**
 * What is read of a node in one place of the memory: its two links (see `WordTrie`) at `links[4n]`, and at `weights[2n + 1]`
 * ln p of the word that ends there.
 */
function sideBySide(words: WordTrie, total: number): { links: Int32Array; weights: Float64Array } {
  const nodes = words.links.length / 2;
  const links = new Int32Array(4 * nodes);
  const weights = new Float64Array(links.buffer);
  // Most words share a few small counts.
  const known = new Map<number, number>();
  for (let n = 0; n < nodes; n++) {
    links[4 * n] = words.links[2 * n];
    links[4 * n + 1] = words.links[2 * n + 1];
    const count = words.counts[n] ?? 0;
    if (count === 0) continue;
    const weight = known.get(count) ?? Math.log(count) - Math.log(total);
    known.set(count, weight);
    weights[2 * n + 1] = weight;
  }
  return { links, weights };
}

const isHighSurrogate = (unit: number): boolean => (unit & 0xfc00) === 0xd800;
const isLowSurrogate = (unit: number): boolean => (unit & 0xfc00) === 0xdc00;
const charLength = (text: string, at: number, to: number): number =>
  isHighSurrogate(text.charCodeAt(at)) && at + 1 < to && isLowSurrogate(text.charCodeAt(at + 1)) ? 2 : 1;

const unitClass = { other: 0, block: 1, latin: 2, han: 3, digit: 4 } as const;
/** What may stand in one block for the dictionary: ideographs, Latin letters, digits and a few marks. */
const classes = new Uint8Array(65_536);
classes.fill(unitClass.block, 0x3400, 0x4dc0);
classes.fill(unitClass.han, 0x4e00, 0x9fd6);
classes.fill(unitClass.block, 0x9fd6, 0xa000);
classes.fill(unitClass.block, 0xf900, 0xfb00);
classes.fill(unitClass.latin, 0x41, 0x5b);
classes.fill(unitClass.latin, 0x61, 0x7b);
classes.fill(unitClass.digit, 0x30, 0x3a);
for (const mark of '+#&._%-') classes[mark.charCodeAt(0)] = unitClass.block;
// The first halves of the rare ideographs of plane 2.
classes.fill(unitClass.block, 0xd840, 0xd87b);
classes[0xd87e] = unitClass.block;

/** Where the block that begins at `from` ends: at `from` itself when none does. */
function endOfBlock(text: string, from: number, to: number): number {
  let end = from;
  while (end < to && classes[text.charCodeAt(end)] !== unitClass.other)
    end += isHighSurrogate(text.charCodeAt(end)) ? charLength(text, end, to) : 1;
  return end;
}

type Viterbi = (text: string, from: number, to: number, ends: number[]) => void;

/** Characters that make no word of the dictionary: ideographs by the character model, letters and digits in a row, the rest as it stands. */
function cutUnknown(text: string, from: number, to: number, ends: number[], viterbi: Viterbi): void {
  for (let i = from; i < to; ) {
    let end = i;
    while (end < to && classes[text.charCodeAt(end)] === unitClass.han) end++;
    if (end > i) viterbi(text, i, end, ends);
    else {
      end = isWordUnit(text, i) ? endOfWord(text, i, to) : i + 1;
      if (!isWordUnit(text, i))
        while (end < to && !isWordUnit(text, end) && classes[text.charCodeAt(end)] !== unitClass.han) end++;
      ends.push(end);
    }
    i = end;
  }
}

function isWordUnit(text: string, at: number): boolean {
  const c = classes[text.charCodeAt(at)];
  return c === unitClass.latin || c === unitClass.digit;
}

/** Letters and digits, then perhaps a mark with more digits (3.5, 3-4) and a percent sign. */
function endOfWord(text: string, from: number, to: number): number {
  let end = from;
  while (end < to && isWordUnit(text, end)) end++;
  const isDigit = (at: number): boolean => at < to && classes[text.charCodeAt(at)] === unitClass.digit;
  const afterMark = end + charLength(text, end, to);
  if (isDigit(afterMark) && classes[text.charCodeAt(end)] !== unitClass.han) {
    end = afterMark + 1;
    while (isDigit(end)) end++;
  }
  return end < to && text.charCodeAt(end) === 0x25 ? end + 1 : end;
}

const impossible = -3.14e100;
/** Log probabilities of jieba's model: of the first state, and of one state after another. */
const startsAs = { begin: -0.26268660809250016, single: -1.4652633398537678 };
const beginEnd = -0.51082562376599;
const beginMiddle = -0.916290731874155;
const endBegin = -0.5897149736854513;
const endSingle = -0.8085250474669937;
const middleEnd = -0.33344856811948514;
const middleMiddle = -1.2603623820268226;
const singleBegin = -0.7211965654669841;
const singleSingle = -0.6658631448798212;

const State = { Begin: 0, End: 1, Middle: 2, Single: 3 } as const;

/** The most probable states of a run of ideographs (Viterbi), as the ends of its words. */
function createViterbi({ rowOf, emit }: CharacterModel): Viterbi {
  /** Four a character: the state before it on the best path. */
  let before = new Uint8Array(256);
  let states = new Uint8Array(64);
  return (text, from, to, ends) => {
    const length = to - from;
    if (before.length < 4 * length) {
      before = new Uint8Array(8 * length);
      states = new Uint8Array(2 * length);
    }
    let row = 4 * rowOf[text.charCodeAt(from)];
    let begin = startsAs.begin + emit[row];
    let end = impossible;
    let middle = impossible;
    let single = startsAs.single + emit[row + State.Single];
    for (let i = 1; i < length; i++) {
      row = 4 * rowOf[text.charCodeAt(from + i)];
      const at = 4 * i;
      const endThenBegin = end + endBegin + emit[row];
      const singleThenBegin = single + singleBegin + emit[row];
      const beginThenEnd = begin + beginEnd + emit[row + State.End];
      const middleThenEnd = middle + middleEnd + emit[row + State.End];
      const beginThenMiddle = begin + beginMiddle + emit[row + State.Middle];
      const middleThenMiddle = middle + middleMiddle + emit[row + State.Middle];
      const endThenSingle = end + endSingle + emit[row + State.Single];
      const singleThenSingle = single + singleSingle + emit[row + State.Single];
      before[at] = endThenBegin > singleThenBegin ? State.End : State.Single;
      before[at + State.End] = beginThenEnd > middleThenEnd ? State.Begin : State.Middle;
      before[at + State.Middle] = beginThenMiddle > middleThenMiddle ? State.Begin : State.Middle;
      before[at + State.Single] = endThenSingle > singleThenSingle ? State.End : State.Single;
      begin = Math.max(endThenBegin, singleThenBegin);
      end = Math.max(beginThenEnd, middleThenEnd);
      middle = Math.max(beginThenMiddle, middleThenMiddle);
      single = Math.max(endThenSingle, singleThenSingle);
    }
    states[length - 1] = end > single ? State.End : State.Single;
    for (let i = length - 1; i > 0; i--) states[i - 1] = before[4 * i + states[i]];
    for (let i = 0; i < length; i++) if (states[i] === State.End || states[i] === State.Single) ends.push(from + i + 1);
  };
}

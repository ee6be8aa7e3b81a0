import { TokenKind, type Tokens } from '../segment/tokens.ts';

/**
 * Hashed n-grams of a token sequence, for linear models, in two lists of columns.
 *
 * Units: every unit that is not a space or in a Latin token, with the n-grams of 1, 2 and 3 units that end with it. Digits
 * are one, a run of one unit counts three at most. `two[k]` covers the units k − 1 and k of the list, `three[k]` also k − 2.
 * Words: tokens of two units and more, and all Latin ones; of these `NOT_x` instead of x behind a negator, and pairs:
 * `pair[k]` covers the words k − 1 and k of the list.
 * A hash of 0 means that there is no such n-gram. `…Token` is the token that unit or word belongs to.
 *
 * Hashing trick: Weinberger et al., "Feature Hashing for Large Scale Multitask Learning" (2009).
 */
export interface Features {
  units: number;
  unitToken: Int32Array;
  one: Int32Array;
  two: Int32Array;
  three: Int32Array;
  words: number;
  wordToken: Int32Array;
  word: Int32Array;
  pair: Int32Array;
}

/** Reads the features into the reader's own columns, which the next call overwrites. `hidden[t]` = 1 hides token t. */
export type FeatureReader = (tokens: Tokens, hidden: Uint8Array | null) => Features;

const longestRun = 3;
const notReach = 4;
const unitSeeds = [0x3c6ef372, 0x1b873593, 0x52dce729];
const wordSeed = 0x811c9dc5;
const pairSeed = 0x38b34ae5;
const notSeed = 0x21f0aaad;
const nonLatinSeed = 0x5bd1e995;
const fnvPrime = 0x01000193;

export function createFeatureReader(): FeatureReader {
  let features = allocate(512);
  return (tokens, hidden) => {
    if (features.one.length < tokens.text.length) features = allocate(2 * tokens.text.length);
    readUnits(tokens, hidden, features);
    readWords(tokens, hidden, features);
    return features;
  };
}

function allocate(size: number): Features {
  const column = () => new Int32Array(size);
  return {
    units: 0,
    unitToken: column(),
    one: column(),
    two: column(),
    three: column(),
    words: 0,
    wordToken: column(),
    word: column(),
    pair: column(),
  };
}

/** All hashes of the features, each as often as it occurs. For training. */
export function* hashesOf(features: Features): Generator<number> {
  for (let k = 0; k < features.units; k++) {
    yield features.one[k];
    if (features.two[k] !== 0) yield features.two[k];
    if (features.three[k] !== 0) yield features.three[k];
  }
  for (let k = 0; k < features.words; k++) {
    yield features.word[k];
    if (features.pair[k] !== 0) yield features.pair[k];
  }
}

/** Spreads a hash over all its bits (finaliser of MurmurHash3); never 0. */
function mixed(hash: number): number {
  let h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16) || 1;
}

/** The unit as features see it: digits are alike. */
function featureUnit(unit: number): number {
  return unit >= 0x30 && unit <= 0x39 ? 0x30 : unit;
}

/** Latin and hidden tokens break the sequence, spaces do not. */
function readUnits(tokens: Tokens, hidden: Uint8Array | null, out: Features): void {
  const { text, count, start, end, kind } = tokens;
  const { unitToken, one, two, three } = out;
  let k = 0;
  // The two units before this one; 0: none.
  let a = 0;
  let b = 0;
  let run = 0;
  for (let t = 0; t < count; t++) {
    if (kind[t] === TokenKind.Space) continue;
    if (kind[t] === TokenKind.Latin || (hidden !== null && hidden[t] === 1)) {
      a = b = run = 0;
      continue;
    }
    for (let u = start[t]; u < end[t]; u++) {
      const c = featureUnit(text.charCodeAt(u));
      run = c === b ? run + 1 : 1;
      if (run > longestRun) continue;
      const last = Math.imul((b << 16) | c, 0x9e3779b1);
      unitToken[k] = t;
      one[k] = mixed(unitSeeds[0] + Math.imul(c, 0x9e3779b1));
      two[k] = b === 0 ? 0 : mixed(unitSeeds[1] + last);
      three[k++] = a === 0 ? 0 : mixed(unitSeeds[2] + last + Math.imul(a, 0xc2b2ae3d));
      a = b;
      b = c;
    }
  }
  out.units = k;
}

/** Tokens that are not Latin, and hidden ones, break the pairs. */
function readWords(tokens: Tokens, hidden: Uint8Array | null, out: Features): void {
  const { text, count, start, end, kind } = tokens;
  const { wordToken, word, pair } = out;
  let k = 0;
  let before = 0;
  let reach = 0;
  for (let t = 0; t < count; t++) {
    if (kind[t] === TokenKind.Space) continue;
    const latin = kind[t] === TokenKind.Latin;
    if (!latin || (hidden !== null && hidden[t] === 1)) {
      before = reach = 0;
      if (latin || end[t] - start[t] < 2 || (hidden !== null && hidden[t] === 1)) continue;
      wordToken[k] = t;
      pair[k] = 0;
      word[k++] = mixed(hashWord(text, start[t], end[t]) ^ nonLatinSeed);
      continue;
    }
    const hash = hashWord(text, start[t], end[t]);
    const negator = latinNegators.has(hash);
    if (negator) reach = notReach;
    const negated = !negator && reach > 0;
    if (negated) reach--;
    wordToken[k] = t;
    pair[k] = before === 0 ? 0 : mixed(Math.imul(before, 0x9e3779b1) + (hash ^ pairSeed));
    word[k++] = mixed(negated ? hash ^ notSeed : hash);
    before = hash;
  }
  out.words = k;
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

import { GrowingList } from './growing.ts';
import { findPhrases, type PhraseRules, type Phrases } from './phrases.ts';
import type { WordRows } from './rows.ts';

/** Documents as rows of words, with what the words are. */
export interface Corpus {
  rows: WordRows;
  /** The most frequent first (by documents), ties in the order of their code units. */
  vocabulary: string[];
  /** In how many documents each word occurs. */
  documentFrequency: Uint32Array;
}

export interface VocabularyRules {
  /** Words of fewer documents are left out. */
  minDocuments: number;
  /** Words of a larger share of the documents are left out, 0..1. */
  maxShare: number;
  /** Most words kept, the most frequent ones. */
  mostWords: number;
  /** Whether a word is kept at all, e.g. by its part of speech. Asked once for each different word. */
  keep?: (word: string) => boolean;
  /** Words that stand together more than chance has it become one; null: none do. */
  phrases: PhraseRules | null;
}

export const vocabularyDefaults = {
  minDocuments: 5,
  maxShare: 0.5,
  mostWords: 200_000,
  phrases: null,
} satisfies VocabularyRules;

/** Stands between words that are not neighbours. */
const gap = 0xffffffff;

export interface CorpusBuilder {
  /** The words of the next document in their order; '' stands for anything that parts neighbours. */
  add(words: Iterable<string>): void;
  /** Once, after the last document. */
  finish(rules: VocabularyRules): Corpus;
}

/** Takes documents one by one, so that texts need not be held: four bytes a word, and each different word once. */
export function createCorpusBuilder(): CorpusBuilder {
  const numbers = new Map<string, number>();
  const stream = new GrowingList();
  const ends = new GrowingList();
  return {
    add(words) {
      for (const word of words) {
        if (word === '') {
          stream.push(gap);
          continue;
        }
        let number = numbers.get(word);
        if (number === undefined) {
          number = numbers.size;
          // Words cut from a text would keep the whole text in memory.
          numbers.set(detached(word), number);
        }
        stream.push(number);
      }
      // So that the last word of one document and the first of the next are no neighbours.
      stream.push(gap);
      ends.push(stream.length);
    },
    finish: (rules) => finish([...numbers.keys()], stream.view(), ends.view(), rules),
  };
}

function detached(word: string): string {
  return word.length < 13 ? word : JSON.parse(JSON.stringify(word));
}

function finish(words: string[], stream: Uint32Array, ends: Uint32Array, rules: VocabularyRules): Corpus {
  const frequency = documentFrequencies(stream, ends, words.length);
  const most = rules.maxShare * ends.length;
  const usable = words.map((word, i) => frequency[i] >= rules.minDocuments && (rules.keep?.(word) ?? true));
  const phrases = rules.phrases ? findPhrases(stream, usable, rules.phrases) : null;
  const read = phrases ? joinPhrases(stream, ends, phrases, words) : { stream, ends, words, frequency };
  const kept = read.words
    .map((word, number) => ({ word, number, documents: read.frequency[number] }))
    .filter(({ number, documents }) => documents >= rules.minDocuments && documents <= most && (usable[number] ?? true))
    .sort((a, b) => b.documents - a.documents || (a.word < b.word ? -1 : 1))
    .slice(0, rules.mostWords);
  const newNumber = new Int32Array(read.words.length).fill(-1);
  for (let i = 0; i < kept.length; i++) newNumber[kept[i].number] = i;
  return {
    rows: renumber(read.stream, read.ends, newNumber, kept.length),
    vocabulary: kept.map(({ word }) => word),
    documentFrequency: Uint32Array.from(kept, ({ documents }) => documents),
  };
}

function documentFrequencies(stream: Uint32Array, ends: Uint32Array, words: number): Uint32Array {
  const frequency = new Uint32Array(words);
  const lastSeen = new Int32Array(words).fill(-1);
  for (let d = 0, t = 0; d < ends.length; d++) {
    for (; t < ends[d]; t++) {
      const word = stream[t];
      if (word === gap || lastSeen[word] === d) continue;
      lastSeen[word] = d;
      frequency[word]++;
    }
  }
  return frequency;
}

/** Puts one word where two neighbours make a phrase, from left to right. */
function joinPhrases(stream: Uint32Array, ends: Uint32Array, phrases: Phrases, words: string[]) {
  const joined = new GrowingList(stream.length || 1);
  const joinedEnds = new Uint32Array(ends.length);
  for (let d = 0, t = 0; d < ends.length; d++) {
    for (; t < ends[d]; t++) {
      const phrase = t + 1 < ends[d] ? phrases.of(stream[t], stream[t + 1]) : -1;
      joined.push(phrase < 0 ? stream[t] : words.length + phrase);
      if (phrase >= 0) t++;
    }
    joinedEnds[d] = joined.length;
  }
  const all = [...words, ...phrases.pairs.map(([a, b]) => joinWords(words[a], words[b]))];
  const view = joined.view();
  return { stream: view, ends: joinedEnds, words: all, frequency: documentFrequencies(view, joinedEnds, all.length) };
}

/** Latin words are parted by a blank, ideographs are not. */
export function joinWords(a: string, b: string): string {
  return /[a-z0-9]$/i.test(a) && /^[a-z0-9]/i.test(b) ? `${a} ${b}` : a + b;
}

function renumber(stream: Uint32Array, ends: Uint32Array, newNumber: Int32Array, vocabularySize: number): WordRows {
  const words = new GrowingList(stream.length || 1);
  const offsets = new Uint32Array(ends.length + 1);
  for (let d = 0, t = 0; d < ends.length; d++) {
    for (; t < ends[d]; t++) {
      const word = stream[t] === gap ? -1 : newNumber[stream[t]];
      if (word >= 0) words.push(word);
    }
    offsets[d + 1] = words.length;
  }
  return { offsets, words: words.view().slice(), vocabularySize };
}

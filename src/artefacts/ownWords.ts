import type { WordStages } from '../feedback/analyse.ts';
import type { KeywordRules } from '../feedback/candidates.ts';
import type { Lexicon, WeightedWord } from '../feedback/lexicon.ts';
import { createWordJoiner } from '../text/segment/ownWords.ts';
import { compileLexicon, createMatches, findMatches, type LexiconEntry, Role } from '../text/sentiment/lexicon.ts';
import { createSentiment, type SentimentParts } from '../text/sentiment/sentiment.ts';
import { hashSpan } from '../text/vectorise/wordTable.ts';
import type { TextTools } from './text.ts';

export interface ShippedWords {
  text: TextTools;
  entries: readonly LexiconEntry[];
  sentiment: Omit<SentimentParts, 'lexicon'>;
  keywords: KeywordRules;
}

/** What a polarity of one's own takes the place of; a negator or a degree word stays one. */
const modifiers = Role.Negator | Role.Weakener | Role.Degree | Role.Change;

/** The stages that depend on words, with a workspace's own on top of the shipped ones. */
export function createOwnWords({ text, entries, sentiment, keywords }: ShippedWords, own: Lexicon): WordStages {
  const fold = (word: string): string => text.fold(word);
  const weighted = own.sentiment.map(({ word, weight }) => ({ word: fold(word), weight }));
  // A word that says something must be one, or the segmenter may hide it.
  const joined = [...own.words.map(fold), ...weighted.flatMap(({ word }) => (isJoinable(word) ? [word] : []))];
  const join = createWordJoiner(joined);
  const lexicon = compileLexicon(withOwn(entries, weighted));
  const isOwn = new Set(weighted.map(({ word }) => word));
  const matches = createMatches();
  return {
    read: (raw) => text.readJoined(raw, join),
    sentiment: createSentiment({ ...sentiment, lexicon }),
    keywords: withoutStopWords(keywords, own.stopWords.map(fold)),
    ownSpans({ tokens }) {
      findMatches(lexicon, tokens, matches);
      return Array.from({ length: matches.count }, (_, m) => m)
        .filter((m) => isOwn.has(lexicon.entries[matches.entry[m]].text))
        .map((m) => ({ start: tokens.start[matches.first[m]], end: tokens.end[matches.last[m] - 1] }));
    },
  };
}

function isJoinable(word: string): boolean {
  return word.length > 1 && !word.includes(' ');
}

function withOwn(shipped: readonly LexiconEntry[], own: readonly WeightedWord[]): LexiconEntry[] {
  const entries = new Map(shipped.map((entry) => [entry.text, entry]));
  for (const { word, weight } of own) {
    const { roles = 0, factor = 1 } = entries.get(word) ?? {};
    const polarity = weight === 0 ? 0 : Role.Word;
    entries.set(word, { text: word, roles: (roles & modifiers) | polarity, value: weight, factor });
  }
  return [...entries.values()];
}

function withoutStopWords({ idf, stem }: KeywordRules, stopWords: readonly string[]): KeywordRules {
  const hashes = new Set(stopWords.map((word) => hashSpan(word, 0, word.length)));
  return { stem, idf: { get: (hash) => (hashes.has(hash) ? 0 : idf.get(hash)) } };
}

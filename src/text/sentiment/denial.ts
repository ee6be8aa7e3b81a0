/** Finds words that somebody watches for, but for those that the text denies (「没有投诉」). */
import type { Clause } from '../clause/clause.ts';
import type { Document } from '../document.ts';
import { TokenKind, type Tokens } from '../segment/tokens.ts';
import type { Span } from '../span.ts';
import {
  compileLexicon,
  createMatches,
  findMatches,
  type LexiconEntry,
  Role,
  type SentimentLexicon,
} from './lexicon.ts';

export interface FoundWord extends Span {
  /** As it was given. */
  word: string;
}

export interface WatchWords {
  /** The first occurrence of each word that nothing denies, in the order of the words. */
  find(document: Document, words: readonly string[]): FoundWord[];
}

/** Tokens between a negator and what it denies, at most. */
const reach = 6;
/** No more of them in a row. */
const none = new Set(['零', '0', 'zero']);
const negations = '不没无未别';
/** Behind a denied word they turn the denial round: 「不投诉不行」. */
const musts = ['不行', '都不行', '也不行', '不可', '不成', '真不行'];

/**
 * `entries` are those of the sentiment lexicon: its negators and weakeners deny, its rhetorical openings undo that, and what it
 * knows to be no negation (不好意思) is none. A negator reaches a word of its clause over `bridges` and degree words alone:
 * 「没有收到投诉」 denies, 「没有处理投诉」 does not. An even number of negators denies nothing.
 */
export function createWatchWords(
  entries: readonly LexiconEntry[],
  bridges: ReadonlySet<string>,
  fold: (text: string) => string,
): WatchWords {
  const denying = Role.Negator | Role.Weakener;
  const lexicon = compileLexicon(
    entries.filter(({ roles }) => roles === 0 || (roles & (denying | Role.Degree | Role.Rhetorical)) !== 0),
  );
  const matches = createMatches();

  return {
    find(document, words) {
      const { tokens, clauses } = document;
      const found: FoundWord[] = [];
      let scanned = false;
      for (const word of words) {
        const folded = fold(word);
        for (let at = nextOf(tokens.text, folded, 0); at >= 0; at = nextOf(tokens.text, folded, at + 1)) {
          if (!scanned) findMatches(lexicon, tokens, matches);
          scanned = true;
          const clause = clauses.find(({ start, end }) => at >= start && at < end);
          if (clause && isDenied(lexicon, tokens, clause, at, at + folded.length)) continue;
          found.push({ word, start: at, end: at + folded.length });
          break;
        }
      }
      return found;
    },
  };

  function isDenied({ roles }: SentimentLexicon, tokens: Tokens, clause: Clause, from: number, to: number): boolean {
    let token = clause.firstToken;
    while (token + 1 < clause.lastToken && tokens.end[token]! <= from) token++;
    let count = 0;
    // 满意 within the token 不满意.
    const before = tokens.text.slice(tokens.start[token], from);
    if (before !== '') {
      if (!entryIs(before)) return false;
      count++;
    }
    let gap = 0;
    for (let t = token - 1; t >= clause.firstToken && gap <= reach; ) {
      const match = matchEndingAt(t + 1);
      if (match >= 0 && (roles[matches.entry[match]!]! & denying) !== 0) {
        count++;
        gap = 0;
        t = matches.first[match]! - 1;
      } else if ((none.has(textOf(tokens, t)) && gap === 0) || isNegatedBridge(textOf(tokens, t))) {
        count++;
        t--;
      } else if (isBridge(tokens, t) || (match >= 0 && (roles[matches.entry[match]!]! & Role.Degree) !== 0)) {
        if (tokens.kind[t] !== TokenKind.Space) gap++;
        t--;
      } else break;
    }
    if (count % 2 === 0) return false;
    return !isRhetorical(roles, clause) && !musts.some((must) => tokens.text.startsWith(must, to));
  }

  function entryIs(text: string): boolean {
    return lexicon.entries.some((entry) => entry.text === text && (entry.roles & denying) !== 0);
  }

  function matchEndingAt(token: number): number {
    for (let m = 0; m < matches.count; m++) if (matches.last[m] === token) return m;
    return -1;
  }

  /** 无需, 没想. */
  function isNegatedBridge(text: string): boolean {
    return negations.includes(text[0]!) && bridges.has(text.slice(1));
  }

  function isBridge(tokens: Tokens, t: number): boolean {
    const kind = tokens.kind[t];
    return kind === TokenKind.Space || kind === TokenKind.Number || bridges.has(textOf(tokens, t));
  }

  function isRhetorical(roles: Int32Array, { firstToken, lastToken }: Clause): boolean {
    for (let m = 0; m < matches.count; m++)
      if (
        matches.first[m]! >= firstToken &&
        matches.last[m]! <= lastToken &&
        roles[matches.entry[m]!]! & Role.Rhetorical
      )
        return true;
    return false;
  }
}

function textOf({ text, start, end }: Tokens, t: number): string {
  return text.slice(start[t], end[t]);
}

/** Latin words match as a whole. */
function nextOf(text: string, word: string, from: number): number {
  for (let at = text.indexOf(word, from); at >= 0; at = text.indexOf(word, at + 1))
    if (!splitsLatin(text, at) && !splitsLatin(text, at + word.length)) return at;
  return -1;
}

function splitsLatin(text: string, at: number): boolean {
  return at > 0 && isLatin(text.charCodeAt(at - 1)) && isLatin(text.charCodeAt(at));
}

function isLatin(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x30 && unit <= 0x39) || (unit >= 0xc0 && unit <= 0x24f);
}

import { unitKind } from './scripts.ts';
import type { LatinTokeniser, Segmenter } from './segmenter.ts';
import { TokenKind, type Tokens } from './tokens.ts';

/**
 * Cuts folded text into tokens: running Latin text (at least two words) by `latin`, everything else by `segmenter`
 * (which keeps single Latin words and numbers whole: 「这个app」, 「5g」).
 * Law: the tokens cover the text without gap or overlap.
 */
export function createTokeniser({
  segmenter,
  latin,
}: {
  segmenter: Segmenter;
  latin: LatinTokeniser;
}): (folded: string) => Tokens {
  return (folded) => {
    const end: number[] = [];
    let at = 0;
    for (let i = 0; i < folded.length; i++) {
      if (unitKind(folded.charCodeAt(i)) !== TokenKind.Latin) continue;
      const stretch = latinStretch(folded, i);
      if (stretch.words > 1) {
        cutChinese(segmenter, folded, at, i, end);
        cutLatin(latin, folded, i, stretch.end, end);
        at = stretch.end;
      }
      i = stretch.end - 1;
    }
    cutChinese(segmenter, folded, at, folded.length, end);
    return tokensOf(folded, end);
  };
}

/** Tokens by their ends; the first begins at 0, each other one where the one before it ends. */
export function tokensOf(text: string, end: number[]): Tokens {
  const count = end.length;
  const start = new Array<number>(count);
  const kind = new Array<number>(count);
  let at = 0;
  for (let i = 0; i < count; i++) {
    start[i] = at;
    kind[i] = tokenKind(text, at, end[i]);
    at = end[i];
  }
  return { text, count, start, end, kind };
}

/** A token is what its first unit is; one that mixes letters and digits (「5g」, 「b2b」) is a word. */
function tokenKind(text: string, start: number, end: number): TokenKind {
  const first = unitKind(text.charCodeAt(start));
  if (first !== TokenKind.Number) return first;
  for (let i = start + 1; i < end; i++) {
    const kind = unitKind(text.charCodeAt(i));
    if (kind === TokenKind.Latin || kind === TokenKind.Han) return kind;
  }
  return first;
}

function cutChinese(segmenter: Segmenter, text: string, from: number, to: number, ends: number[]): void {
  if (from >= to) return;
  segmenter.cut(text, from, to, ends);
  // A segmenter that swallows something breaks the law; what it left out stays readable as one token.
  if (ends[ends.length - 1] !== to) ends.push(to);
}

function cutLatin(latin: LatinTokeniser, text: string, from: number, to: number, ends: number[]): void {
  let at = from;
  for (const word of latin(text.slice(from, to))) {
    if (word.length === 0) continue;
    const found = text.indexOf(word, at);
    if (found < 0 || found + word.length > to) continue;
    if (found > at) ends.push(found);
    at = found + word.length;
    ends.push(at);
  }
  if (at < to) ends.push(to);
}

/** Running Latin text: from a letter up to the last letter or mark before Han, with a space between two words. */
function latinStretch(text: string, start: number): { end: number; words: number } {
  let words = 1;
  let end = start;
  let gap = false;
  for (let i = start; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const kind = unitKind(unit);
    if (kind === TokenKind.Latin) {
      if (gap) words++;
      gap = false;
    } else if (kind === TokenKind.Space || unit === 0x27 || unit === 0x2019) gap = true;
    else if (unit >= 0x80 && kind !== TokenKind.Punctuation) break;
    end = kind === TokenKind.Space ? end : i + 1;
  }
  return { end: Math.max(end, start + 1), words };
}

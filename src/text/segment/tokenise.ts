import { unitKind } from './scripts.ts';
import type { LatinTokeniser, Segmenter } from './segmenter.ts';
import { TokenKind, type Tokens } from './tokens.ts';

/** Where a stretch of running Latin text (at least two words) begins and ends. */
interface Stretch {
  start: number;
  end: number;
}

/**
 * Cuts folded text into tokens: running Latin text by `latin`, everything else by `segmenter`
 * (which keeps single Latin words and numbers whole: 「这个app」, 「5g」).
 * Law: the tokens cover the text without gap or overlap.
 */
export function createTokeniser(parts: { segmenter: Segmenter; latin: LatinTokeniser }): (folded: string) => Tokens {
  return (folded) => {
    const out = new TokenList(folded);
    let at = 0;
    for (const stretch of latinStretches(folded)) {
      cutChinese(parts.segmenter, out, at, stretch.start);
      cutLatin(parts.latin, out, stretch.start, stretch.end);
      at = stretch.end;
    }
    cutChinese(parts.segmenter, out, at, folded.length);
    return out;
  };
}

class TokenList implements Tokens {
  readonly text: string;
  readonly start: number[] = [];
  readonly end: number[] = [];
  readonly kind: number[] = [];

  constructor(text: string) {
    this.text = text;
  }

  get count(): number {
    return this.start.length;
  }

  add(start: number, end: number): void {
    if (end <= start) return;
    this.start.push(start);
    this.end.push(end);
    this.kind.push(tokenKind(this.text, start, end));
  }
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

function cutChinese(segmenter: Segmenter, out: TokenList, start: number, end: number): void {
  if (start >= end) return;
  const text = start === 0 && end === out.text.length ? out.text : out.text.slice(start, end);
  let at = start;
  for (const word of segmenter.cut(text)) {
    out.add(at, at + word.length);
    at += word.length;
  }
  // A segmenter that swallows something breaks the law; what it left out stays readable as one token.
  out.add(at, end);
}

function cutLatin(latin: LatinTokeniser, out: TokenList, start: number, end: number): void {
  const text = out.text.slice(start, end);
  let at = 0;
  for (const word of latin(text)) {
    const found = text.indexOf(word, at);
    if (found < 0 || word.length === 0) continue;
    out.add(start + at, start + found);
    out.add(start + found, start + found + word.length);
    at = found + word.length;
  }
  out.add(start + at, end);
}

/** Running Latin text: from a letter up to the last letter or mark before Han, with a space between two words. */
function latinStretches(text: string): Stretch[] {
  const stretches: Stretch[] = [];
  for (let i = 0; i < text.length; i++) {
    if (unitKind(text.charCodeAt(i)) !== TokenKind.Latin) continue;
    const stretch = latinStretch(text, i);
    if (stretch.words > 1) stretches.push({ start: i, end: stretch.end });
    i = stretch.end - 1;
  }
  return stretches;
}

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

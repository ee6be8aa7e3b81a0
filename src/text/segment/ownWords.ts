import { unitKind } from './scripts.ts';
import { tokensOf } from './tokenise.ts';
import { TokenKind, type Tokens } from './tokens.ts';

/**
 * Makes words of a list one token wherever they occur, the leftmost and longest first. A word of two units is joined only where
 * the segmenter has cut at both of its ends, or 「和服」 would tear 「产品和服务」; a longer one hardly occurs by chance, so
 * it is also cut out of its neighbours. A Latin word or number is never torn. `words` must be folded, without blanks.
 */
export function createWordJoiner(words: readonly string[]): (tokens: Tokens) => Tokens {
  const byFirst = new Map<number, string[]>();
  for (const word of new Set(words)) {
    const list = byFirst.get(word.charCodeAt(0)) ?? [];
    list.push(word);
    byFirst.set(word.charCodeAt(0), list);
  }
  for (const list of byFirst.values()) list.sort((a, b) => b.length - a.length);

  return (tokens) => {
    const { text } = tokens;
    let ends: Set<number> | null = null;
    const cuts: number[] = [];
    for (let at = 0; at < text.length; ) {
      const candidates = byFirst.get(text.charCodeAt(at));
      if (candidates === undefined) {
        at++;
        continue;
      }
      ends ??= new Set([0, ...tokens.end]);
      const found = candidates.find((word) => text.startsWith(word, at) && fits(text, at, at + word.length, ends!));
      if (found === undefined) at++;
      else {
        cuts.push(at, at + found.length);
        at += found.length;
      }
    }
    return cuts.length === 0 ? tokens : tokensOf(text, withCuts(tokens.end, cuts));
  };
}

function fits(text: string, start: number, end: number, ends: ReadonlySet<number>): boolean {
  if (tears(text, start) || tears(text, end)) return false;
  return end - start > 2 || (ends.has(start) && ends.has(end));
}

/** Whether a cut at this place would go through a Latin word, a number, or an ideograph of two units. */
function tears(text: string, at: number): boolean {
  if (at === 0 || at === text.length) return false;
  const [before, behind] = [text.charCodeAt(at - 1), text.charCodeAt(at)];
  return (isLatin(before) && isLatin(behind)) || ((before & 0xfc00) === 0xd800 && (behind & 0xfc00) === 0xdc00);
}

function isLatin(unit: number): boolean {
  const kind = unitKind(unit);
  return kind === TokenKind.Latin || kind === TokenKind.Number;
}

/** `cuts`: begin and end of each word in turn. Ends of tokens within a word go, those of the words come. */
function withCuts(ends: readonly number[], cuts: readonly number[]): number[] {
  const all: number[] = [];
  let c = 0;
  const add = (end: number): void => {
    if (end > 0 && end !== all[all.length - 1]) all.push(end);
  };
  for (const end of ends) {
    // Words that end before this token does.
    while (c < cuts.length && cuts[c + 1] <= end) {
      add(cuts[c]);
      add(cuts[c + 1]);
      c += 2;
    }
    if (c === cuts.length || end <= cuts[c]) add(end);
  }
  return all;
}

/** Whether a negator stands right before `text[at]`, looking back to `from`. */
export type NegationCheck = (text: string, from: number, at: number) => boolean;

/** Longest reach back of a negator, in fillers. */
const mostFillers = 3;

/** A tree of words read from their ends; `length` > 0 where a word begins. */
interface Ending {
  length: number;
  before: Map<number, Ending>;
}

/**
 * Says whether a negator stands right before `text[at]` (「没有破损」, 「不是很贵」, "not very expensive"), with
 * nothing but filler words between, and not further back than `from`.
 */
export function createNegationCheck(negators: readonly string[], fillers: readonly string[]): NegationCheck {
  const negatorEnds = endingsOf(negators);
  const fillerEnds = endingsOf(fillers);
  // Most opinions stand behind neither, and this sees it without a step into a tree.
  const mayEnd = new Uint8Array(65_536);
  for (const root of [negatorEnds, fillerEnds]) for (const unit of root.before.keys()) mayEnd[unit] = 1;

  return (text, from, at) => {
    let end = skipSpace(text, from, at);
    for (let n = 0; n <= mostFillers; n++) {
      if (end <= from || mayEnd[text.charCodeAt(end - 1)] === 0) return false;
      const negator = wordBefore(negatorEnds, text, from, end);
      const filler = wordBefore(fillerEnds, text, from, end);
      // 「特别」 ends in 「别」: the longer word is the one that stands there.
      if (negator > 0 && negator >= filler)
        return !isDoubled(text, from, end - negator) && !isTail(text, from, end - negator, negator);
      if (filler === 0) return false;
      end = skipSpace(text, from, end - filler);
    }
    return false;
  };
}

function endingsOf(words: readonly string[]): Ending {
  const root: Ending = { length: 0, before: new Map() };
  for (const word of words) {
    let node = root;
    for (let i = word.length - 1; i >= 0; i--) {
      const unit = word.charCodeAt(i);
      let next = node.before.get(unit);
      if (next === undefined) {
        next = { length: 0, before: new Map() };
        node.before.set(unit, next);
      }
      node = next;
    }
    node.length = word.length;
  }
  return root;
}

/** Length of the longest word that ends at `end`, 0 for none. */
function wordBefore(root: Ending, text: string, from: number, end: number): number {
  let longest = 0;
  let node: Ending | undefined = root;
  for (let i = end - 1; i >= from; i--) {
    node = node.before.get(text.charCodeAt(i));
    if (node === undefined) break;
    if (node.length > 0 && isWhole(text, i)) longest = node.length;
  }
  return longest;
}

function isWhole(text: string, start: number): boolean {
  const unit = text.charCodeAt(start);
  if (unit < 0x61 || unit > 0x7a || start === 0) return true;
  const before = text.charCodeAt(start - 1);
  return before < 0x61 || before > 0x7a;
}

function skipSpace(text: string, from: number, at: number): number {
  let end = at;
  while (end > from && text.charCodeAt(end - 1) === 0x20) end--;
  return end;
}

/** 「忍不住」, 「不得不」 and the like deny nothing. */
function isDoubled(text: string, from: number, at: number): boolean {
  return at > from && '忍得要差'.includes(text[at - 1]);
}

/** What stands before a negator of one character where both are another word: 「分别」, 「除非」, 「淹没」. */
const heads: Record<string, string> = { 别: '特分级个区差性告类识辨鉴派', 非: '除是无莫', 没: '淹沉出埋', 莫: '约' };

function isTail(text: string, from: number, at: number, length: number): boolean {
  return length === 1 && at > from && (heads[text[at]!] ?? '').includes(text[at - 1]!);
}

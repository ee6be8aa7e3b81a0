/** Whether a negator stands right before `text[at]`, looking back to `from`. */
export type NegationCheck = (text: string, from: number, at: number) => boolean;

/** Longest reach back of a negator, in fillers. */
const mostFillers = 3;

/**
 * Says whether a negator stands right before `text[at]` (「没有破损」, 「不是很贵」, "not very expensive"), with
 * nothing but filler words between, and not further back than `from`.
 */
export function createNegationCheck(negators: readonly string[], fillers: readonly string[]): NegationCheck {
  const negatorSet = new Set(negators);
  const fillerSet = new Set(fillers);
  const longest = Math.max(...[...negators, ...fillers].map((word) => word.length));

  /** Length of the longest word of the set that ends at `end`, 0 for none. */
  const wordBefore = (set: Set<string>, text: string, from: number, end: number): number => {
    for (let length = Math.min(longest, end - from); length > 0; length--)
      if (set.has(text.slice(end - length, end)) && isWhole(text, end - length)) return length;
    return 0;
  };

  return (text, from, at) => {
    let end = skipSpace(text, from, at);
    for (let n = 0; n <= mostFillers; n++) {
      const negator = wordBefore(negatorSet, text, from, end);
      if (negator > 0) return !isDoubled(text, from, end - negator);
      const filler = wordBefore(fillerSet, text, from, end);
      if (filler === 0) return false;
      end = skipSpace(text, from, end - filler);
    }
    return false;
  };
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

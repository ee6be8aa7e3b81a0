/**
 * Takes out what cannot be seen (zero-width and bidi controls, variation selectors, soft hyphens) and composes
 * letters with their combining marks, so that 「退​款」 is read as it looks. Unlike folding it moves characters,
 * hence the map: `origin[i]` is the offset in the text as received of the compacted unit i, and
 * `origin[length]` the end of the text. `null` (the usual case): nothing to take out.
 */
export interface Compacted {
  text: string;
  origin: Int32Array;
}

export function isInvisible(unit: number): boolean {
  return (
    (unit >= 0x200b && unit <= 0x200f) ||
    (unit >= 0x202a && unit <= 0x202e) ||
    (unit >= 0x2060 && unit <= 0x206f) ||
    (unit >= 0xfe00 && unit <= 0xfe0f) ||
    unit === 0xfeff ||
    unit === 0x00ad ||
    unit === 0x180e
  );
}

function isCombining(unit: number): boolean {
  return (unit >= 0x0300 && unit <= 0x036f) || unit === 0x3099 || unit === 0x309a;
}

/** Longest run of marks that is composed with its letter; the rest of a longer one is taken as marks on their own. */
const marksPerLetter = 8;

export function compact(text: string): Compacted | null {
  let at = 0;
  while (at < text.length && !isInvisible(text.charCodeAt(at)) && !isCombining(text.charCodeAt(at))) at++;
  if (at === text.length) return null;

  const parts: string[] = [];
  const origin: number[] = [];
  for (let i = 0; i < text.length; ) {
    if (isInvisible(text.charCodeAt(i))) {
      i++;
      continue;
    }
    let end = i + 1;
    while (end < text.length && end - i <= marksPerLetter && isCombining(text.charCodeAt(end))) end++;
    const part = end === i + 1 ? text[i] : text.slice(i, end).normalize('NFC');
    for (let unit = 0; unit < part.length; unit++) origin.push(i + Math.min(unit, end - i - 1));
    parts.push(part);
    i = end;
  }
  origin.push(text.length);
  return { text: parts.join(''), origin: Int32Array.from(origin) };
}

/** The span in the text as received that a span of the compacted text stands for. */
export function originalSpan(compacted: Compacted, start: number, end: number): { start: number; end: number } {
  // The end is where the next visible unit begins, less the invisible units before it: after the last unit of the span.
  const from = compacted.origin[start];
  const last = end > start ? compacted.origin[end - 1] + 1 : from;
  return { start: from, end: last };
}

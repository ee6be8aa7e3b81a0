/**
 * Takes out what cannot be seen (zero-width and bidi controls, variation selectors, tags, soft hyphens) and composes
 * letters with their combining marks, so that 「退​款」 is read as it looks. Unlike folding it moves characters,
 * hence the map: `origin[i]` is the offset in the text as received of the compacted unit i, and
 * `origin[length]` the end of the text. `null` (the usual case): nothing to take out.
 */
export interface Compacted {
  text: string;
  origin: Int32Array;
}

const Removal = { None: 0, Invisible: 1, Combining: 2 } as const;
const removals = new Uint8Array(65_536);
for (const [from, to] of [
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x206f],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0x00ad, 0x00ad],
  [0x180e, 0x180e],
  [0x061c, 0x061c],
  // The first half of tags and of further variation selectors.
  [0xdb40, 0xdb40],
])
  removals.fill(Removal.Invisible, from, to + 1);
for (const [from, to] of [
  [0x0300, 0x036f],
  [0x3099, 0x309a],
])
  removals.fill(Removal.Combining, from, to + 1);

export const isInvisible = (unit: number): boolean => removals[unit] === Removal.Invisible;
const isCombining = (unit: number): boolean => removals[unit] === Removal.Combining;

/** Longest run of marks that is composed with its letter; the rest of a longer one is taken as marks on their own. */
const marksPerLetter = 8;

export function compact(text: string): Compacted | null {
  let at = 0;
  while (at < text.length && removals[text.charCodeAt(at)] === Removal.None) at++;
  if (at === text.length) return null;

  const parts: string[] = [];
  const origin: number[] = [];
  for (let i = 0; i < text.length; ) {
    if (isInvisible(text.charCodeAt(i))) {
      i += text.codePointAt(i)! > 0xffff ? 2 : 1;
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

interface Part {
  start: number;
  text: string;
  /** Code point of a character that cannot be seen or that turns others around, as `U+202E`. */
  unseen?: string;
}

/**
 * Bidi controls, zero-width and filling characters, tags, and control characters but tabs and line ends. Joiners are not
 * among them: they hide nothing, and emoji are made with them.
 */
const unseen =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** The text in parts without gap: what is seen, and each character that is not. */
export function seenAndUnseen(text: string): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const { 0: found, index } of text.matchAll(unseen)) {
    if (index > at) parts.push({ start: at, text: text.slice(at, index) });
    const code = found.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
    parts.push({ start: index, text: found, unseen: `U+${code}` });
    at = index + found.length;
  }
  if (at < text.length) parts.push({ start: at, text: text.slice(at) });
  return parts;
}

import { TokenKind } from './tokens.ts';

/** Kind of every UTF-16 unit of folded text. Halves of surrogate pairs count as what their plane mostly holds. */
const kinds = new Uint8Array(65_536).fill(TokenKind.Punctuation);

function mark(kind: TokenKind, ...ranges: [number, number][]): void {
  for (const [from, to] of ranges) kinds.fill(kind, from, to + 1);
}

for (let unit = 0; unit < 65_536; unit++)
  if ((unit < 0xd800 || unit > 0xdfff) && /[\p{L}\p{M}]/u.test(String.fromCharCode(unit)))
    kinds[unit] = TokenKind.Other;
mark(TokenKind.Latin, [0x41, 0x5a], [0x61, 0x7a], [0xc0, 0xd6], [0xd8, 0xf6], [0xf8, 0x24f]);
mark(TokenKind.Number, [0x30, 0x39]);
mark(
  TokenKind.Space,
  [0x09, 0x0d],
  [0x20, 0x20],
  [0x85, 0x85],
  [0xa0, 0xa0],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x3000, 0x3000],
);
mark(TokenKind.Han, [0x3005, 0x3007], [0x3400, 0x4dbf], [0x4e00, 0x9fff], [0xf900, 0xfaff]);
// Planes 2 and 3 (rare ideographs) begin with D840–D8BF; the pictographs of plane 1 with D83C–D83E.
mark(TokenKind.Han, [0xd840, 0xd8bf]);
mark(
  TokenKind.Emoji,
  [0xd83c, 0xd83e],
  [0x2600, 0x27bf],
  [0x2b05, 0x2b55],
  [0x203c, 0x203c],
  [0x2049, 0x2049],
  [0x231a, 0x23ff],
);
mark(TokenKind.Other, [0xd800, 0xd83b], [0xd83f, 0xd83f], [0xd8c0, 0xdfff]);

export function unitKind(unit: number): TokenKind {
  return kinds[unit] as TokenKind;
}

/** Letters of each script; of the ideographs, those that only traditional or only simplified writing uses. */
export interface LetterCounts {
  han: number;
  latin: number;
  other: number;
  traditional: number;
  simplified: number;
}

/** `marks` says of each unit: 1 only traditional writing uses it, 2 only simplified writing does, 0 neither. */
export function countLetters(text: string, marks: Uint8Array): LetterCounts {
  let han = 0;
  let latin = 0;
  let other = 0;
  let traditional = 0;
  let simplified = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const kind = kinds[unit];
    if (kind === TokenKind.Han) {
      han++;
      // Without a branch: no pattern tells which of the two, or neither, comes next.
      traditional += marks[unit] & 1;
      simplified += marks[unit] >> 1;
    } else if (kind === TokenKind.Latin) latin++;
    else if (kind === TokenKind.Other && unit < 0xd800) other++;
  }
  return { han, latin, other, traditional, simplified };
}

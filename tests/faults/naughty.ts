/** Texts that programs get wrong: about 500, made from a few lists rather than collected. */
import fc from 'fast-check';

const code = (...points: number[]): string => String.fromCodePoint(...points);
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, n) => from + n);

/** Each stands alone, at the beginning, in the middle and at the end of a sentence. */
const pieces: string[] = [
  ...range(1, 31).map((point) => code(point)),
  ...range(0x7f, 0x9f).map((point) => code(point)),
  ...[0xa0, 0xad, 0x61c, 0x180e, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000, 0x3164, 0xfeff, 0xfff9, 0xfffc, 0xfffd].map(
    (point) => code(point),
  ),
  ...range(0x2000, 0x200f).map((point) => code(point)),
  ...range(0x202a, 0x202e).map((point) => code(point)),
  ...range(0x2060, 0x206f).map((point) => code(point)),
  ...[0xfdd0, 0xfffe, 0xffff, 0x1fffe, 0x1ffff, 0x10ffff, 0xe000, 0xf8ff, 0xf0000].map((point) => code(point)),
  ...[0xe0001, 0xe0041, 0xe007f, 0xfe0e, 0xfe0f, 0xe0100].map((point) => `好${code(point)}`),
  ...['=', '+', '-', '@', '＝', '＋', '－', '＠', "'", '"', ',', ';', '|', '\\', '`', '%', '\t=', '",=1+1,"', '\r\n=1'],
  ...['_x0041_', '_x000D_', '_x', '&amp;', '&#x41;', ']]>', '<![CDATA[', '<b>', '<?xml', '<!--', '&', '\\u0041', '\\0'],
  ...['𠀀', '𠮷', '𪚥', '𬺰', '㐀', '龦', '〇', '々', '豈', 'ﬁ', 'Å', 'Å', 'é', 'ｶﾞ', '가', '각', 'ำ', 'ক্ষ', 'लि'],
  ...['👩‍👩‍👧‍👦', '🏳️‍🌈', '👍🏿', '🇨🇳', '1️⃣', '☺︎', '🫠', 'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴', '﷽', '⁧مرحبا⁩', 'שלום', 'ﷺ'],
];

/** Whole texts. */
const wholes: string[] = [
  ...[
    'null',
    'undefined',
    'NaN',
    'true',
    '0',
    '-0',
    '1e309',
    '00123',
    '1,000.50',
    '0x1F',
    '1/2',
    '2026-02-30',
    '1E5',
    '∞',
  ],
  ...[
    '{}',
    '[]',
    '{"a":1}',
    '"quoted"',
    '\\',
    '\\"',
    "'; drop table comment; --",
    '" or 1=1',
    '$\u007b7*7}',
    '{{7*7}}',
    '%s%n%d',
  ],
  ...[
    '../../etc/passwd',
    'C:\\x\\y',
    'a\r\nSet-Cookie: x',
    '\u001b[31mred',
    'javascript:alert(1)',
    '<script>x</script>',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'CON',
    'ＡＢＣ１２３',
    '⑳㊣㈱',
    '哈'.repeat(500),
    'a'.repeat(2000),
  ],
  ...[' x', 'x ', '\nx', 'x\n', '\tx', 'x\t', '　x　', '\ufeffx', 'x\ufeff', 'x\r', '\rx', 'x\r\n\r\ny', "'x", "'=x"],
];

export function naughtyTexts(): string[] {
  const around = pieces.flatMap((piece) => [piece, `${piece}物流快`, `物流${piece}快`, `物流快${piece}`]);
  return [...new Set([...wholes, ...around])];
}

/** Texts of any code units, whole pairs or halves of them, half of them from where programs break. */
export function generatedTexts(count: number, seed: number): string[] {
  const piece = fc.constantFrom(...pieces);
  const unit = fc.integer({ min: 0, max: 0xffff }).map((value) => String.fromCharCode(value));
  const parts = fc.oneof(
    { weight: 6, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
    {
      weight: 3,
      arbitrary: fc
        .array(fc.oneof(piece, fc.string({ unit: 'grapheme', maxLength: 5 })), { maxLength: 8 })
        .map((all) => all.join('')),
    },
    { weight: 1, arbitrary: fc.array(unit, { maxLength: 10 }).map((all) => all.join('')) },
  );
  return fc.sample(parts, { numRuns: count, seed });
}

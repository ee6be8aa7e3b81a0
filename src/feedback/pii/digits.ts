import type { Span } from '../../text/span.ts';

/** Digits that stand together: half-width values of the digits, where each stands, and an X that closes an ID number. */
export interface DigitGroup extends Span {
  digits: string;
  /** The group is followed by `X` or `x` at `end`, and nothing alphanumeric after it. */
  closingX: boolean;
}

/** Groups with at most `separatorUnits` separators between neighbours. */
export type DigitSequence = DigitGroup[];

const separatorUnits = 3;
const separators = new Set(' \u00a0\u3000-‐‑–—－()（）');

/** Half-width value of an ASCII or full-width digit, or −1. */
function digitValue(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  if (unit >= 0xff10 && unit <= 0xff19) return unit - 0xff10;
  return -1;
}

/** Characters without width that people or programs put between digits. */
export function isInvisible(unit: number): boolean {
  return (unit >= 0x200b && unit <= 0x200f) || (unit >= 0x2060 && unit <= 0x2064) || unit === 0xfeff || unit === 0xad;
}

/** ASCII letters and digits and their full-width forms. */
export function isAlphanumeric(unit: number): boolean {
  const half = unit >= 0xff01 && unit <= 0xff5e ? unit - 0xfee0 : unit;
  return (half >= 0x30 && half <= 0x39) || (half >= 0x41 && half <= 0x5a) || (half >= 0x61 && half <= 0x7a);
}

/** One pass over the text. */
export function digitSequences(text: string): DigitSequence[] {
  const sequences: DigitSequence[] = [];
  let previous: DigitGroup | null = null;
  for (let i = 0; i < text.length; ) {
    if (digitValue(text.charCodeAt(i)) < 0) {
      i++;
      continue;
    }
    const group = readGroup(text, i);
    if (previous && joins(text, previous.end, group.start)) sequences.at(-1)!.push(group);
    else sequences.push([group]);
    previous = group;
    i = group.end;
  }
  return sequences;
}

function readGroup(text: string, start: number): DigitGroup {
  let digits = '';
  let end = start;
  for (let i = start; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const value = digitValue(unit);
    if (value >= 0) {
      digits += value;
      end = i + 1;
    } else if (!isInvisible(unit)) break;
  }
  return { start, end, digits, closingX: closesWithX(text, end) };
}

function closesWithX(text: string, at: number): boolean {
  return 'XxＸｘ'.includes(text.charAt(at) || ' ') && !isAlphanumeric(text.charCodeAt(at + 1));
}

function joins(text: string, from: number, to: number): boolean {
  let seen = 0;
  for (let i = from; i < to; i++) {
    if (isInvisible(text.charCodeAt(i))) continue;
    if (!separators.has(text[i]!) || ++seen > separatorUnits) return false;
  }
  return true;
}

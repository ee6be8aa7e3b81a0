import type { MaskedSpan } from '../comment.ts';
import { isBankCard, isIdCard, isLandline, isMobile } from './checks.ts';
import { type Context, contextOf } from './context.ts';
import { type DigitGroup, type DigitSequence, isAlphanumeric } from './digits.ts';

/** Fewest and most digits of the numbers that are looked for, and the most groups they are written in. */
const fewestDigits = 10;
const mostDigits = 19;
const mostGroups = 11;

/** Whole groups of digits only: part of a longer run of digits is never a phone number. */
export function findNumbers(text: string, sequences: DigitSequence[]): MaskedSpan[] {
  const found: MaskedSpan[] = [];
  for (const sequence of sequences) {
    for (let first = 0; first < sequence.length; ) {
      const match = numberAt(text, sequence, first);
      if (match) found.push(match.span);
      first = match ? match.next : first + 1;
    }
  }
  return found;
}

/** The longest number that begins with this group. */
function numberAt(text: string, sequence: DigitSequence, first: number): { span: MaskedSpan; next: number } | null {
  let digits = 0;
  let context: Context | null = null;
  let best: { span: MaskedSpan; next: number } | null = null;
  for (let last = first; last < Math.min(sequence.length, first + mostGroups); last++) {
    digits += sequence[last]!.digits.length;
    if (digits < fewestDigits) continue;
    if (digits > mostDigits) break;
    context ??= contextOf(text, sequence[first]!.start);
    if (context.insideCode) break;
    const span = classify(text, sequence.slice(first, last + 1), context);
    if (span) best = { span, next: last + 1 };
  }
  return best;
}

function classify(text: string, groups: DigitGroup[], context: Context): MaskedSpan | null {
  const digits = groups.map((group) => group.digits).join('');
  const sizes = groups.map((group) => group.digits.length);
  const { start } = groups[0]!;
  const { end, closingX } = groups.at(-1)!;
  if (closingX && digits.length === 17 && isIdCard(`${digits}X`, context))
    return { start, end: end + 1, kind: 'id_card' };
  if (runsOn(text, end)) return null;
  if (isIdCard(digits, context)) return { start, end, kind: 'id_card' };
  if (isMobile(digits, sizes, context) || isLandline(digits, sizes, context)) {
    return { start: start - context.prefixUnits, end, kind: 'phone' };
  }
  return isBankCard(digits, sizes, context) ? { start, end, kind: 'bank_card' } : null;
}

/** The number goes on as a code, a decimal or an amount of money. */
function runsOn(text: string, end: number): boolean {
  const unit = text.charCodeAt(end);
  if (isAlphanumeric(unit) || text[end] === '_') return true;
  if ((text[end] === '.' || text[end] === ',') && isAlphanumeric(text.charCodeAt(end + 1))) return true;
  return '元块万￥¥%％'.includes(text.charAt(end) || ' ');
}

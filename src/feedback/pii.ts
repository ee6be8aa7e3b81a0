import type { MaskedSpan } from './comment.ts';
import { digitSequences } from './pii/digits.ts';
import { findEmails } from './pii/emails.ts';
import { findNumbers } from './pii/numbers.ts';
import { findPlates } from './pii/plates.ts';

export interface MaskOptions {
  /** Order numbers of this shape are masked too. The caller answers for its running time. */
  orderNumberPattern?: RegExp;
}

/**
 * Replaces personal data of mainland China by `*`, one for one UTF-16 unit, so that offsets stay: identity cards,
 * mobile and landline numbers, bank cards, e-mail addresses, number plates, and order numbers where a pattern is given.
 * Full-width digits, single separators and zero-width characters inside a number do not hide it; separators within a
 * span are masked too. Time is linear in the text. Spans come in order and do not overlap.
 */
export function maskPersonalData(text: string, options: MaskOptions): { text: string; masked: MaskedSpan[] } {
  const masked = findPersonalData(text, options);
  let result = '';
  let position = 0;
  for (const { start, end } of masked) {
    result += text.slice(position, start) + '*'.repeat(end - start);
    position = end;
  }
  return { text: result + text.slice(position), masked };
}

function findPersonalData(text: string, options: MaskOptions): MaskedSpan[] {
  const found = [
    ...findEmails(text),
    ...findNumbers(text, digitSequences(text)),
    ...findPlates(text),
    ...findOrderNumbers(text, options.orderNumberPattern),
  ];
  // A stable sort: of spans with the same start the earlier finder wins.
  found.sort((a, b) => a.start - b.start);
  const spans: MaskedSpan[] = [];
  for (const span of found) {
    if (spans.length === 0 || span.start >= spans.at(-1)!.end) spans.push(span);
    else if (span.end > spans.at(-1)!.end) spans.push({ ...span, start: spans.at(-1)!.end });
  }
  return spans;
}

function findOrderNumbers(text: string, pattern: RegExp | undefined): MaskedSpan[] {
  if (!pattern) return [];
  const global = pattern.global ? pattern : new RegExp(pattern.source, `${pattern.flags}g`);
  return Array.from(text.matchAll(global))
    .filter((match) => match[0].length > 0)
    .map((match) => ({ start: match.index, end: match.index + match[0].length, kind: 'order_number' }));
}

import type { MaskedSpan } from '../comment.ts';
import { isAlphanumeric, isInvisible } from './digits.ts';

const localMarks = new Set('._%+-＿．－＋');
const domainMarks = new Set('-.－．。');
const longestLocal = 64;
const longestDomain = 255;
const spacedDomain = /\.(?:com|cn|net|org|edu|gov|io|hk|tw)$/;

/** Addresses around an `@`; one space beside it is allowed before a well-known top domain. Latin letters only. */
export function findEmails(text: string): MaskedSpan[] {
  const found: MaskedSpan[] = [];
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== '@' && text[at] !== '＠') continue;
    const span = emailAround(text, at);
    if (!span) continue;
    found.push(span);
    at = span.end - 1;
  }
  return found;
}

function emailAround(text: string, at: number): MaskedSpan | null {
  const before = skipSpace(text, at - 1, -1);
  const after = skipSpace(text, at + 1, 1);
  const start = walkLocal(text, before);
  const end = walkDomain(text, after);
  if (start > before || end <= after) return null;
  const spaced = before !== at - 1 || after !== at + 1;
  const domain = plain(text.slice(after, end));
  if (!/^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,24}$/.test(domain)) return null;
  return spaced && !spacedDomain.test(domain) ? null : { start, end, kind: 'email' };
}

function skipSpace(text: string, at: number, step: 1 | -1): number {
  return text[at] === ' ' || text[at] === '\u3000' ? at + step : at;
}

/** Start of the local part that ends at `from`; `from + 1` if there is none. */
function walkLocal(text: string, from: number): number {
  let start = from + 1;
  for (let i = from; i >= 0 && from - i < longestLocal; i--) {
    const unit = text.charCodeAt(i);
    if (isAlphanumeric(unit)) start = i;
    else if (!isInvisible(unit) && !localMarks.has(text[i]!)) break;
  }
  return start;
}

/** End of the domain that starts at `from`, without trailing dots. */
function walkDomain(text: string, from: number): number {
  let end = from;
  for (let i = from; i < text.length && i - from < longestDomain; i++) {
    const unit = text.charCodeAt(i);
    if (isAlphanumeric(unit)) end = i + 1;
    else if (!isInvisible(unit) && !domainMarks.has(text[i]!)) break;
  }
  return end;
}

/** Half-width, lower case, without invisible characters. */
function plain(text: string): string {
  let result = '';
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (isInvisible(unit)) continue;
    result += unit === 0x3002 ? '.' : String.fromCharCode(unit >= 0xff01 && unit <= 0xff5e ? unit - 0xfee0 : unit);
  }
  return result.toLowerCase();
}

import { isDate } from '../instant.ts';
import type { Context } from './context.ts';

/** First two digits of the administrative codes of GB/T 2260 that identity cards use. */
const provinces = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(' '),
);

/**
 * Identity card: 18 characters with region, birth date and the check character of GB 11643 (ISO 7064 MOD 11-2).
 * The old form of 15 digits has no check digit, so it counts only where a word names it.
 */
export function isIdCard(digits: string, context: Context): boolean {
  if (!provinces.has(digits.slice(0, 2)) || context.cue === 'order') return false;
  if (digits.length === 18) return hasBirthDate(digits.slice(6, 14)) && checkCharacter(digits) === digits[17];
  return digits.length === 15 && context.cue === 'identity' && hasBirthDate(`19${digits.slice(6, 12)}`);
}

function hasBirthDate(text: string): boolean {
  return isDate(Number(text.slice(0, 4)), Number(text.slice(4, 6)), Number(text.slice(6, 8))) && text < '2100';
}

/** Check character of an 18-character identity number: Σ a_i · 2^(18−i) mod 11 over the first 17 digits. */
export function checkCharacter(digits: string): string {
  let sum = 0;
  for (let i = 0; i < 17; i++) sum = (sum * 2 + Number(digits[i]) * 2) % 11;
  return '10X98765432'[sum]!;
}

/** How people space a mobile number: sizes of its groups. */
const mobileShapes = new Set('11 3,4,4 3,8 7,4 3,3,5 3,5,3 4,3,4 4,4,3 5,6 6,5 1,1,1,1,1,1,1,1,1,1,1'.split(' '));

/** Mainland mobile: 11 digits from 13 to 19, with or without the country code 86. */
export function isMobile(digits: string, sizes: number[], context: Context): boolean {
  if (context.cue === 'order') return false;
  const national = withoutCountry(digits, sizes);
  return /^1[3-9]\d{9}$/.test(national.digits) && mobileShapes.has(national.sizes.join(','));
}

/** Strips `86` or `0086`, be it a group of its own or grown together with the number. */
function withoutCountry(digits: string, sizes: number[]): { digits: string; sizes: number[] } {
  const code = digits.startsWith('0086') ? 4 : digits.startsWith('86') ? 2 : 0;
  if (code === 0 || digits.length !== 11 + code) return { digits, sizes };
  const rest = sizes[0] === code ? sizes.slice(1) : [sizes[0]! - code, ...sizes.slice(1)];
  return { digits: digits.slice(code), sizes: rest };
}

/** Area codes: 010, 02x of the big cities, and four digits elsewhere. */
const areaCode = /^(?:010|02[0-57-9]|0[3-9]\d{2})$/;

/** Landline: area code and 7 or 8 digits. Written without a separator it counts only where a word names it. */
export function isLandline(digits: string, sizes: number[], context: Context): boolean {
  if (context.cue === 'order') return false;
  const head = sizes.length > 1 ? sizes[0]! : context.cue === 'phone' ? areaLength(digits) : 0;
  const rest = digits.slice(head);
  if (!areaCode.test(digits.slice(0, head)) || !/^[2-8]\d{6,7}$/.test(rest)) return false;
  return sizes.length <= 2 || ['3,4', '4,4', '4,3'].includes(sizes.slice(1).join(','));
}

function areaLength(digits: string): number {
  return digits.startsWith('010') || digits.startsWith('02') ? 3 : 4;
}

/**
 * Bank card: 16–19 digits that pass Luhn and begin with the issuer range of a card scheme, or that a word names.
 * Luhn alone would pass one order number in ten.
 */
export function isBankCard(digits: string, sizes: number[], context: Context): boolean {
  if (digits.length < 16 || digits.length > 19 || context.cue === 'order') return false;
  if (sizes.slice(0, -1).some((size) => size < 3)) return false;
  return passesLuhn(digits) && (context.cue === 'card' || hasIssuer(digits));
}

/** ISO/IEC 7812-1, annex B. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Issuer ranges: UnionPay 62 and 81, old mainland debit ranges with 17–19 digits, Visa, Mastercard, JCB, Discover. */
function hasIssuer(digits: string): boolean {
  if (/^(?:62|81[0-7])/.test(digits)) return true;
  if (digits.length > 16) return /^(?:95588|9559\d|60138[12]|601428|43674[25]|42134[69]|43406[12]|456351)/.test(digits);
  return /^(?:4|5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720|352[89]|35[3-8]|6011|64[4-9]|65)/.test(digits);
}

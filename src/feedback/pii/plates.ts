import type { MaskedSpan } from '../comment.ts';
import { isAlphanumeric } from './digits.ts';

const provinces = new Set('京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼滬雲遼魯蘇贛陝閩貴粵寧');
const plateSeparators = new Set('·・•.- ');
/** Plates have no I and no O. */
const newEnergy = /^(?:[A-HJK][A-HJ-NP-Z0-9]\d{4}|\d{5}[A-HJK])$/;

/** Mainland number plates (GA 36), upper or lower case, with new-energy plates and those that end in 挂, 学, 警, 港, 澳. */
export function findPlates(text: string): MaskedSpan[] {
  const found: MaskedSpan[] = [];
  for (let i = 0; i < text.length; i++) {
    if (!provinces.has(text[i]!) || !/^[A-HJ-NP-Z]$/i.test(text[i + 1] ?? '')) continue;
    const body = plateSeparators.has(text[i + 2] ?? '') ? i + 3 : i + 2;
    const end = plateEnd(text, body);
    if (end > 0) found.push({ start: i, end, kind: 'plate' });
  }
  return found;
}

function plateEnd(text: string, body: number): number {
  let end = body;
  while (end - body < 7 && isAlphanumeric(text.charCodeAt(end))) end++;
  const characters = text.slice(body, end).toUpperCase();
  if (characters.length === 4 && '挂学警港澳掛學'.includes(text.charAt(end) || ' ')) {
    return isOrdinary(characters) ? end + 1 : -1;
  }
  return (characters.length === 5 && isOrdinary(characters)) || newEnergy.test(characters) ? end : -1;
}

/** At most two of the characters after the city's letter are letters. */
function isOrdinary(characters: string): boolean {
  let letters = 0;
  for (const character of characters) if (character > '9') letters++;
  return letters <= 2 && /^[A-HJ-NP-Z0-9]+$/.test(characters);
}

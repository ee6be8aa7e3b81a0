import { parseInstant } from '../feedback/instant.ts';

/** Full-width digits and marks to half width; spaces around it go. */
const half = (text: string): string => text.normalize('NFKC').trim();

/** Plain decimals, with 「分」, 「星」 or `stars` behind if need be, or stars drawn (★★★☆☆). NaN for anything else. */
export function parseScore(cell: string): number {
  const text = half(cell);
  const drawn = /^(★+)☆*$/.exec(text) ?? /^(⭐+)$/u.exec(text);
  if (drawn) return [...drawn[1]!].length;
  const match = /^([+-]?\d{1,15}(?:\.\d{1,15})?)\s?(?:分|星|颗星|顆星|stars?|points?)?$/i.exec(text);
  return match ? Number(match[1]) : Number.NaN;
}

const local =
  /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s]+(\d{1,2})[:时點点](\d{1,2})分?(?::?(\d{1,2})(\.\d{1,9})?秒?)?\s?(Z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * Times as spreadsheets write them (`2026/5/3 14:20`, 「2026年5月3日」, `20260503`), year first, in ISO-8601.
 * A time without a zone is taken for UTC, so that it stays on the day that the file says. Null for anything else.
 */
export function parseCellTime(cell: string): string | null {
  const text = half(cell);
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (compact) return parseInstant(`${compact[1]}-${compact[2]}-${compact[3]}`);
  const match = local.exec(text);
  if (!match) return parseInstant(text);
  const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = match;
  const date = `${year}-${two(month)}-${two(day)}`;
  return parseInstant(
    hour === undefined ? date : `${date}T${two(hour)}:${two(minute)}:${two(second)}${fraction}${zone}`,
  );
}

function two(digits = '0'): string {
  return digits.padStart(2, '0');
}

/** Numbers as they are written. By hand: what a runtime knows of languages changes, a report must not. */
import type { Cell, ColumnFormat } from './document.ts';

export function count(value: number): string {
  const digits = String(Math.abs(Math.round(value)));
  const first = digits.length % 3 || 3;
  const groups = [digits.slice(0, first)];
  for (let at = first; at < digits.length; at += 3) groups.push(digits.slice(at, at + 3));
  return `${Math.round(value) < 0 ? '-' : ''}${groups.join(',')}`;
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}

/** A difference of shares, in percentage points. */
export function signedPoints(difference: number): string {
  const text = (100 * Math.abs(difference)).toFixed(1);
  if (text === '0.0') return '±0.0';
  return `${difference < 0 ? '−' : '+'}${text}`;
}

export function pValue(p: number): string {
  return p < 0.001 ? '<0.001' : p.toFixed(3);
}

/** `none` stands for null. */
export function cellText(cell: Cell | undefined, format: ColumnFormat, none: string): string {
  if (cell === null || cell === undefined) return none;
  if (typeof cell === 'string') return cell;
  if (format === 'percent') return percent(cell);
  if (format === 'signed') return signedPoints(cell);
  if (format === 'points') return cell.toFixed(1);
  if (format === 'decimal') return cell.toFixed(2);
  return format === 'p' ? pValue(cell) : count(cell);
}

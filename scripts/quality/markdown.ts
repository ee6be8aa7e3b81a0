import type { Measured } from '../../src/cli/suites/figures.ts';

export function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

export const digits = (value: number | undefined): string => (value === undefined ? '' : value.toFixed(3));
export const count = (value: number): string => value.toLocaleString('en-US');

/** Rate and standard error: `0.871 ± 0.012`. */
export function withError({ figures, errors }: Measured, name: string): string {
  return name in errors ? `${digits(figures[name])} ± ${digits(errors[name])}` : digits(figures[name]);
}

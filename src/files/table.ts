import type { Problem } from '../errors.ts';

/** A file of rows and columns, as CSV and XLSX are. */
export interface Table {
  format: 'csv' | 'xlsx';
  /** `-` for xlsx. */
  encoding: string;
  headers: string[];
  /** Blank rows are left out. */
  records: AsyncIterable<TableRecord>;
}

export interface TableRecord {
  /** From 1, with the header as row 1. */
  row: number;
  cells: string[];
  /** 0..1 */
  progress: number;
  /** Why the row cannot be used, whatever it says. */
  problem?: Problem;
}

/** A row that has more or fewer cells than the header; missing empty cells at the end are no fault in a spreadsheet. */
export function unevenRow(cells: string[], columns: number): Problem | undefined {
  if (cells.length === columns) return undefined;
  return { code: 'row_invalid', detail: `the row has ${cells.length} cells, the header has ${columns}` };
}

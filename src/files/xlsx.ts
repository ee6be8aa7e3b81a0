import { readFile } from 'node:fs/promises';
import { AppError } from '../errors.ts';
import type { Table, TableRecord } from './table.ts';
import { runInThread, ThreadFailure } from './thread.ts';
import { checkWorkbook } from './xlsxGate.ts';
import type { WorkbookPart } from './xlsxWorker.ts';
import { refuse } from './zip.ts';

const threadLimits = { deadlineMs: 120_000, heapMegabytes: 768 };

/** Opens the one sheet of a workbook that has rows. Throws `file_refused` for hostile, damaged or ambiguous files. */
export async function openXlsx(path: string): Promise<Table> {
  await checkWorkbook(await readFile(path));
  const sheets = [...(await readSheets(path))].filter(([, rows]) => rows.some(isFilled));
  if (sheets.length === 0) throw new AppError('file_unreadable', 'The workbook has no rows.', { reason: 'file_empty' });
  if (sheets.length > 1) {
    const names = sheets.map(([name]) => `"${name}"`).join(', ');
    throw refuse(`it has rows in ${sheets.length} sheets (${names}); keep the one to import`, 'several_sheets');
  }
  const rows = sheets[0]![1];
  const top = rows.findIndex(isFilled);
  return { format: 'xlsx', encoding: '-', headers: withoutEmptyEnd(rows[top]!), records: readRecords(rows, top) };
}

/** Rows by the name of their sheet. */
async function readSheets(path: string): Promise<Map<string, string[][]>> {
  const sheets = new Map<string, string[][]>();
  try {
    for (const { sheet, rows } of await runInThread<WorkbookPart>('xlsxWorker', path, threadLimits)) {
      const known = sheets.get(sheet);
      if (known) for (const row of rows) known.push(row);
      else sheets.set(sheet, rows);
    }
    return sheets;
  } catch (error) {
    throw error instanceof ThreadFailure ? refuse(error.message) : error;
  }
}

function isFilled(row: string[]): boolean {
  return row.some((cell) => cell.trim() !== '');
}

/** Formatted but empty columns at the right are no columns. */
function withoutEmptyEnd(cells: string[]): string[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell.trim() !== '') + 1);
}

async function* readRecords(rows: string[][], top: number): AsyncGenerator<TableRecord> {
  const columns = withoutEmptyEnd(rows[top]!).length;
  for (let i = top + 1; i < rows.length; i++) {
    const cells = rows[i]!;
    if (!isFilled(cells)) continue;
    const record: TableRecord = { row: i + 1, cells: cells.slice(0, columns), progress: (i + 1) / rows.length };
    const beyond = cells.findLastIndex((cell) => cell.trim() !== '') + 1;
    if (beyond > columns) {
      const detail = `there is a cell in column ${beyond}, the header has ${columns}`;
      yield { ...record, cells, problem: { code: 'row_invalid', detail } };
    } else yield record;
  }
}

/** Reads one workbook in a thread of its own: a hostile or huge one costs this thread, not the service. */
import { parentPort, workerData } from 'node:worker_threads';
import readWorkbook from 'read-excel-file/node';
import { limits } from '../feedback/limits.ts';
import { standBack } from '../priority.ts';

standBack();

/** Consecutive rows of a sheet; every row has as many cells. Blank rows at the end of a sheet are left out. */
export interface WorkbookPart {
  sheet: string;
  rows: string[][];
}

const rowsPerMessage = 200;

/** Numbers stay as written in the file, dates become ISO-8601 (the clock of the file is taken for UTC). */
function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) {
    const iso = value.toISOString();
    return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso;
  }
  return String(value);
}

const sheets = await readWorkbook(workerData as string, { trim: false, parseNumber: plainNumber });
const port = parentPort!;
let units = 0;
for (const { sheet, data } of sheets) {
  if (data.length * (data[0]?.length ?? 0) > limits.xlsxCells) throw new Error(`more than ${limits.xlsxCells} cells`);
  for (let at = 0; at < data.length; at += rowsPerMessage) {
    const rows = data.slice(at, at + rowsPerMessage).map((row) => row.map(cellText));
    for (const row of rows) for (const cell of row) units += cell.length;
    if (units > limits.xlsxTextUnits) throw new Error(`its cells hold more than ${limits.xlsxTextUnits} characters`);
    port.postMessage({ part: { sheet, rows } satisfies WorkbookPart });
  }
}
port.postMessage({ end: true });

/** What spreadsheets keep as 4.5999999999999996 or 1E3 was typed as 4.6 or 1000. */
function plainNumber(written: string): string {
  const value = Number(written);
  if (!Number.isFinite(value)) return written;
  return Number.isInteger(value) && Math.abs(value) > Number.MAX_SAFE_INTEGER ? written : String(value);
}

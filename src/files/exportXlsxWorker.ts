/** Builds a workbook in a thread of its own, since tens of thousands of rows take seconds. */
import { parentPort } from 'node:worker_threads';
import writeWorkbook from 'write-excel-file/node';
import { standBack } from '../priority.ts';
import type { ExportCell } from './exportColumns.ts';
import { escapeControls } from './xlsxText.ts';

standBack();

const sheet: ReturnType<typeof toCell>[][] = [];
const port = parentPort!;
await new Promise<void>((resolve) => {
  port.on('message', (rows: ExportCell[][] | null) => {
    if (rows) for (const row of rows) sheet.push(row.map(toCell));
    else resolve();
  });
});
const file = await writeWorkbook(sheet, { sheet: 'comments', stickyRowsCount: 1 }).toBuffer();
port.postMessage({ part: new Uint8Array(file) });
port.postMessage({ end: true });

function toCell(value: ExportCell) {
  if (typeof value === 'string') return { type: String, value: escapeControls(value) };
  if (typeof value === 'number') return { type: Number, value };
  return typeof value === 'boolean' ? { type: Boolean, value } : null;
}

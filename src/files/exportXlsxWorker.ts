/** Builds a workbook in a thread of its own, since tens of thousands of rows take seconds. */
import { parentPort } from 'node:worker_threads';
import writeWorkbook from 'write-excel-file/node';
import type { ExportCell } from './exportColumns.ts';

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

/** XML has no control characters, so OOXML writes them `_xHHHH_` (ST_Xstring), and a literal `_x` of that form too. */
function escapeControls(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must be escaped
  return text.replace(/_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ufffe\uffff]/g, (found) => {
    return `_x${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;
  });
}

import { Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { limits } from '../feedback/limits.ts';
import { readZipDirectory, refuse, type ZipEntry } from './zip.ts';

/**
 * Refuses a workbook that could hurt its reader, before any reader sees it: sizes, counts and ratios are checked by
 * the directory first and then on the bytes that really come out; documents with entity declarations, archives in the
 * archive, and sheets beyond the row and column limits are refused. Throws `file_refused`.
 */
export async function checkWorkbook(file: Buffer): Promise<void> {
  const entries = readZipDirectory(file);
  const names = new Set(entries.map((entry) => entry.name));
  if (!names.has('[Content_Types].xml') || !names.has('xl/workbook.xml')) throw refuse('it is not an .xlsx workbook');
  checkSizes(
    entries.reduce((sum, entry) => sum + entry.inflatedBytes, 0),
    file.length,
  );
  let inflated = 0;
  for (const entry of entries) inflated += await checkEntry(file, entry, inflated);
}

function checkSizes(inflated: number, packed: number): void {
  if (inflated > limits.xlsxInflatedBytes) {
    throw refuse(`it unpacks to ${inflated} bytes, ${limits.xlsxInflatedBytes} are allowed`);
  }
  if (inflated > packed * limits.xlsxRatio) throw refuse(`it unpacks to more than ${limits.xlsxRatio} times its size`);
}

/** Unpacks one entry piece by piece and forgets the pieces. Returns the bytes that came out. */
async function checkEntry(file: Buffer, entry: ZipEntry, before: number): Promise<number> {
  const packed = file.subarray(entry.dataStart, entry.dataStart + entry.packedBytes);
  const scan = createScan(entry.name);
  let bytes = 0;
  try {
    for await (const piece of entry.compressed ? Readable.from([packed]).pipe(createInflateRaw()) : [packed]) {
      bytes += piece.length;
      if (bytes > entry.inflatedBytes) throw refuse(`"${entry.name}" unpacks to more than it says`);
      checkSizes(before + bytes, file.length);
      scan(piece);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code?.startsWith('Z_')) throw refuse(`"${entry.name}" is damaged`);
    throw error;
  }
  if (bytes !== entry.inflatedBytes) throw refuse(`"${entry.name}" unpacks to less than it says`);
  return bytes;
}

const carryUnits = 64;

/** Looks at the unpacked bytes of one entry, with a little of the piece before so that nothing hides on a border. */
function createScan(name: string): (piece: Buffer) => void {
  const isXml = /\.(?:xml|rels|vml)$/i.test(name);
  const isSheet = isXml && name.startsWith('xl/worksheets/');
  const extent: Extent = { rows: 0, columns: 0 };
  let carry = '';
  let first = true;
  return (piece) => {
    if (first) checkStart(name, piece, isXml);
    first = false;
    if (!isXml) return;
    const text = carry + piece.toString('latin1');
    if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) throw refuse(`"${name}" declares entities`);
    if (isSheet) checkAddresses(text, extent);
    carry = text.slice(-carryUnits);
  };
}

function checkStart(name: string, piece: Buffer, isXml: boolean): void {
  const start = piece.subarray(0, 4).toString('hex');
  if (start === '504b0304') throw refuse(`"${name}" is an archive of its own`);
  if (isXml && /^(?:fffe|feff|00|..00)/.test(start)) throw refuse(`"${name}" is not in UTF-8`);
}

interface Extent {
  rows: number;
  columns: number;
}

/** The reader builds every row and column up to the farthest cell, so one far cell costs as much as a full sheet. */
function checkAddresses(text: string, extent: Extent): void {
  for (const [, column = '', row] of text.matchAll(/\br\s{0,8}=\s{0,8}["']([A-Za-z]{0,4})(\d{1,10})["']/g)) {
    extent.rows = Math.max(extent.rows, Number(row));
    extent.columns = Math.max(extent.columns, columnNumber(column));
  }
  const { rows, columns } = extent;
  if (rows > limits.xlsxRows) throw refuse(`a sheet has more than ${limits.xlsxRows} rows`);
  if (columns > limits.tableColumns) throw refuse(`a sheet has more than ${limits.tableColumns} columns`);
  if (rows * columns > limits.xlsxCells) throw refuse(`a sheet has more than ${limits.xlsxCells} cells`);
}

function columnNumber(letters: string): number {
  let number = 0;
  for (const letter of letters.toUpperCase()) number = number * 26 + letter.charCodeAt(0) - 64;
  return number;
}

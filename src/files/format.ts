import { open } from 'node:fs/promises';
import { AppError } from '../errors.ts';
import type { ImportStream, UploadedFile } from '../feedback/importing.ts';
import { limits } from '../feedback/limits.ts';

/**
 * The content decides, the name only between the two kinds of text.
 * Throws `file_unreadable`, `file_refused`, `upload_too_large`.
 */
export async function detectFormat(file: UploadedFile): Promise<ImportStream['format']> {
  const start = await readStart(file.path);
  if (start.length === 0) throw new AppError('file_unreadable', 'The file is empty.', { reason: 'file_empty' });
  if (start.readUInt16BE(0) === 0x504b) return checkSize(file, 'xlsx', limits.xlsxBytes);
  if (start.subarray(0, 4).toString('hex') === 'd0cf11e0') {
    throw new AppError('file_refused', 'This is an old .xls or an encrypted workbook; save it as plain .xlsx or CSV.', {
      reason: 'old_workbook',
    });
  }
  const named = /\.(?:ndjson|jsonl|json)$/i.test(file.name);
  return checkSize(file, named || looksLikeJson(start) ? 'ndjson' : 'csv', limits.uploadBytes);
}

function checkSize<T>(file: UploadedFile, format: T, maximum: number): T {
  if (file.bytes <= maximum) return format;
  const detail = `The file has ${file.bytes} bytes, ${maximum} are allowed for ${format}.`;
  throw new AppError('upload_too_large', detail, {
    problems: [{ code: 'upload_too_large', detail, values: { maximum, unit: 'bytes' } }],
  });
}

/** The first character that is neither blank, NUL (of UTF-16) nor part of a byte order mark opens an object. */
function looksLikeJson(start: Buffer): boolean {
  const first = start.find((byte) => ![0x20, 0x09, 0x0a, 0x0d, 0x00, 0xef, 0xbb, 0xbf, 0xff, 0xfe].includes(byte));
  return first === 0x7b;
}

async function readStart(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    return bytesRead === 1 ? Buffer.from([buffer[0]!, 0]) : buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

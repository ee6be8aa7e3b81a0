import { AppError, type ProblemReason } from '../errors.ts';
import { limits } from '../feedback/limits.ts';

/** One file of an archive, by the central directory and its own header, which must agree. */
export interface ZipEntry {
  name: string;
  compressed: boolean;
  packedBytes: number;
  inflatedBytes: number;
  /** Where its packed bytes begin. */
  dataStart: number;
}

export function refuse(detail: string, reason?: ProblemReason): AppError {
  return new AppError('file_refused', `The workbook is refused: ${detail}.`, { reason });
}

const endSignature = 0x06054b50;
const centralSignature = 0x02014b50;
const localSignature = 0x04034b50;
const endBytes = 22;
const centralBytes = 46;
const localBytes = 30;

/**
 * Reads the directory of a zip archive (APPNOTE 6.3) and proves that a reader which walks the file from its start
 * sees the same: entries follow one another without gaps or overlaps, and local headers repeat the directory.
 * Throws `file_refused` for encrypted, split, zip64, truncated or lying archives.
 */
export function readZipDirectory(file: Buffer): ZipEntry[] {
  const end = findEnd(file);
  const count = file.readUInt16LE(end + 10);
  const start = file.readUInt32LE(end + 16);
  if (count === 0xffff || start === 0xffffffff) throw refuse('zip64 archives are not read');
  if (file.readUInt32LE(end + 4) !== 0 || file.readUInt16LE(end + 8) !== count) throw refuse('the archive is split');
  if (count > limits.xlsxEntries) throw refuse(`it has ${count} entries, ${limits.xlsxEntries} are allowed`);
  const entries: CentralEntry[] = [];
  let at = start;
  for (let i = 0; i < count; i++) {
    const entry = readCentral(file, at, end);
    entries.push(entry);
    at += centralBytes + entry.variableBytes;
  }
  if (at !== end) throw refuse('its directory does not end where it says');
  return checkSequence(file, entries, start);
}

function findEnd(file: Buffer): number {
  const earliest = Math.max(0, file.length - endBytes - 0xffff);
  for (let at = file.length - endBytes; at >= earliest; at--) {
    if (file.readUInt32LE(at) !== endSignature) continue;
    if (at + endBytes + file.readUInt16LE(at + 20) === file.length) return at;
  }
  throw refuse('it is truncated, or not a zip archive');
}

interface CentralEntry extends Omit<ZipEntry, 'dataStart'> {
  headerStart: number;
  flags: number;
  method: number;
  variableBytes: number;
}

function readCentral(file: Buffer, at: number, end: number): CentralEntry {
  if (at + centralBytes > end || file.readUInt32LE(at) !== centralSignature) throw refuse('its directory is broken');
  const nameBytes = file.readUInt16LE(at + 28);
  const variableBytes = nameBytes + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
  const name = file.toString('utf8', at + centralBytes, at + centralBytes + nameBytes);
  const flags = file.readUInt16LE(at + 8);
  const method = file.readUInt16LE(at + 10);
  if (flags & 0x2041) throw refuse('it is encrypted');
  if (method !== 0 && method !== 8) throw refuse(`"${name}" is packed by method ${method}`);
  if (/(?:^|\/)\.\.(?:\/|$)|^\/|\\|:|\0/.test(name)) throw refuse('an entry leads out of the archive');
  const packedBytes = file.readUInt32LE(at + 20);
  const inflatedBytes = file.readUInt32LE(at + 24);
  const headerStart = file.readUInt32LE(at + 42);
  return { name, compressed: method === 8, packedBytes, inflatedBytes, headerStart, flags, method, variableBytes };
}

function checkSequence(file: Buffer, entries: CentralEntry[], directoryStart: number): ZipEntry[] {
  if (new Set(entries.map((entry) => entry.name)).size < entries.length) throw refuse('an entry stands twice in it');
  const inOrder = [...entries].sort((a, b) => a.headerStart - b.headerStart);
  let position = 0;
  return inOrder.map((entry, index) => {
    if (entry.headerStart !== position) throw refuse(`there is a gap or an overlap before "${entry.name}"`);
    const dataStart = checkLocal(file, entry);
    const next = inOrder[index + 1]?.headerStart ?? directoryStart;
    position = endOfEntry(file, entry, dataStart, next);
    const { name, compressed, packedBytes, inflatedBytes } = entry;
    return { name, compressed, packedBytes, inflatedBytes, dataStart };
  });
}

function checkLocal(file: Buffer, entry: CentralEntry): number {
  const at = entry.headerStart;
  if (at + localBytes > file.length || file.readUInt32LE(at) !== localSignature) throw refuse('a header is missing');
  const nameBytes = file.readUInt16LE(at + 26);
  const name = file.toString('utf8', at + localBytes, at + localBytes + nameBytes);
  const follows = (file.readUInt16LE(at + 6) & 8) !== 0;
  const sizesAgree =
    file.readUInt32LE(at + 18) === entry.packedBytes && file.readUInt32LE(at + 22) === entry.inflatedBytes;
  const sizesFollow = follows && file.readUInt32LE(at + 18) === 0 && file.readUInt32LE(at + 22) === 0;
  if (name !== entry.name || file.readUInt16LE(at + 8) !== entry.method || !(sizesAgree || sizesFollow)) {
    throw refuse(`the header of "${entry.name}" disagrees with the directory`);
  }
  return at + localBytes + nameBytes + file.readUInt16LE(at + 28);
}

/** Behind the packed bytes and, where the flag says so, the data descriptor (12 bytes, 16 with its signature). */
function endOfEntry(file: Buffer, entry: CentralEntry, dataStart: number, next: number): number {
  const end = dataStart + entry.packedBytes;
  if (end > file.length) throw refuse('it is truncated');
  if (!(entry.flags & 8)) return end;
  return next - end === 12 || next - end === 16 ? next : end;
}

import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { TextDecoder } from 'node:util';
import { AppError } from '../errors.ts';
import { looksLikeBig5 } from './big5.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030' | 'big5';

const sampleBytes = 256 * 1024;

/**
 * Finds the encoding of a text file and proves it on every byte, so that no later byte can surprise the reader:
 * a byte order mark decides; then UTF-16 by its pattern of NULs, strict UTF-8, Big5 if its common characters show,
 * and GB18030. Throws `file_unreadable` with the byte offset where nothing fits.
 */
export async function detectEncoding(path: string): Promise<Encoding> {
  const sample = await readStart(path);
  const marked = byMark(sample) ?? byNulPattern(sample);
  if (marked) {
    const offset = await firstBadByte(path, marked);
    if (offset < 0) return marked;
    throw unreadable(`The file is marked as ${marked} but is not valid at byte ${offset}.`, offset);
  }
  const utf8 = await firstBadByte(path, 'utf-8');
  if (utf8 < 0) return 'utf-8';
  if (looksLikeBig5(sample) && (await firstBadByte(path, 'big5')) < 0) return 'big5';
  const gb = await firstBadByte(path, 'gb18030');
  if (gb < 0) return 'gb18030';
  throw unreadable(`The file is neither UTF-8 (byte ${utf8}) nor GB18030 (byte ${gb}).`, Math.max(utf8, gb));
}

/** The text of a file in pieces, without a byte order mark. `onBytes` hears how many bytes were read so far. */
export async function* decodeFile(
  path: string,
  encoding: Encoding,
  onBytes: (bytes: number) => void = () => {},
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let bytes = 0;
  for await (const chunk of createReadStream(path)) {
    bytes += chunk.length;
    onBytes(bytes);
    const text = decoder.decode(chunk, { stream: true });
    if (text.length > 0) yield text;
  }
  const rest = decoder.decode();
  if (rest.length > 0) yield rest;
}

function unreadable(detail: string, byte: number): AppError {
  const reason = 'unknown_encoding';
  const problem = { code: 'file_unreadable', detail, position: byte, reason, values: { byte } } as const;
  return new AppError(problem.code, detail, { problems: [problem] });
}

async function readStart(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(sampleBytes), 0, sampleBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function byMark(sample: Buffer): Encoding | null {
  if (sample[0] === 0xef && sample[1] === 0xbb && sample[2] === 0xbf) return 'utf-8';
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf-16le';
  return sample[0] === 0xfe && sample[1] === 0xff ? 'utf-16be' : null;
}

/** Delimiters, digits and line ends of a UTF-16 text leave NULs in one half of the byte pairs only. */
function byNulPattern(sample: Buffer): Encoding | null {
  let even = 0;
  let odd = 0;
  for (let i = 0; i < sample.length; i++) {
    if (sample[i] !== 0) continue;
    if (i % 2 === 0) even++;
    else odd++;
  }
  const enough = Math.max(2, sample.length / 200);
  if (odd >= enough && odd > 20 * even) return 'utf-16le';
  return even >= enough && even > 20 * odd ? 'utf-16be' : null;
}

/** Offset of the first byte that the encoding does not allow, or −1. */
async function firstBadByte(path: string, encoding: Encoding): Promise<number> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let offset = 0;
  for await (const chunk of createReadStream(path)) {
    if (!decodes(decoder, chunk)) return locate(path, encoding, offset);
    offset += chunk.length;
  }
  return decodes(decoder) ? -1 : offset;
}

function decodes(decoder: TextDecoder, chunk?: Uint8Array): boolean {
  try {
    decoder.decode(chunk, { stream: chunk !== undefined });
    return true;
  } catch {
    return false;
  }
}

/** Reads again, and byte by byte from the piece that failed: costs time only for a broken file. */
async function locate(path: string, encoding: Encoding, from: number): Promise<number> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let offset = 0;
  for await (const chunk of createReadStream(path)) {
    if (offset < from) {
      decoder.decode(chunk, { stream: true });
      offset += chunk.length;
      continue;
    }
    for (let i = 0; i < chunk.length; i++) if (!decodes(decoder, chunk.subarray(i, i + 1))) return offset + i;
    offset += chunk.length;
  }
  return offset;
}

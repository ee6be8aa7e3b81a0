import { AppError } from '../../errors.ts';
import { breathe } from '../../pace.ts';
import { scanInPieces, scanJson } from './scan.ts';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Strict UTF-8 to text. Throws `invalid_encoding` with the offset of the first bad byte; `before` bytes came earlier. */
function decodeUtf8(bytes: Uint8Array, before = 0): string {
  try {
    return decoder.decode(bytes);
  } catch {
    const position = before + firstBadByte(bytes);
    throw new AppError('invalid_encoding', `The body is not valid UTF-8 at byte ${position}.`, {
      problems: [{ code: 'invalid_encoding', detail: 'Not valid UTF-8.', position }],
    });
  }
}

/** Strict JSON (RFC 8259) within the limits of `scanJson`. Positions in problems are byte offsets. */
export function parseJson(bytes: Uint8Array): unknown {
  const text = decodeUtf8(bytes);
  refuse(scanJson(text), text);
  return JSON.parse(text);
}

/** The same for a whole body, in pieces between which the event loop turns. */
export async function parseBodyJson(bytes: Uint8Array): Promise<unknown> {
  let text = '';
  for (let start = 0; start < bytes.length; ) {
    if (start > 0) await breathe();
    const end = endOfPiece(bytes, start + pieceBytes);
    text += decodeUtf8(bytes.subarray(start, end), start);
    start = end;
  }
  const scan = scanInPieces(text);
  let step = scan.next();
  for (; !step.done; step = scan.next()) await breathe();
  refuse(step.value, text);
  return JSON.parse(text);
}
const pieceBytes = 256 * 1024;

function refuse(problem: ReturnType<typeof scanJson>, text: string): void {
  if (problem === null) return;
  const position = Buffer.byteLength(text.slice(0, problem.position));
  throw new AppError(problem.code, `${problem.detail} (byte ${position})`, { problems: [{ ...problem, position }] });
}

/** `end`, or a little further where it would cut a character in two. */
function endOfPiece(bytes: Uint8Array, end: number): number {
  let at = end;
  while (at < Math.min(end + 3, bytes.length) && (bytes[at]! & 0xc0) === 0x80) at++;
  return Math.min(at, bytes.length);
}

/** Binary search for the longest valid beginning; a streaming decoder takes a cut-off last character for valid. */
function firstBadByte(bytes: Uint8Array): number {
  let valid = 0;
  let bad = bytes.length;
  while (valid < bad) {
    const middle = (valid + bad + 1) >> 1;
    if (decodesAsBeginning(bytes.subarray(0, middle))) valid = middle;
    else bad = middle - 1;
  }
  return startOfCharacter(bytes, valid);
}

function decodesAsBeginning(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Steps back over the bytes of a character that was begun but not finished. */
function startOfCharacter(bytes: Uint8Array, end: number): number {
  for (let back = 1; back <= 3 && end - back >= 0; back++) {
    const byte = bytes[end - back]!;
    if (byte < 0x80) return end;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? end - back : end;
  }
  return end;
}

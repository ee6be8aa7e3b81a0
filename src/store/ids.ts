import { hash, randomBytes, randomFillSync } from 'node:crypto';

const digits = '0123456789abcdefghijklmnopqrstuv';

/** Ids made in one millisecond are numbered, so that they stay in order. */
let lastMs = 0;
let count = 0;

/** A millisecond clock, a counter, and 128 random bits, base 32: 39 characters whose text order is the order of making. */
export function newId(nowMs: number): string {
  count = nowMs === lastMs ? count + 1 : 0;
  lastMs = nowMs;
  tail.writeUInt16BE(count & 0xffff);
  drawRandom(tail.subarray(2));
  return timeOf(nowMs) + base32(tail);
}
const tail = Buffer.alloc(18);

/** Drawn for many ids at once: asking for a few bytes takes longer than making an id of them. */
const drawn = Buffer.alloc(4096);
let left = 0;

function drawRandom(into: Uint8Array): void {
  if (left < into.length) {
    randomFillSync(drawn);
    left = drawn.length;
  }
  into.set(drawn.subarray(left - into.length, left));
  left -= into.length;
}

/** Every id that was made before this millisecond is smaller, every later one is not. */
export function idBefore(ms: number): string {
  return timeOf(Math.max(0, ms));
}

function timeOf(ms: number): string {
  let time = '';
  for (let rest = ms, i = 0; i < 10; i++, rest = Math.floor(rest / 32)) time = digits[rest % 32] + time;
  return time;
}

/** 40 random bits: workspaces are few, their ids are no secret, and every row and index entry carries one. */
export function newWorkspaceId(): string {
  return base32(randomBytes(5));
}

/** The same id for the same parts, for rows that must be found again: 128 bits of SHA-256. */
export function idOf(...parts: string[]): string {
  return base32(hash('sha256', JSON.stringify(parts), 'buffer').subarray(0, 16));
}

/**
 * The same id for the same parts of a comment, 78 bits of SHA-256 after the time in the comment's id: rows that are made
 * together lie together in the indexes.
 */
export function idBeside(commentId: string, ...parts: string[]): string {
  return commentId.slice(0, 10) + idOf(commentId, ...parts).slice(10);
}

function base32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += digits[(held >> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + digits[(held << (5 - bits)) & 31] : text;
}

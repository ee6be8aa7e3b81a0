/**
 * Backups under a passphrase: a line, 16 bytes of salt, and chunks of 64 KiB, each sealed by AES-256-GCM under a key by
 * scrypt from the passphrase and the salt. The number of a chunk and whether it is the last one are in its nonce, so none
 * can be changed, left out, moved or cut off. No key is used for two files, since the salt is random.
 */
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { AppError } from '../../errors.ts';
import { refused } from './archive.ts';
import { ByteReader, type Bytes } from './bytes.ts';

const firstLine = 'huiyin-backup-encrypted 1';
const saltBytes = 16;
const chunkBytes = 64 * 1024;
const tagBytes = 16;
/** 128 MiB and about half a second for each guess (RFC 7914). */
const cost = { N: 131_072, r: 8, p: 1, maxmem: 256 * 1024 * 1024 };
const derive = promisify<string, Buffer, number, typeof cost, Buffer>(scrypt);

export async function* encrypt(bytes: Bytes, passphrase: string): Bytes {
  const salt = randomBytes(saltBytes);
  const key = await derive(passphrase.normalize('NFC'), salt, 32, cost);
  yield Buffer.concat([Buffer.from(`${firstLine}\n`), salt]);
  const reader = new ByteReader(bytes);
  for (let number = 0; ; number++) {
    const whole = await reader.take(chunkBytes);
    const rest = whole === null ? await collect(reader.pieces(chunkBytes)) : null;
    const cipher = createCipheriv('aes-256-gcm', key, nonce(number, rest !== null));
    yield Buffer.concat([cipher.update(whole ?? rest!), cipher.final(), cipher.getAuthTag()]);
    if (rest !== null) return;
  }
}

/** The plain bytes of a backup, encrypted or not. Throws `file_refused`, and `invalid_request` without a passphrase that it needs. */
export async function* decrypt(bytes: Bytes, passphrase: string | undefined): Bytes {
  const reader = new ByteReader(bytes);
  const line = await reader.line(firstLine.length);
  if (line !== firstLine) {
    if (line !== null) yield Buffer.from(`${line}\n`);
    yield* reader.pieces(Number.MAX_SAFE_INTEGER);
    return;
  }
  if (passphrase === undefined) {
    throw new AppError('invalid_request', 'The backup is encrypted: give its passphrase by HUIYIN_BACKUP_PASSPHRASE.');
  }
  const salt = await reader.take(saltBytes);
  if (salt === null) throw refused('The backup is cut off.');
  const key = await derive(passphrase.normalize('NFC'), salt, 32, cost);
  let chunk = await collect(reader.pieces(chunkBytes + tagBytes));
  for (let number = 0; ; number++) {
    const next = await collect(reader.pieces(chunkBytes + tagBytes));
    const last = next.length === 0;
    yield open(chunk, key, nonce(number, last));
    if (last) return;
    chunk = next;
  }
}

function open(chunk: Buffer, key: Buffer, iv: Buffer): Buffer {
  const end = chunk.length - tagBytes;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, iv).setAuthTag(chunk.subarray(end));
    return Buffer.concat([decipher.update(chunk.subarray(0, end)), decipher.final()]);
  } catch {
    throw refused('The backup is damaged or cut off, or the passphrase is not the one that it was made with.');
  }
}

function nonce(number: number, last: boolean): Buffer {
  const iv = Buffer.alloc(12);
  iv.writeUInt8(last ? 1 : 0, 0);
  iv.writeUIntBE(number, 6, 6);
  return iv;
}

async function collect(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

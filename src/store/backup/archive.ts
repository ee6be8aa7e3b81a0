/**
 * The file of a backup: a line with the kind of file, a line with the manifest, the files one after the other, and at the
 * end the SHA-256 of all that is before it. Whatever byte is changed, missing or too many, the file is refused.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../errors.ts';
import { ByteReader, type Bytes } from './bytes.ts';

const firstLine = 'huiyin-backup 1';
const manifestBytes = 64 * 1024 * 1024;
const digestBytes = 32;

export interface ArchivedFile {
  /** Within the data folder, parted by slashes. */
  path: string;
  bytes: number;
  /** Hexadecimal. */
  sha256: string;
}

export interface Manifest {
  /** What the database is kept in. */
  database: 'sqlite' | 'postgresql';
  /** Of the program that made it. */
  version: string;
  /** Names of the migrations that the database has seen. */
  migrations: string[];
  /** ISO 8601, UTC. */
  createdAt: string;
  /** Rows by table. */
  counts: Record<string, number>;
  files: ArchivedFile[];
}

/** Takes the files of an archive in their order; null: only to be checked. */
export type FileSink = (file: ArchivedFile) => Promise<{ write(bytes: Buffer): Promise<void>; close(): Promise<void> }>;

/** The bytes of an archive of `manifest.files`, which lie below `folder`. */
export async function* writeArchive(manifest: Manifest, folder: string): Bytes {
  const whole = createHash('sha256');
  const pieces = async function* (): Bytes {
    yield Buffer.from(`${firstLine}\n${JSON.stringify(manifest)}\n`);
    for (const { path } of manifest.files) yield* createReadStream(join(folder, path), { highWaterMark: 1024 * 1024 });
  };
  for await (const piece of pieces()) {
    whole.update(piece);
    yield piece;
  }
  yield whole.digest();
}

/** Reads an archive to its end and answers its manifest. Throws `file_refused` when anything about it is not right. */
export async function readArchive(bytes: Bytes, open: FileSink | null): Promise<Manifest> {
  const whole = createHash('sha256');
  const reader = new ByteReader(bytes, (piece) => whole.update(piece));
  if ((await reader.line(firstLine.length)) !== firstLine) throw refused('This is no backup that this version knows.');
  const manifest = readManifest(await reader.line(manifestBytes));
  for (const file of manifest.files) await readFile(reader, file, open);
  const found = whole.digest();
  const expected = await reader.take(digestBytes, false);
  if (expected === null || !found.equals(expected)) throw refused('The backup is damaged: its checksum does not fit.');
  if (!(await reader.ended())) throw refused('The backup is damaged: it goes on beyond its end.');
  return manifest;
}

async function readFile(reader: ByteReader, file: ArchivedFile, open: FileSink | null): Promise<void> {
  const hash = createHash('sha256');
  const sink = open === null ? null : await open(file);
  try {
    for await (const piece of reader.pieces(file.bytes)) {
      hash.update(piece);
      await sink?.write(piece);
    }
  } finally {
    await sink?.close();
  }
  if (hash.digest('hex') !== file.sha256) throw refused(`The backup is damaged: ${file.path} is not what it was.`);
}

/** The shape is checked, since the checksum comes last and paths and sizes are used before it. */
function readManifest(line: string | null): Manifest {
  try {
    const manifest = JSON.parse(line ?? '') as Manifest;
    const sound =
      (manifest.database === 'sqlite' || manifest.database === 'postgresql') &&
      typeof manifest.version === 'string' &&
      manifest.migrations.every((name) => typeof name === 'string') &&
      manifest.files.every(({ path, bytes }) => safePath.test(path) && Number.isSafeInteger(bytes) && bytes >= 0);
    if (sound) return manifest;
  } catch {}
  throw refused('The backup is damaged: its manifest cannot be read.');
}

/** Names of ours, so that nothing is written outside the folder. */
const safePath = /^(?!.*\.\.)[A-Za-z0-9@_-][A-Za-z0-9@._-]{0,200}(?:\/[A-Za-z0-9@_-][A-Za-z0-9@._-]{0,200}){0,8}$/;

export function refused(detail: string): AppError {
  return new AppError('file_refused', detail);
}

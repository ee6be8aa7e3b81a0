/** Makes a backup of a data folder, also while a service writes to it. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { copyFile, mkdir, mkdtemp, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../errors.ts';
import { type ArchivedFile, type Manifest, writeArchive } from './archive.ts';
import { encrypt } from './encryption.ts';
import { dumpPostgres } from './postgres.ts';
import { takeSnapshot } from './snapshot.ts';

export const databaseFile = 'huiyin.db';
export const dumpFile = 'postgresql.dump';
/** What else belongs to the data: models of workspaces, rows that imports rejected, uploads that wait for their job. */
const folders = ['models', 'rejected', 'uploads'];
/** What unseals secrets of the database, and what was erased from it for good. */
const files = ['secret.key', 'erasures.ndjson'];
/** The copy, the archive of it, and room for those who write meanwhile. */
const roomNeeded = 2.2;

export interface BackupOrder {
  dataDir: string;
  /** The PostgreSQL database in place of the one in the data folder. */
  databaseUrl?: string | null;
  /** Where the backup goes; it appears when it is whole. */
  file: string;
  /** Of this program. */
  version: string;
  passphrase?: string;
}

export interface MadeBackup {
  file: string;
  bytes: number;
  createdAt: string;
  encrypted: boolean;
  migration: string;
  counts: Record<string, number>;
}

/** `onProgress`: 0..1. Throws `storage_full` beforehand when the disk has too little room. */
export async function makeBackup(order: BackupOrder, onProgress: (share: number) => void): Promise<MadeBackup> {
  const { dataDir, file } = order;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  if (!order.databaseUrl) await requireRoom(dataDir, dirname(file));
  const staging = await mkdtemp(join(dirname(file), '.backup-'));
  try {
    const createdAt = new Date().toISOString();
    // An upload whose job ends meanwhile is gone afterwards, one that comes meanwhile is there afterwards only.
    if (!order.databaseUrl) await copyTree(dataDir, staging, ['uploads']);
    const snapshot = await copyDatabase(order, staging, (share) => onProgress(share / 2));
    // With PostgreSQL they are in the database.
    if (!order.databaseUrl) await copyTree(dataDir, staging, folders);
    if (!order.databaseUrl) for (const name of files) await copyIfThere(join(dataDir, name), join(staging, name));
    const manifest: Manifest = {
      database: order.databaseUrl ? 'postgresql' : 'sqlite',
      version: order.version,
      createdAt,
      ...snapshot,
      files: await describeFiles(staging),
    };
    const bytes = await writeFile(order, manifest, staging, (share) => onProgress(0.5 + share / 2));
    return {
      file,
      bytes,
      createdAt,
      encrypted: order.passphrase !== undefined,
      migration: snapshot.migrations.at(-1) ?? '',
      counts: snapshot.counts,
    };
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

function copyDatabase({ dataDir, databaseUrl }: BackupOrder, staging: string, onProgress: (share: number) => void) {
  if (databaseUrl) return dumpPostgres(databaseUrl, join(staging, dumpFile));
  return takeSnapshot(join(dataDir, databaseFile), join(staging, databaseFile), onProgress);
}

async function requireRoom(dataDir: string, target: string): Promise<void> {
  const { size } = await stat(join(dataDir, databaseFile)).catch((cause) => {
    throw new AppError('not_found', `There is no database in ${dataDir}.`, { cause });
  });
  const { bavail, bsize } = await statfs(target);
  if (bavail * bsize < size * roomNeeded) {
    throw new AppError('storage_full', `A backup needs ${Math.ceil((size * roomNeeded) / 1e6)} MB of free disk.`);
  }
}

/** Under a name of its own until the disk has it all. */
async function writeFile(
  { file, passphrase }: BackupOrder,
  manifest: Manifest,
  staging: string,
  onProgress: (share: number) => void,
): Promise<number> {
  const total = manifest.files.reduce((sum, { bytes }) => sum + bytes, 0);
  let written = 0;
  const counted = async function* () {
    for await (const piece of writeArchive(manifest, staging)) {
      yield piece;
      written += piece.length;
      onProgress(Math.min(1, written / Math.max(1, total)));
    }
  };
  const unfinished = join(staging, 'whole');
  await pipeline(
    passphrase === undefined ? counted() : encrypt(counted(), passphrase),
    createWriteStream(unfinished, { mode: 0o600, highWaterMark: 4 * 1024 * 1024 }),
  );
  await syncPath(unfinished);
  const { size } = await stat(unfinished);
  await rename(unfinished, file);
  await syncPath(dirname(file));
  return size;
}

async function describeFiles(folder: string): Promise<ArchivedFile[]> {
  const paths = (await filesBelow(folder)).sort();
  const described: ArchivedFile[] = [];
  for (const path of paths) {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of createReadStream(join(folder, path), { highWaterMark: 1024 * 1024 })) {
      hash.update(chunk);
      bytes += chunk.length;
    }
    described.push({ path: path.split(sep).join('/'), bytes, sha256: hash.digest('hex') });
  }
  return described;
}

/** Paths relative to the folder. A folder that is not there has none. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

async function copyTree(from: string, to: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    for (const path of await filesBelow(join(from, name))) {
      // A model that is being written is in no row yet.
      if (path.includes('.unfinished')) continue;
      const target = join(to, name, path);
      await mkdir(dirname(target), { recursive: true });
      await copyIfThere(join(from, name, path), target);
    }
  }
}

async function copyIfThere(from: string, to: string): Promise<void> {
  await copyFile(from, to).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}

/** Resolves when the disk has it. */
export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** `huiyin-20260102-030405-678Z.backup`: the order of the names is that of time. */
export function backupName(now: Date): string {
  return `huiyin-${now.toISOString().replaceAll(/[-:]/g, '').replace('T', '-').replace('.', '-')}.backup`;
}

export const isBackupName = (name: string): boolean =>
  basename(name) === name && /^huiyin-[\dZ-]{8,40}\.backup$/.test(name);

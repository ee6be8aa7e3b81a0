/** Makes a data folder from a backup. Nothing is written before the whole file has been read and found sound. */
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { AppError } from '../../errors.ts';
import { migrations } from '../migrations/index.ts';
import { type FileSink, type Manifest, readArchive, refused } from './archive.ts';
import { decrypt } from './encryption.ts';
import { databaseFile, dumpFile, syncPath } from './make.ts';
import { requireEmptyPostgres, restorePostgres, settlePostgres } from './postgres.ts';
import { countRows } from './snapshot.ts';

export interface RestoreOrder {
  file: string;
  /** Absent or empty. */
  dataDir: string;
  /** An empty PostgreSQL database for a backup of one. */
  databaseUrl?: string | null;
  /** Of this program. */
  version: string;
  passphrase?: string | undefined;
}

/** Reads all of it and writes nothing. Throws `file_refused` for what is damaged or of a newer version. */
export async function checkBackup({
  file,
  version,
  passphrase,
}: Pick<RestoreOrder, 'file' | 'version' | 'passphrase'>): Promise<Manifest> {
  const manifest = await readArchive(plain(file, passphrase), null);
  const unknown = manifest.migrations.find((name) => !migrations.some((migration) => migration.name === name));
  if (unknown !== undefined || isNewer(manifest.version, version)) {
    const why = unknown === undefined ? '' : ` (migration ${unknown})`;
    throw refused(`The backup is of the newer version ${manifest.version}${why}; restore it with that one.`);
  }
  return manifest;
}

/** Throws `file_refused` like `checkBackup`, and `state_conflict` when something is there already. */
export async function restoreBackup(order: RestoreOrder): Promise<Manifest> {
  const manifest = await checkBackup(order);
  const databaseUrl = placeFor(manifest, order);
  if (databaseUrl === null) await restoreFolder(order, manifest);
  else await restoreDatabase(order, manifest, databaseUrl);
  return manifest;
}

async function restoreDatabase({ file, passphrase }: RestoreOrder, manifest: Manifest, url: string): Promise<void> {
  await requireEmptyPostgres(url);
  await readArchive(plain(file, passphrase), async ({ path }) => {
    if (path !== dumpFile) throw refused('The backup holds something else than a database.');
    return restorePostgres(url);
  });
  requireCounts(manifest, await settlePostgres(url));
}

async function restoreFolder(order: RestoreOrder, manifest: Manifest): Promise<void> {
  const dataDir = resolve(order.dataDir);
  await requireEmpty(dataDir);
  await mkdir(dirname(dataDir), { recursive: true });
  const staging = await mkdtemp(join(dirname(dataDir), `.${basename(dataDir)}-restoring-`));
  try {
    await readArchive(plain(order.file, order.passphrase), sinkIn(staging));
    settle(join(staging, databaseFile), manifest, join(dataDir, 'uploads'));
    await syncPath(staging);
    await rmdir(dataDir).catch(ignoreAbsent);
    await rename(staging, dataDir);
    await syncPath(dirname(dataDir));
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    throw error;
  }
}

/** A backup goes back to the kind of database that it comes from. */
function placeFor({ database }: Manifest, { databaseUrl }: RestoreOrder): string | null {
  if (database === 'sqlite' && databaseUrl) {
    throw refused('The backup is of an embedded database: restore it without DATABASE_URL.');
  }
  if (database === 'postgresql' && !databaseUrl) {
    throw refused('The backup is of a PostgreSQL database: set DATABASE_URL to an empty one.');
  }
  return databaseUrl ?? null;
}

function plain(file: string, passphrase: string | undefined) {
  return decrypt(createReadStream(file, { highWaterMark: 1024 * 1024 }), passphrase);
}

async function requireEmpty(dataDir: string): Promise<void> {
  const found = await readdir(dataDir).catch(ignoreAbsent);
  if (found && found.length > 0) {
    throw new AppError('state_conflict', `${dataDir} is not empty: nothing is restored over what is there.`);
  }
}

function ignoreAbsent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

function sinkIn(folder: string): FileSink {
  return async ({ path }) => {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    const handle = await open(target, 'wx', 0o600);
    return {
      async write(bytes) {
        await handle.writeFile(bytes);
      },
      async close() {
        await handle.sync();
        await handle.close();
      },
    };
  };
}

/**
 * Checks the database as such, and does away with what must not come back to life: sessions, invitations and links, which
 * somebody may have ended since. Uploads that wait for their job are now in another folder.
 */
function settle(path: string, manifest: Manifest, uploadDir: string): void {
  const database = new Database(path);
  try {
    if (database.pragma('integrity_check', { simple: true }) !== 'ok') throw refused('The database in it is damaged.');
    const dangling = database.pragma('foreign_key_check') as unknown[];
    if (dangling.length > 0) throw refused(`${dangling.length} rows of the database in it point nowhere.`);
    requireCounts(manifest, countRows(database));
    database.exec('delete from session; delete from invite; delete from setup_token');
    moveUploads(database, uploadDir);
  } finally {
    database.close();
  }
}

function requireCounts({ counts }: Manifest, found: Record<string, number>): void {
  for (const [table, count] of Object.entries(counts)) {
    if (found[table] !== count) throw refused(`The table ${table} has ${found[table]} rows in place of ${count}.`);
  }
}

function moveUploads(database: Database.Database, uploadDir: string): void {
  const waiting = database
    .prepare(
      "select workspace_id, id, input from job where kind = 'import' and state in ('queued', 'running', 'failed')",
    )
    .all() as { workspace_id: string; id: string; input: string }[];
  const update = database.prepare('update job set input = ? where workspace_id = ? and id = ?');
  for (const { workspace_id, id, input } of waiting) {
    const order = JSON.parse(input) as { file: { path: string } };
    order.file.path = join(uploadDir, basename(order.file.path));
    update.run(JSON.stringify(order), workspace_id, id);
  }
}

/** By the numbers of the versions, the first that differs. */
function isNewer(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split(/[.-]/).map(Number));
  for (let at = 0; at < 3; at++) if (a![at] !== b![at]) return (a![at] ?? 0) > (b![at] ?? 0);
  return false;
}

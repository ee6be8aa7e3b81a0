import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { parseArgs } from 'node:util';
import { programVersion } from '../artefacts/paths.ts';
import { readBackupPassphrase, readDatabaseUrl, readDataDir } from '../config.ts';
import type { Backup, Job } from '../feedback/read.ts';
import { encrypt } from '../store/backup/encryption.ts';
import { backupName, makeBackup, syncPath } from '../store/backup/make.ts';
import { checkBackup } from '../store/backup/restore.ts';
import { connectionOptions, createClient } from './client.ts';
import { exitCodes, UsageError } from './exit.ts';
import { followJob } from './followJob.ts';
import { oneFile } from './options.ts';
import { showProgress } from './progress.ts';

/** Writes a backup of a data folder, whether a service runs on it or not, or of a service elsewhere. */
export async function backup(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { ...connectionOptions, 'data-dir': { type: 'string' } },
  });
  if (values.url !== undefined && values['data-dir'] !== undefined) {
    throw new UsageError('--url and --data-dir are two ways to say where the data is');
  }
  const passphrase = readBackupPassphrase(process.env);
  const file = await fileIn(oneFile(positionals, 'backup'));
  if (values.url !== undefined) await download(createClient(values), file, passphrase);
  else {
    const progress = showProgress('backing up');
    const dataDir = values['data-dir'] ?? readDataDir(process.env);
    const databaseUrl = readDatabaseUrl(process.env);
    const order = {
      dataDir,
      databaseUrl,
      file,
      version: programVersion(),
      ...(passphrase !== undefined && { passphrase }),
    };
    await makeBackup(order, (share) => progress.update(share, 0)).finally(() => progress.stop());
  }
  // A backup that cannot be read is none.
  const { version, migrations, createdAt, counts } = await checkBackup({ file, version: programVersion(), passphrase });
  const { size: bytes } = await stat(file);
  const encrypted = passphrase !== undefined;
  const made = { file, bytes, encrypted, version, migration: migrations.at(-1), createdAt, counts };
  process.stdout.write(`${JSON.stringify(made)}\n`);
  return exitCodes.done;
}

/** In a folder it gets a name that says when. */
async function fileIn(path: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  return found?.isDirectory() ? join(path, backupName(new Date())) : path;
}

async function download(client: ReturnType<typeof createClient>, file: string, passphrase: string | undefined) {
  const job = (await client.request('POST', '/v1/backups')) as Job;
  const { name } = (await followJob(client, job, 'backing up')).result as Backup;
  const bytes = Readable.fromWeb((await client.stream(`/v1/backups/${name}`)) as ReadableStream);
  const unfinished = `${file}.unfinished`;
  try {
    await pipeline(
      passphrase === undefined ? bytes : encrypt(bytes, passphrase),
      createWriteStream(unfinished, { mode: 0o600 }),
    );
    await syncPath(unfinished);
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

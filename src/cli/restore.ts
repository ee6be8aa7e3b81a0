import { parseArgs } from 'node:util';
import { programVersion } from '../artefacts/paths.ts';
import { readBackupPassphrase, readDatabaseUrl, readDataDir } from '../config.ts';
import { checkBackup, restoreBackup } from '../store/backup/restore.ts';
import { exitCodes } from './exit.ts';
import { oneFile } from './options.ts';

/** Makes a data folder from a backup, or only says whether the backup is sound. */
export async function restore(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { 'data-dir': { type: 'string' }, check: { type: 'boolean', default: false } },
  });
  const passphrase = readBackupPassphrase(process.env);
  const order = { file: oneFile(positionals, 'restore'), version: programVersion(), passphrase };
  const dataDir = values['data-dir'] ?? readDataDir(process.env);
  const { version, migrations, createdAt, counts } = values.check
    ? await checkBackup(order)
    : await restoreBackup({ ...order, dataDir, databaseUrl: readDatabaseUrl(process.env) });
  const what = { ...(!values.check && { dataDir }), version, migration: migrations.at(-1), createdAt, counts };
  process.stdout.write(`${JSON.stringify(what)}\n`);
  return exitCodes.done;
}

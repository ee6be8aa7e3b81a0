import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { manifestHash, placeModelFolder, readModelFolder } from '../artefacts/modelFolder.ts';
import { requireConfig } from '../config.ts';
import { AppError } from '../errors.ts';
import { migrateStore } from '../store/migrateStore.ts';
import type { ModelFiles } from '../store/moveModels.ts';
import { exitCodes, UsageError } from './exit.ts';
import { showProgress } from './progress.ts';

/** Moves all rows and trained models between the data folder and the PostgreSQL database of the environment. */
export async function moveStore(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { to: { type: 'string' } } });
  const { to } = values;
  if (to !== 'postgres' && to !== 'sqlite') throw new UsageError('--to takes postgres or sqlite');
  const { dataDir, databaseUrl } = requireConfig(process.env, availableParallelism());
  if (!databaseUrl) throw new AppError('invalid_request', 'DATABASE_URL is not set');
  const folder = { dataDir };
  const server = { dataDir, databaseUrl };
  const modelsDir = resolve(dataDir, 'models');
  const models: ModelFiles = {
    read: (model) => (manifestHash(modelsDir, model) === null ? [] : readModelFolder(modelsDir, model)),
    place: (model, files) => placeModelFolder(modelsDir, model, files),
  };
  const progress = showProgress('moving', 'rows');
  try {
    const places = to === 'postgres' ? { from: folder, to: server } : { from: server, to: folder };
    const moved = await migrateStore({ ...places, models, onProgress: progress.update });
    progress.stop();
    for (const table of moved) process.stdout.write(line(table.table, table.rows, table.hash));
    return exitCodes.done;
  } finally {
    progress.stop();
  }
}

function line(table: string, rows: number, hash: string): string {
  return process.stdout.isTTY
    ? `${table.padEnd(24)}${String(rows).padStart(12)}  ${hash.slice(0, 16)}\n`
    : `${JSON.stringify({ table, rows, hash })}\n`;
}

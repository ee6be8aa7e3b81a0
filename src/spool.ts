import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const prefix = 'spool-';
const forgottenMs = 2 * 86_400_000;

/** A folder for files in passing that no other process touches; those of processes that died long ago are removed. */
export async function openSpool(dataDir: string): Promise<string> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  for (const name of await readdir(dataDir)) {
    if (!name.startsWith(prefix)) continue;
    const path = join(dataDir, name);
    const found = await stat(path).catch(() => null);
    if (found && Date.now() - found.mtimeMs > forgottenMs) await rm(path, { recursive: true, force: true });
  }
  return mkdtemp(join(dataDir, prefix));
}

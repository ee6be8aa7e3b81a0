import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ModelManifest, sha256 } from '../../src/artefacts/models.ts';

/** Writes models/<name>/<version>/: files, card, and a manifest with their hashes. No clock, so the same run gives the same bytes. */
export function writeModel<Parameters>(
  modelsDir: string,
  manifest: Omit<ModelManifest<Parameters>, 'files'>,
  files: Record<string, Uint8Array | string>,
): string {
  const dir = join(modelsDir, manifest.name, String(manifest.version));
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  const listed = Object.entries(files).map(([name, content]) => {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    writeFileSync(join(dir, name), bytes);
    return { name, bytes: bytes.length, sha256: sha256(bytes) };
  });
  writeFileSync(join(dir, 'manifest.json'), `${JSON.stringify({ ...manifest, files: listed }, null, 2)}\n`);
  return dir;
}

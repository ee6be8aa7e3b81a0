import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImportStream, OpenImport } from '../feedback/importing.ts';

/** Opens the sample comments that ship with the service (`samples/comments.ndjson` under the package root). */
export async function openSample(openImport: OpenImport, packageRoot: string): Promise<ImportStream> {
  const path = join(packageRoot, 'samples', 'comments.ndjson');
  const { size } = await stat(path);
  return openImport({ path, name: 'comments.ndjson', bytes: size }, { dryRun: false, defaults: { source: 'sample' } });
}

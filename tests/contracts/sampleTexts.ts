import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/artefacts/paths.ts';

/** The texts of samples/comments.ndjson. */
export const sampleTexts: string[] = readFileSync(join(packageRoot, 'samples/comments.ndjson'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => (JSON.parse(line) as { text: string }).text);

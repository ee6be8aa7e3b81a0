import { join } from 'node:path';
import { packageRoot } from '../../src/artefacts/paths.ts';
import { loadTextTools } from '../../src/artefacts/text.ts';

export const lexiconDir = join(packageRoot, 'lexicons');

/** The real tools with the default segmenter, as the service loads them. */
export function realTools() {
  const tools = loadTextTools(lexiconDir, 'jieba');
  if (!tools.ok) throw new Error(JSON.stringify(tools.problems));
  return tools.value;
}

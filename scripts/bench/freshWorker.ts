import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../../src/artefacts/paths.ts';

export interface FreshWorker {
  /** CPU seconds: lexicons and models alone, and with the modules and the first comment. */
  artefactSeconds: number;
  startSeconds: number;
  /** Resident MiB after the first comment, and after all texts. */
  loadedMiB: number;
  usedMiB: number;
}

const moduleUrl = (path: string): string => JSON.stringify(pathToFileURL(join(packageRoot, 'dist', path)).href);

/** Compiled code in a process of its own, so that neither the compiler nor the bench is in the figures. */
const script = `
  import { text } from 'node:stream/consumers';
  const texts = JSON.parse(await text(process.stdin));
  const seconds = (since) => { const { user, system } = process.cpuUsage(since); return (user + system) / 1e6; };
  const mebibytes = () => process.memoryUsage().rss / 2 ** 20;
  const start = process.cpuUsage();
  const { loadStages } = await import(${moduleUrl('artefacts/stages.js')});
  const { createAnalyser } = await import(${moduleUrl('feedback/analyse.js')});
  const loading = process.cpuUsage();
  const loaded = await loadStages({ segmenter: 'jieba' });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const artefactSeconds = seconds(loading);
  const { analyse } = createAnalyser(loaded.value);
  const read = (text) => analyse([{ id: '', taxonomy: 'cx',
    comment: { source: '', text, rating: 1, ratingScale: { min: 1, max: 5 }, masked: [] } }]);
  read(texts[0]);
  const startSeconds = seconds(start);
  const loadedMiB = mebibytes();
  for (const text of texts) read(text);
  console.log(JSON.stringify({ artefactSeconds, startSeconds, loadedMiB, usedMiB: mebibytes() }));
`;

/** Loads the analyser in a fresh process and has it read the texts. Needs `npm run build` before. */
export function measureFreshWorker(texts: string[]): FreshWorker {
  const args = ['--input-type=module', '--eval', script];
  return JSON.parse(execFileSync(process.execPath, args, { input: JSON.stringify(texts), encoding: 'utf8' }));
}

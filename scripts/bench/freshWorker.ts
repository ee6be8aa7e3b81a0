import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../../src/artefacts/paths.ts';
import type { SegmenterName } from '../../src/artefacts/segmenters.ts';

export interface FreshWorker {
  /** CPU seconds: lexicons and models alone, and with the modules and the first comment. */
  artefactSeconds: number;
  startSeconds: number;
  /** Resident MiB after the first comment, and after all texts. */
  loadedMiB: number;
  usedMiB: number;
  /** CPU microseconds a comment, read in batches of 50 as the service's workers do; the least of the rounds. */
  microseconds: number;
}

const moduleUrl = (path: string): string => JSON.stringify(pathToFileURL(join(packageRoot, 'dist', path)).href);

/** Compiled code in processes of their own, so that neither the compiler nor another analyser or segmenter is in the figures. */
const tools = `
  import { text } from 'node:stream/consumers';
  const { texts, rounds, name } = JSON.parse(await text(process.stdin));
  const seconds = (since) => { const { user, system } = process.cpuUsage(since); return (user + system) / 1e6; };
  const mebibytes = () => process.memoryUsage().rss / 2 ** 20;
  const leastMicroseconds = (run) => Math.min(...Array.from({ length: rounds + 1 }, () => {
    const start = process.cpuUsage();
    run();
    return seconds(start) * 1e6 / texts.length;
  }).slice(1));
`;

const workerScript = `${tools}
  const start = process.cpuUsage();
  const { loadStages } = await import(${moduleUrl('artefacts/stages.js')});
  const { createAnalyser } = await import(${moduleUrl('feedback/analyse.js')});
  const loading = process.cpuUsage();
  const loaded = await loadStages({ segmenter: 'jieba' });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const artefactSeconds = seconds(loading);
  const { analyse } = createAnalyser(loaded.value);
  const tasks = texts.map((text, i) => ({ id: String(i), taxonomy: name,
    comment: { source: '', text, rating: 1 + i % 5, ratingScale: { min: 1, max: 5 }, masked: [] } }));
  analyse(tasks.slice(0, 1));
  const startSeconds = seconds(start);
  const loadedMiB = mebibytes();
  const microseconds = leastMicroseconds(() => {
    for (let i = 0; i < tasks.length; i += 50) analyse(tasks.slice(i, i + 50));
  });
  console.log(JSON.stringify({ artefactSeconds, startSeconds, loadedMiB, usedMiB: mebibytes(), microseconds }));
`;

const cutScript = `${tools}
  const { createSegmenter } = await import(${moduleUrl('artefacts/segmenters.js')});
  const segmenter = createSegmenter(name, ${JSON.stringify(join(packageRoot, 'lexicons'))}, ${JSON.stringify(join(packageRoot, 'models'))});
  if (!segmenter.ok) throw new Error(JSON.stringify(segmenter.problems));
  console.log(leastMicroseconds(() => { for (const text of texts) segmenter.value.cut(text, 0, text.length, []); }));
`;

function run(script: string, input: { texts: string[]; rounds: number; name: string }): unknown {
  const args = ['--input-type=module', '--eval', script];
  const options = { input: JSON.stringify(input), encoding: 'utf8', maxBuffer: 2 ** 24 } as const;
  return JSON.parse(execFileSync(process.execPath, args, options));
}

/** Loads the analyser and has it read the texts. Needs `npm run build` before. */
export function measureFreshWorker(texts: string[], rounds: number, taxonomy: string): FreshWorker {
  return run(workerScript, { texts, rounds, name: taxonomy }) as FreshWorker;
}

/** CPU microseconds that a segmenter takes for a text; the least of the rounds. */
export function measureCut(texts: string[], rounds: number, name: SegmenterName): number {
  return run(cutScript, { texts, rounds, name }) as number;
}

/**
 * What: runs the tests of the bars of reliability and security, and writes docs/reliability.md from what they measured.
 * When: before a release, and after a change of what a bar is about.
 * Example: npm run reliability -- --only D1,D3 --size release
 *
 * --only   bars to run, parted by commas; without it all. Figures of the others stay as they are.
 * --size   ci or release.
 * --write  only writes the document anew, from docs/reliability.json.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Bar, bars, filesOfBars } from '../tests/faults/bars.ts';
import { type LogCheck, tell } from '../tests/rig/logCheck.ts';
import type { Figure } from '../tests/rig/record.ts';
import { documentOf, hasTest, type Measured, type TestResult, verdictOn } from './reliability/document.ts';

const dataFile = 'docs/reliability.json';
const documentFile = 'docs/reliability.md';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    size: { type: 'string', default: 'ci' },
    write: { type: 'boolean', default: false },
  },
});
const { size } = values;
if (size !== 'ci' && size !== 'release') throw new Error('--size is ci or release');

interface Run {
  results: TestResult[];
  figures: Figure[];
  /** Null when nothing was run. */
  logs: LogCheck | null;
}

/** The tests of these bars, one file after the other: what measures time must be alone. */
function run(chosen: readonly Bar[], env: Record<string, string>): Run {
  const folder = mkdtempSync(join(tmpdir(), 'huiyin-reliability-'));
  const [report, figuresFile, logsFile] = ['report.json', 'figures', 'logs'].map((name) => join(folder, name));
  const ids = chosen.map(({ id }) => id);
  const files = [...filesOfBars()].filter(([, named]) => ids.some((id) => named.has(id))).map(([file]) => file);
  if (files.length === 0) return { results: [], figures: [], logs: null };
  const args = [
    'vitest',
    'run',
    ...files,
    '-t',
    `(^| )(${ids.join('|')})[ :,]`,
    '--no-file-parallelism',
    '--reporter=default',
  ];
  spawnSync('npx', [...args, '--reporter=json', `--outputFile.json=${report}`], {
    stdio: 'inherit',
    env: {
      ...process.env,
      ...env,
      RELIABILITY_FIGURES: figuresFile,
      RELIABILITY_LOGS: logsFile,
      RELIABILITY_LOAD: '1',
      LONG_FAULTS: '1',
    },
  });
  const read = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  const results = JSON.parse(read(report!) || '{"testResults":[]}').testResults.flatMap(
    ({ assertionResults }: { assertionResults: TestResult[] }) => assertionResults,
  );
  const figures = read(figuresFile!)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Figure);
  const logs = JSON.parse(read(logsFile!) || 'null') as LogCheck | null;
  rmSync(folder, { recursive: true });
  return { results, figures, logs };
}

const logsBar = 'P2';
/** Of the logs of some runs. */
function figureOf(runs: readonly LogCheck[]): Figure {
  const sum = (name: 'logs' | 'lines' | 'faulty'): number => runs.reduce((total, run) => total + run[name], 0);
  return { id: logsBar, value: tell({ logs: sum('logs'), lines: sum('lines'), faulty: sum('faulty') }) };
}

const kept = (): Record<string, Measured> => (existsSync(dataFile) ? JSON.parse(readFileSync(dataFile, 'utf8')) : {});
if (!values.write) {
  const only = values.only?.split(',');
  const unknown = only?.filter((id) => !bars.some((bar) => bar.id === id)) ?? [];
  if (unknown.length > 0) throw new Error(`no such bar: ${unknown.join(', ')}`);
  const chosen = bars.filter(({ id }) => only?.includes(id) ?? true);
  const machine = `${cpus().length} × ${cpus()[0]!.model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
  const at = new Date().toISOString().slice(0, 10);
  // Bars of one environment run together, since every run compiles first.
  const environments = new Map<string, Bar[]>();
  for (const bar of chosen) {
    const env = JSON.stringify(bar[size] ?? {});
    environments.set(env, [...(environments.get(env) ?? []), bar]);
  }
  const judged = (bar: Bar, { results }: Run, figures: readonly Figure[]): Measured => {
    return { ...verdictOn(bar, results, figures), size: bar.sizes[size === 'ci' ? 0 : 1], at, machine };
  };
  const logs: LogCheck[] = [];
  let ofLogs: { bar: Bar; ran: Run } | null = null;
  for (const [env, together] of environments) {
    const ran = run(together, JSON.parse(env));
    if (ran.logs) logs.push(ran.logs);
    // Another run may have written meanwhile.
    const measured = kept();
    for (const bar of together) {
      if (!hasTest(bar, ran.results)) continue;
      measured[bar.id] = judged(bar, ran, ran.figures);
      if (bar.id === logsBar) ofLogs = { bar, ran };
    }
    const found = figureOf(logs);
    // All runs count, also those of other bars.
    if (ofLogs) measured[logsBar] = judged(ofLogs.bar, ofLogs.ran, [...ofLogs.ran.figures, found]);
    if (logs.some(({ faulty }) => faulty > 0)) {
      process.exitCode = 1;
      if (measured[logsBar]) measured[logsBar].short = found.value;
    }
    writeFileSync(dataFile, `${JSON.stringify(measured, null, 2)}\n`);
  }
}
writeFileSync(documentFile, documentOf(bars, kept()));
console.log(`${documentFile} is written.`);

import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { requireConfig } from '../config.ts';
import { createEvaluation } from './dataSets.ts';
import { exitCodes, UsageError } from './exit.ts';
import { type Figures, type Suite, suites } from './suites.ts';
import { loadWiring } from './wiring.ts';

/** Scores the analysis on labelled comments in this process; every figure comes with its sample size. */
export async function evaluate(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      data: { type: 'string' },
      split: { type: 'string', default: 'dev' },
      suite: { type: 'string', default: Object.keys(suites).join(',') },
      limit: { type: 'string', default: '2000' },
      json: { type: 'string' },
    },
  });
  if (!values.data) throw new UsageError('--data is needed');
  const limit = Number(values.limit);
  if (!Number.isInteger(limit) || limit < 1) throw new UsageError(`--limit ${values.limit}: write a whole number`);
  const chosen = values.suite.split(',').map(readSuite);
  const { openLocalPool } = await loadWiring('local');
  const pool = await openLocalPool(requireConfig(process.env, availableParallelism()));
  try {
    const evaluation = createEvaluation(pool, { folder: values.data, split: values.split, limit });
    const all: Record<string, Record<string, Figures>> = {};
    for (const [name, suite] of chosen) {
      const results = await suite(evaluation);
      all[name] = results;
      print(name, results);
    }
    if (values.json) writeFileSync(values.json, `${JSON.stringify(all, null, 1)}\n`);
  } finally {
    await pool.close();
  }
  return exitCodes.done;
}

function readSuite(name: string): [string, Suite] {
  const suite = Object.hasOwn(suites, name) ? suites[name] : undefined;
  if (!suite) throw new UsageError(`there is no suite "${name}"; there are ${Object.keys(suites).join(', ')}`);
  return [name, suite];
}

const shown = (figure: number): string => String(Math.round(figure * 1000) / 1000);

/** A table on a terminal, tab-separated lines elsewhere. */
function print(suite: string, results: Record<string, Figures>): void {
  const sets = Object.entries(results);
  if (!process.stdout.isTTY) {
    for (const [set, figures] of sets) {
      const pairs = Object.entries(figures).map(([name, figure]) => `${name}=${shown(figure)}`);
      process.stdout.write(`${[suite, set, ...pairs].join('\t')}\n`);
    }
  } else if (sets.length > 0) {
    const table = new Table({ head: [suite, ...Object.keys(sets[0]![1])] });
    for (const [set, figures] of sets) table.push([set, ...Object.values(figures).map(shown)]);
    process.stdout.write(`${table.toString()}\n`);
  }
}

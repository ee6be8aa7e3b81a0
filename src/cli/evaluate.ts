import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { type Config, requireConfig } from '../config.ts';
import type { Versions } from '../feedback/analysis.ts';
import { createEvaluation } from './dataSets.ts';
import { exitCodes, UsageError } from './exit.ts';
import { readSegmenter } from './options.ts';
import type { Results } from './suites/figures.ts';
import { suites } from './suites/suites.ts';
import { loadWiring } from './wiring.ts';

export const evaluateOptions = {
  data: { type: 'string' },
  split: { type: 'string', default: 'dev' },
  suite: { type: 'string', default: Object.keys(suites).join(',') },
  limit: { type: 'string', default: '2000' },
  segmenter: { type: 'string' },
  json: { type: 'string' },
} as const;

export interface EvaluationRequest {
  folder: string;
  split: string;
  suites: string[];
  /** Comments a set at most. */
  limit: number;
  segmenter: Config['segmenter'];
}

/** Results by suite, and of which engine, lexicons and models they are. */
export interface EvaluationReport {
  suites: Record<string, Results>;
  versions: Versions;
}

/** Scores the analysis on labelled comments in this process; every figure comes with its sample size. */
export async function evaluate(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: evaluateOptions });
  const report = await runEvaluation(readRequest(values), printSuite);
  if (values.json) writeFileSync(values.json, `${JSON.stringify(report.suites, null, 1)}\n`);
  return exitCodes.done;
}

/** What the options ask for. Throws `UsageError`. */
export function readRequest(values: {
  data?: string | undefined;
  split: string;
  suite: string;
  limit: string;
  segmenter?: string | undefined;
}): EvaluationRequest {
  if (!values.data) throw new UsageError('--data is needed');
  const limit = Number(values.limit);
  if (!Number.isInteger(limit) || limit < 1) throw new UsageError(`--limit ${values.limit}: write a whole number`);
  const chosen = values.suite.split(',');
  for (const name of chosen) {
    if (Object.hasOwn(suites, name)) continue;
    throw new UsageError(`there is no suite "${name}"; there are ${Object.keys(suites).join(', ')}`);
  }
  const config = requireConfig(process.env, availableParallelism());
  const segmenter = readSegmenter(values.segmenter) ?? config.segmenter;
  return { folder: values.data, split: values.split, suites: chosen, limit, segmenter };
}

/** Runs the suites one after the other; `onSuite` hears of each as soon as it is done. */
export async function runEvaluation(
  { suites: chosen, segmenter, ...data }: EvaluationRequest,
  onSuite: (name: string, results: Results) => void,
): Promise<EvaluationReport> {
  const { openLocalPool } = await loadWiring('local');
  const pool = await openLocalPool({ segmenter });
  try {
    const evaluation = createEvaluation(pool, data);
    const all: EvaluationReport['suites'] = {};
    for (const name of chosen) {
      all[name] = await suites[name]!(evaluation);
      onSuite(name, all[name]);
    }
    const [any] = await evaluation.analyse([{ text: '好' }]);
    return { suites: all, versions: any!.versions };
  } finally {
    await pool.close();
  }
}

const shown = (figure: number): string => String(Math.round(figure * 1000) / 1000);

/** A table on a terminal, tab-separated lines elsewhere. */
export function printSuite(suite: string, results: Results): void {
  const sets = Object.entries(results);
  if (!process.stdout.isTTY) {
    for (const [set, { figures }] of sets) {
      const pairs = Object.entries(figures).map(([name, figure]) => `${name}=${shown(figure)}`);
      process.stdout.write(`${[suite, set, ...pairs].join('\t')}\n`);
    }
  } else if (sets.length > 0) {
    const table = new Table({ head: [suite, ...Object.keys(sets[0]![1].figures)] });
    for (const [set, { figures, errors }] of sets) {
      const cells = Object.entries(figures).map(([name, figure]) =>
        name in errors ? `${shown(figure)} ± ${shown(errors[name]!)}` : shown(figure),
      );
      table.push([set, ...cells]);
    }
    process.stdout.write(`${table.toString()}\n`);
  }
}

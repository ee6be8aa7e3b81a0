/**
 * What: scores the shipped artefacts on the labelled sets of a folder, prints the figures, and writes them down.
 * When: after a change to lexicons, models, taxonomies or the reading; with --write before a release.
 * Example: npm run evaluate -- --data DIR --write --date 2026-11-22
 *
 * Without --write it is `huiyin evaluate`. With it all suites run with both segmenters, and docs/quality.md and the tables
 * of the READMEs below the current folder are written anew. --leave-one-out learns without a set, its copies and texts of
 * the same site (--same-site: with these), and scores that set: what an unknown business may expect. It takes some minutes,
 * so --left-out FILE keeps the figures, and without --leave-one-out takes them from there.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { ModelManifest } from '../src/artefacts/models.ts';
import { packageRoot } from '../src/artefacts/paths.ts';
import { type EvaluationReport, evaluateOptions, printSuite, readRequest, runEvaluation } from '../src/cli/evaluate.ts';
import type { Results } from '../src/cli/suites/figures.ts';
import { type QualityInput, qualityDocument, type ShippedModel } from './quality/document.ts';
import { betweenMarkers, summaryTable } from './quality/summary.ts';
import { leaveOneOut } from './train/leaveOneOut.ts';
import { trainingTools } from './train/tools.ts';

const { values } = parseArgs({
  options: {
    ...evaluateOptions,
    write: { type: 'boolean', default: false },
    date: { type: 'string' },
    'leave-one-out': { type: 'boolean', default: false },
    'same-site': { type: 'boolean', default: false },
    'left-out': { type: 'string' },
  },
});
const request = readRequest(values);

function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}

/** From the ids in `versions.model`: `sentiment@1+9c0ffee1 …`. */
function shippedModels({ versions }: EvaluationReport): ShippedModel[] {
  return versions.model.split(' ').map((id) => {
    const [name, version] = id.split(/[@+]/);
    const file = join(packageRoot, 'models', name, version, 'manifest.json');
    const { files, training } = JSON.parse(readFileSync(file, 'utf8')) as ModelManifest<unknown>;
    return {
      name,
      version: Number(version),
      bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
      texts: training.sets.reduce((sum, { texts }) => sum + texts, 0),
      sets: training.sets.length,
      licence: training.licence,
    };
  });
}

function write(input: QualityInput): void {
  writeFileSync('docs/quality.md', qualityDocument(input));
  for (const [file, tongue] of [
    ['README.md', 'en'],
    ['docs/README.zh-CN.md', 'zh'],
  ] as const)
    writeFileSync(file, betweenMarkers(readFileSync(file, 'utf8'), summaryTable(input.report, tongue)));
}

/** The figures of models that have not seen the set, in the form of a suite. */
function readLeftOut(): Results | null {
  const file = values['left-out'];
  if (!values['leave-one-out']) return file === undefined ? null : (JSON.parse(readFileSync(file, 'utf8')) as Results);
  const log = (line: string): void => console.error(line);
  const sameSite = values['same-site'];
  const figures = leaveOneOut(trainingTools(), { dataDir: values.data!, seed: 1, sameSite, log });
  const results: Results = Object.fromEntries(
    Object.entries(figures).map(([set, { n, macroF1, accuracy, auc }]) => {
      // Of an accuracy the standard error follows from n; that of the macro-F1 of two classes is about the same.
      const errors = { macroF1: Math.sqrt((accuracy * (1 - accuracy)) / n) };
      return [set, { figures: { n, macroF1, accuracy, auc }, errors }];
    }),
  );
  printSuite('left out', results);
  if (file !== undefined) writeFileSync(file, `${JSON.stringify(results, null, 1)}\n`);
  return results;
}

const leftOut = readLeftOut();
if (values.write || !values['leave-one-out']) await evaluate();

async function evaluate(): Promise<void> {
  const report = await runEvaluation(request, printSuite);
  if (values.json) writeFileSync(values.json, `${JSON.stringify(report.suites, null, 1)}\n`);
  if (!values.write) return;
  const other = isInstalled('nodejieba')
    ? await runEvaluation({ ...request, segmenter: 'nodejieba' }, (name) => console.log(`nodejieba: ${name} done`))
    : null;
  const { split, limit } = request;
  write({ report, other, leftOut, models: shippedModels(report), split, limit, date: values.date ?? null });
}

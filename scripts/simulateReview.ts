/**
 * What: a workspace receives a business that the shipped model has never seen; a reviewer answers from the labels, in the
 *       order of the queue, and the workspace's model learns. Prints accuracy on held-out comments as decisions come in.
 * When: after a change to learning, queue or conflict.
 * Example: npm run simulate:review -- --data DIR --set waimai_10k --json figures.json
 *
 * DIR holds <set>.train.jsonl.gz, which is the stream, and <set>.test.jsonl.gz or, without one, <set>.dev.jsonl.gz, which is
 * held out: rows with `sentiment` (positive, negative) or `rating` and `rating_max`. If the shipped model has learned from
 * the set, it is learned anew without it, which takes a minute and needs the other sets in DIR; --models FOLDER keeps that
 * model for the next time. --no-ratings: the ratings of undecided comments teach nothing.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadWorkspaceFitTools } from '../src/artefacts/fitTools.ts';
import { packageRoot } from '../src/artefacts/paths.ts';
import { loadStages } from '../src/artefacts/stages.ts';
import { goldComments } from './review/comments.ts';
import { learnedSets, leftOutModels } from './review/leftOutModels.ts';
import { simulateReview } from './review/simulate.ts';
import { orThrow } from './train/tools.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    set: { type: 'string' },
    json: { type: 'string' },
    models: { type: 'string' },
    'no-ratings': { type: 'boolean', default: false },
    limit: { type: 'string', default: '6000' },
    seed: { type: 'string', default: '1' },
  },
});
const { data, set } = values;
if (!data || !set)
  throw new Error(
    'usage: npm run simulate:review -- --data DIR --set NAME [--json FILE] [--models FOLDER] [--no-ratings]',
  );
const seed = Number(values.seed);
const ratings = !values['no-ratings'];
const log = (line: string): void => console.error(line);

/** Of each set that the model knows so many comments are looked at. */
const oldComments = 400;

const known = learnedSets('sentiment');
const isKnown = known.includes(set) || learnedSets('domain').includes(set);
const heldOutSplit = existsSync(join(data, `${set}.test.jsonl.gz`)) ? 'test' : 'dev';
const stream = goldComments(data, set, 'train', seed, Number(values.limit));
const heldOut = goldComments(data, set, heldOutSplit, seed, Number(values.limit));
if (stream.length === 0 || heldOut.length === 0)
  throw new Error(`${data} holds no labelled comments ${set}.train.jsonl.gz and ${set}.${heldOutSplit}.jsonl.gz`);
const old = Object.fromEntries(
  known
    .filter((name) => name !== set)
    .map((name) => [name, goldComments(data, name, 'dev', seed, oldComments)] as const)
    .filter(([, comments]) => comments.length > 0),
);

const kept = values.models ?? mkdtempSync(join(tmpdir(), 'huiyin-left-out-'));
try {
  const modelsDir = isKnown ? leftOutModels(kept, set, { dataDir: data, seed: 1, log }) : join(packageRoot, 'models');
  const stages = orThrow(await loadStages({ segmenter: 'jieba', modelsDir }));
  const tools = orThrow(loadWorkspaceFitTools({ segmenter: 'jieba', modelsDir }, stages));
  const figures = simulateReview({ stages, tools, stream, heldOut, old, seed, ratings, log });
  const report = { set, split: heldOutSplit, learnedAnewWithout: isKnown, ratings, seed, ...figures };
  const { steps: _, ...shown } = report;
  console.log(JSON.stringify(shown, null, 1));
  if (values.json) writeFileSync(values.json, `${JSON.stringify(report, null, 1)}\n`);
} finally {
  if (values.models === undefined) rmSync(kept, { recursive: true, force: true });
}

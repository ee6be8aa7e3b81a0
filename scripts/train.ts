// What: learns the shipped models from labelled texts and writes models/<name>/<version>/.
// When: after a change to lexicons, segmentation, features or the training sets.
// How:  npm run train -- all|domain|sentiment|tagging|frequencies --data DIR [--licence open] [--seed 1] [--version 2] [--out models]
//       sentiment and tagging take the domain model that is there, so it comes first; sentiment writes the conflict model too.
//       DIR holds <set>.train.jsonl.gz and <set>.dev.jsonl.gz. Train splits are learned from, dev splits only measured on.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadDomainModel } from '../src/artefacts/domainModel.ts';
import { packageRoot } from '../src/artefacts/paths.ts';
import { createCategoriser } from '../src/text/classify/categories.ts';
import type { KindReader } from '../src/text/sentiment/kinds.ts';
import { sentimentModel } from '../src/text/sentiment/model.ts';
import { createSentiment } from '../src/text/sentiment/sentiment.ts';
import { conflictCard, sentimentCard } from './train/card.ts';
import { trainDomain } from './train/domain.ts';
import { countFrequencies } from './train/frequencies.ts';
import { frequencyCard } from './train/frequencyCard.ts';
import { measureSentiment } from './train/measure.ts';
import { measureConflict } from './train/measureConflict.ts';
import { sentimentSettings, trainSentiment } from './train/sentiment.ts';
import { trainTagging } from './train/tagging.ts';
import { orThrow, trainingTools } from './train/tools.ts';
import { writeModel } from './train/writeModel.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string' },
    licence: { type: 'string', default: 'all' },
    seed: { type: 'string', default: '1' },
    version: { type: 'string', default: '2' },
    out: { type: 'string', default: join(packageRoot, 'models') },
  },
});

const usage =
  'usage: npm run train -- all|domain|sentiment|tagging|frequencies --data DIR [--licence all|open] [--seed N] [--version N] [--out DIR]';
const log = (line: string) => console.log(line);

interface Run {
  dataDir: string;
  licence: 'all' | 'open';
  seed: number;
  version: number;
  /** Folder of the models. */
  out: string;
  log(line: string): void;
}

function sentiment(run: Run): void {
  const { licence, seed, version } = run;
  const tools = trainingTools();
  const kinds = kindReader(run.out);
  const trained = trainSentiment(tools, { ...run, kinds });
  const model = sentimentModel(trained.parameters, trained.weights);
  const stage = createSentiment({ model, lexicon: tools.lexicon, kinds });
  const training = {
    seed,
    licence,
    sets: trained.sets,
    settings: { ...sentimentSettings, segmenter: tools.segmenterId },
  };

  const figures = measureSentiment(tools, stage, run.dataDir);
  const manifest = { name: 'sentiment', version, parameters: trained.parameters, training, figures };
  const words = trained.words.map(({ word, weight }) => `${word}\t${weight}\n`).join('');
  const files = { 'weights.bin': trained.weights, 'words.tsv': words, 'CARD.md': sentimentCard(manifest) };
  log(JSON.stringify({ parameters: trained.parameters, figures }, null, 1));
  log(`written to ${writeModel(run.out, manifest, files)}`);

  const conflictFigures = measureConflict(tools, stage, trained.conflict, run.dataDir);
  const conflict = { name: 'conflict', version, parameters: trained.conflict, training, figures: conflictFigures };
  log(JSON.stringify({ conflict: trained.conflict, conflictFigures }, null, 1));
  log(`written to ${writeModel(run.out, conflict, { 'CARD.md': conflictCard(conflict) })}`);
}

function kindReader(modelsDir: string): KindReader {
  const { model } = orThrow(loadDomainModel(modelsDir));
  return { names: model.categories, read: createCategoriser(model) };
}

function frequencies({ dataDir, licence, version, out }: Run): void {
  const { documents, terms, sets, settings } = countFrequencies(dataDir, licence);
  const training = { seed: 0, licence, sets, settings };
  const manifest = {
    name: 'frequencies',
    version,
    parameters: { documents },
    training,
    figures: { terms: terms.length },
  };
  const lines = terms.map(([term, count]) => `${term}\t${count}\n`).join('');
  log(`written to ${writeModel(out, manifest, { 'terms.tsv': lines, 'CARD.md': frequencyCard(manifest) })}`);
}

const tasks: Record<string, ((run: Run) => unknown)[]> = {
  domain: [trainDomain],
  sentiment: [sentiment],
  tagging: [trainTagging],
  frequencies: [frequencies],
  // Sentiment asks the domain model which experts have a say, and tagging reads with it.
  all: [frequencies, trainDomain, sentiment, trainTagging],
};

const steps = tasks[positionals[0] ?? ''];
if (steps === undefined || values.data === undefined || (values.licence !== 'all' && values.licence !== 'open'))
  throw new Error(usage);
for (const step of steps)
  await step({
    dataDir: values.data,
    licence: values.licence,
    seed: Number(values.seed),
    version: Number(values.version),
    out: values.out,
    log,
  });

// What: learns the shipped models from labelled texts and writes models/<name>/<version>/.
// When: after a change to lexicons, segmentation, features or the training sets.
// How:  npm run train -- sentiment|frequencies|domain|tagging --data DIR [--licence open] [--seed 1] [--version 1] [--out models]
//       DIR holds <set>.train.jsonl.gz and <set>.dev.jsonl.gz. Train splits are learned from, dev splits only measured on.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../src/artefacts/paths.ts';
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
import { trainingTools } from './train/tools.ts';
import { writeModel } from './train/writeModel.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string' },
    licence: { type: 'string', default: 'all' },
    seed: { type: 'string', default: '1' },
    version: { type: 'string', default: '1' },
    out: { type: 'string', default: join(packageRoot, 'models') },
  },
});

const usage =
  'usage: npm run train -- sentiment|frequencies|domain|tagging --data DIR [--licence all|open] [--seed N] [--version N] [--out DIR]';
const log = (line: string) => console.log(line);

function sentiment(dataDir: string, licence: 'all' | 'open'): void {
  const tools = trainingTools();
  const seed = Number(values.seed);
  const trained = trainSentiment(tools, { dataDir, licence, seed, log });
  const stage = createSentiment({ model: sentimentModel(trained.parameters, trained.weights), lexicon: tools.lexicon });
  const version = Number(values.version);
  const training = {
    seed,
    licence,
    sets: trained.sets,
    settings: { ...sentimentSettings, segmenter: tools.segmenterId },
  };

  const figures = measureSentiment(tools, stage, dataDir);
  const manifest = { name: 'sentiment', version, parameters: trained.parameters, training, figures };
  const weights = new Uint8Array(trained.weights.buffer, trained.weights.byteOffset, trained.weights.length);
  const words = trained.words.map(({ word, weight }) => `${word}\t${weight}\n`).join('');
  const files = { 'weights.bin': weights, 'words.tsv': words, 'CARD.md': sentimentCard(manifest) };
  log(JSON.stringify({ parameters: trained.parameters, figures }, null, 1));
  log(`written to ${writeModel(values.out, manifest, files)}`);

  const conflictFigures = measureConflict(tools, stage, trained.conflict, dataDir);
  const conflict = { name: 'conflict', version, parameters: trained.conflict, training, figures: conflictFigures };
  log(JSON.stringify({ conflict: trained.conflict, conflictFigures }, null, 1));
  log(`written to ${writeModel(values.out, conflict, { 'CARD.md': conflictCard(conflict) })}`);
}

function frequencies(dataDir: string, licence: 'all' | 'open'): void {
  const { documents, terms, sets, settings } = countFrequencies(dataDir, licence);
  const training = { seed: 0, licence, sets, settings };
  const manifest = {
    name: 'frequencies',
    version: Number(values.version),
    parameters: { documents },
    training,
    figures: { terms: terms.length },
  };
  const lines = terms.map(([term, count]) => `${term}\t${count}\n`).join('');
  log(`written to ${writeModel(values.out, manifest, { 'terms.tsv': lines, 'CARD.md': frequencyCard(manifest) })}`);
}

const [task] = positionals;
if (values.data === undefined || (values.licence !== 'all' && values.licence !== 'open')) throw new Error(usage);
if (task === 'sentiment') sentiment(values.data, values.licence);
else if (task === 'frequencies') frequencies(values.data, values.licence);
else if (task === 'domain' || task === 'tagging')
  await (task === 'domain' ? trainDomain : trainTagging)({
    dataDir: values.data,
    licence: values.licence,
    seed: Number(values.seed),
    version: Number(values.version),
    out: values.out,
    log,
  });
else throw new Error(usage);

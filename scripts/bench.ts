/**
 * What: times the whole analyser beside the bare cut of the same texts by each segmenter, each in a process of its own, all
 *       in one run; then its stages, texts of 1,000 to 20,000 characters, and the loading and memory of a fresh worker.
 * When: after a change on the hot path. Compare ratios, not seconds: machines differ and are shared.
 * Example: npm run bench -- --data DIR --set online_shopping_10_cats --json bench.json
 *
 * Without --data the texts of the sample are read. Times are CPU time, the least of interleaved rounds.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import Table from 'cli-table3';
import { packageRoot } from '../src/artefacts/paths.ts';
import { type SegmenterName, segmenterNames } from '../src/artefacts/segmenters.ts';
import { loadStages } from '../src/artefacts/stages.ts';
import { createAnalyser } from '../src/feedback/analyse.ts';
import { createKeywordFinder } from '../src/feedback/candidates.ts';
import type { ParsedComment } from '../src/feedback/comment.ts';
import { defaultRatingScale } from '../src/feedback/comment.ts';
import { cpuSeconds } from './bench/cpu.ts';
import { measureCut, measureFreshWorker } from './bench/freshWorker.ts';
import { measureLengths } from './bench/lengths.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    set: { type: 'string', default: 'online_shopping_10_cats' },
    limit: { type: 'string', default: '5000' },
    rounds: { type: 'string', default: '5' },
    taxonomy: { type: 'string', default: 'cx' },
    json: { type: 'string' },
  },
});

function texts(): string[] {
  const lines = values.data
    ? gunzipSync(readFileSync(join(values.data, `${values.set}.train.jsonl.gz`))).toString('utf8')
    : readFileSync(join(packageRoot, 'samples/comments.ndjson'), 'utf8');
  const all = lines
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { text: string }).text);
  // Some files are sorted by label, so every n-th is taken.
  const step = Math.max(1, Math.floor(all.length / Number(values.limit)));
  return all.filter((_, i) => i % step === 0).slice(0, Number(values.limit));
}

const loaded = await loadStages({ segmenter: 'jieba' });
if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
const stages = loaded.value;
const analyser = createAnalyser(stages);
const keywordFinder = createKeywordFinder(stages.keywords);
const corpus = texts();
const characters = corpus.reduce((sum, text) => sum + text.length, 0);
const comments: ParsedComment[] = corpus.map((text, i) => ({
  source: 'bench',
  text,
  rating: 1 + (i % 5),
  ratingScale: defaultRatingScale,
  masked: [],
}));
const documents = corpus.map((text) => stages.read(text));
const readings = documents.map((document) => stages.sentiment.read(document));

function installed(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}

const tasks = comments.map((comment, i) => ({ id: String(i), comment, taxonomy: values.taxonomy }));

/** What is done with comment i, by name. */
const work: [string, (i: number) => unknown][] = [
  ['fold, tokens, clauses', (i) => stages.read(corpus[i])],
  ['sentiment', (i) => stages.sentiment.read(documents[i])],
  ['issues', (i) => stages.label(documents[i], readings[i], values.taxonomy)],
  ['conflict', (i) => stages.judgeConflict(comments[i], documents[i], readings[i])],
  ['keywords', (i) => keywordFinder.keywords(documents[i], readings[i])],
];

const label: Record<SegmenterName, string> = {
  jieba: 'jieba (default)',
  'jieba-rs': '@node-rs/jieba',
  nodejieba: 'nodejieba',
};
const runAll = (run: (i: number) => unknown) => (): void => {
  for (let i = 0; i < corpus.length; i++) run(i);
};
const rounds = Number(values.rounds);
const least = work.map(() => Number.POSITIVE_INFINITY);
for (const [, run] of work) runAll(run)();
for (let round = 0; round < rounds; round++)
  for (const [i, [, run]] of work.entries()) least[i] = Math.min(least[i], cpuSeconds(runAll(run)));

const segmenters = segmenterNames.filter((name) => name !== 'nodejieba' || installed(name));
const cuts = segmenters.map((name) => [`bare cut, ${label[name]}`, measureCut(corpus, rounds, name)] as const);
const worker = measureFreshWorker(corpus, rounds, values.taxonomy);
/** The ratio that counts is that to the library's cut, which a service without our own would pay. */
const base = cuts[segmenters.indexOf('jieba-rs')][1];
const rows = [
  ...cuts,
  ['whole analyser', worker.microseconds] as const,
  ...work.map(([name], i) => [`of it ${name}, alone`, (least[i] / corpus.length) * 1e6] as const),
];
const figures = {
  node: process.version,
  comments: corpus.length,
  charactersAComment: characters / corpus.length,
  stages: rows.map(([name, microseconds]) => ({
    name,
    commentsPerSecond: 1e6 / microseconds,
    microseconds,
    ratio: microseconds / base,
  })),
  lengths: measureLengths(corpus, rounds, (text) => {
    analyser.analyse([{ ...tasks[0], comment: { ...comments[0], text } }]);
  }),
  worker,
};

const numbers = ['right', 'right', 'right'] as const;
const stageTable = new Table({
  head: ['stage', 'comments / CPU s', 'µs a comment', '× bare cut'],
  colAligns: ['left', ...numbers],
});
for (const { name, commentsPerSecond, microseconds, ratio } of figures.stages)
  stageTable.push([name, Math.round(commentsPerSecond), microseconds.toFixed(1), ratio.toFixed(2)]);
const lengthTable = new Table({ head: ['characters', 'ms', 'ms a 1,000'], colAligns: [...numbers] });
for (const { characters: units, milliseconds, perThousand } of figures.lengths)
  lengthTable.push([units, milliseconds.toFixed(2), perThousand.toFixed(3)]);
const { artefactSeconds, startSeconds, loadedMiB, usedMiB } = figures.worker;

console.log(
  `${corpus.length} comments of ${figures.charactersAComment.toFixed(1)} characters, ${rounds} rounds, Node ${process.version}`,
);
console.log(stageTable.toString());
console.log('one text, whole analyser');
console.log(lengthTable.toString());
console.log(
  `a fresh worker: lexicons and models ${artefactSeconds.toFixed(2)} CPU s, first comment after ${startSeconds.toFixed(2)} CPU s; ` +
    `memory ${Math.round(loadedMiB)} MiB, after all comments ${Math.round(usedMiB)} MiB`,
);
if (values.json) writeFileSync(values.json, `${JSON.stringify(figures, null, 1)}\n`);

/**
 * What: times the analyser stage by stage beside the bare cut of the same texts by both segmenters, all in one run.
 * When: after a change on the hot path. Compare ratios, not seconds: machines differ and are shared.
 * Example: npm run bench -- --data DIR --set online_shopping_10_cats
 *
 * Without --data the texts of the sample are read. Times are CPU time, the median of interleaved rounds.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import Table from 'cli-table3';
import { packageRoot } from '../src/artefacts/paths.ts';
import { createSegmenter, type SegmenterName } from '../src/artefacts/segmenters.ts';
import { loadStages } from '../src/artefacts/stages.ts';
import { createAnalyser } from '../src/feedback/analyse.ts';
import { createCandidateFinder } from '../src/feedback/candidates.ts';
import type { ParsedComment } from '../src/feedback/comment.ts';
import { defaultRatingScale } from '../src/feedback/comment.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    set: { type: 'string', default: 'online_shopping_10_cats' },
    limit: { type: 'string', default: '5000' },
    rounds: { type: 'string', default: '5' },
    taxonomy: { type: 'string', default: 'cx' },
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
const findCandidates = createCandidateFinder(stages.keywords);
const corpus = texts();
const characters = corpus.reduce((sum, text) => sum + text.length, 0);
const comments: ParsedComment[] = corpus.map((text, i) => ({
  source: 'bench',
  text,
  rating: 1 + (i % 5),
  ratingScale: defaultRatingScale,
  masked: [],
}));
/** The words of a text, cut by a segmenter of that name. */
function cutBy(name: SegmenterName): (text: string) => number {
  const segmenter = createSegmenter(name, join(packageRoot, 'lexicons'), join(packageRoot, 'models'));
  if (!segmenter.ok) throw new Error(JSON.stringify(segmenter.problems));
  return (text) => {
    const ends: number[] = [];
    segmenter.value.cut(text, 0, text.length, ends);
    return ends.length;
  };
}
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

const library = cutBy('jieba-rs');
const own = cutBy('jieba');
const other = installed('nodejieba') ? cutBy('nodejieba') : null;
/** Comments are read in batches, as the service's workers do. */
const batch = 50;
const tasks = comments.map((comment, i) => ({ id: String(i), comment, taxonomy: values.taxonomy }));

/** What is done with comment i, by name. */
const work: [string, (i: number) => unknown][] = [
  ['bare cut, @node-rs/jieba', (i) => library(corpus[i])],
  ...(other ? [['bare cut, nodejieba', (i) => other(corpus[i])] as [string, (i: number) => unknown]] : []),
  ['bare cut, jieba (default)', (i) => own(corpus[i])],
  ['fold, tokens, clauses', (i) => stages.read(corpus[i])],
  ['sentiment', (i) => stages.sentiment.read(documents[i])],
  ['issues', (i) => stages.label(documents[i], readings[i], values.taxonomy)],
  ['conflict', (i) => stages.judgeConflict(comments[i], documents[i], readings[i])],
  ['keywords', (i) => findCandidates(documents[i], readings[i])],
  ['whole analyser', (i) => (i % batch === 0 ? analyser.analyse(tasks.slice(i, i + batch)) : null)],
];

function cpuSeconds(run: (i: number) => unknown): number {
  const before = process.cpuUsage();
  for (let i = 0; i < corpus.length; i++) run(i);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

const times = work.map((): number[] => []);
for (const [, run] of work) cpuSeconds(run);
for (let round = 0; round < Number(values.rounds); round++)
  for (const [i, [, run]] of work.entries()) times[i].push(cpuSeconds(run));
const median = (list: number[]): number => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];

const base = median(times[0]);
const table = new Table({
  head: ['stage', 'comments / CPU s', 'µs a comment', '× bare cut'],
  colAligns: ['left', 'right', 'right', 'right'],
});
work.forEach(([name], i) => {
  const seconds = median(times[i]);
  table.push([
    name,
    Math.round(corpus.length / seconds),
    ((seconds / corpus.length) * 1e6).toFixed(1),
    (seconds / base).toFixed(2),
  ]);
});
console.log(
  `${corpus.length} comments of ${(characters / corpus.length).toFixed(1)} characters, ${values.rounds} rounds, Node ${process.version}`,
);
console.log(table.toString());
console.log(`memory of this process: ${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB`);

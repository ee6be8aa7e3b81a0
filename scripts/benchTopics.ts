/**
 * What: speed and quality of the topic models on the shop comments: tokens per second of CPU time, perplexity, coherence,
 *       agreement with the ten categories, steadiness over seeds, memory and time of a whole run.
 * When: after a change of the sampler, the vectors or the segmenter.
 * Example: npm run bench:topics -- --data DIR --json FILE [--quick]
 *
 * The token stream is fixed: our segmenter and stop words, words of 5 documents and more and at most half of them, train
 * split; perplexity is document completion on the dev split. Perplexities of different token streams cannot be compared:
 * `reference` is what one plain chain (α 0.1, β 0.01, 200 sweeps, last sample), as the usual samplers do it, has on this
 * stream. CPU time is of the whole process, the best of the rounds; wall time needs a quiet machine. `--quick` leaves out
 * the slow parts (ten seeds, 100,000 comments).
 */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadTopicKernel } from '../src/artefacts/kernels.ts';
import { openEngine } from '../src/jobs/topics/crew.ts';
import { adjustedRandIndex, normalisedMutualInformation, purity } from '../src/text/maths/partitions.ts';
import { createChain } from '../src/text/topics/chain.ts';
import { assignTopics, completionPerplexity } from '../src/text/topics/infer.ts';
import { layOut, setAlpha } from '../src/text/topics/layout.ts';
import { fitLda, type LdaModel, type LdaParameters, ldaDefaults } from '../src/text/topics/lda.ts';
import { loadBenchCorpus, peerStream } from './benchTopics/corpus.ts';
import { benchKMeans } from './benchTopics/kMeans.ts';
import { cpuSeconds, mean, meanNpmi, timed } from './benchTopics/measure.ts';
import { benchWholeRun } from './benchTopics/wholeRun.ts';

const { values } = parseArgs({
  options: { data: { type: 'string' }, json: { type: 'string' }, quick: { type: 'boolean', default: false } },
});
if (!values.data) throw new Error('--data DIR is needed: the folder with online_shopping_10_cats');

const corpus = loadBenchCorpus(values.data, peerStream());
const { rows, gold, heldOut } = corpus;
const module = loadTopicKernel();
const rounds = 6;
const sweepsARound = 10;
const alone = { module, rows, workers: 1, cancelled: () => false };
console.log(
  `${gold.length} comments, ${rows.words.length} tokens, ${rows.vocabularySize} words; ${heldOut.offsets.length - 1} held out`,
);

/** Tokens per second of CPU time, the best round. */
async function sampling(topics: number): Promise<number> {
  const engine = openEngine({ ...alone, topics });
  const layout = layOut(engine.memory, rows, topics, ldaDefaults.beta);
  setAlpha(layout, new Float64Array(topics).fill(ldaDefaults.alpha));
  const chain = createChain(layout, engine.crew);
  chain.start(1);
  let best = 0;
  for (let round = 0; round < rounds; round++) {
    const [, seconds] = timed(() => {
      for (let i = 0; i < sweepsARound; i++) chain.sweep();
    });
    best = Math.max(best, (rows.words.length * sweepsARound) / seconds);
  }
  await engine.close();
  return best;
}

/** Wall time of one worker over that of two, interleaved rounds, the best of each; and whether the bytes are equal for 1–3. */
async function workers(): Promise<{ speedup: number; equal: boolean }> {
  const topics = 20;
  const crews = await Promise.all(
    [1, 2, 3].map(async (count) => {
      const engine = openEngine({ ...alone, topics, workers: count });
      await engine.ready;
      const layout = layOut(engine.memory, rows, topics, ldaDefaults.beta);
      setAlpha(layout, new Float64Array(topics).fill(ldaDefaults.alpha));
      const chain = createChain(layout, engine.crew);
      chain.start(1);
      return { engine, layout, chain, wall: Infinity };
    }),
  );
  for (let round = 0; round < rounds; round++)
    for (const crew of crews) {
      const start = performance.now();
      for (let i = 0; i < sweepsARound; i++) crew.chain.sweep();
      crew.wall = Math.min(crew.wall, performance.now() - start);
    }
  const hashes = new Set(crews.map(({ layout }) => createHash('sha1').update(layout.assigned).digest('hex')));
  for (const { engine } of crews) await engine.close();
  return { speedup: crews[0].wall / crews[1].wall, equal: hashes.size === 1 };
}

interface Quality {
  perplexity: number;
  npmi: number;
  nmi: number;
  purity: number;
  cpuSeconds: number;
}

function judge(model: LdaModel): Omit<Quality, 'cpuSeconds'> {
  const { topic } = assignTopics(model, rows);
  return {
    perplexity: completionPerplexity(model, heldOut),
    npmi: meanNpmi(rows, model.wordGivenTopic, model.topics),
    nmi: normalisedMutualInformation(topic, gold),
    purity: purity(topic, gold),
  };
}

async function quality(topics: number, seeds: number[], settings: Partial<LdaParameters> = {}): Promise<Quality> {
  const engine = openEngine({ ...alone, topics });
  const runs = seeds.map((seed) => {
    const [model, seconds] = timed(() => fitLda(rows, { ...ldaDefaults, ...settings, topics, seed }, engine)!);
    return { ...judge(model), cpuSeconds: seconds };
  });
  await engine.close();
  const meanOf = (key: keyof Quality): number => mean(runs.map((run) => run[key]));
  return {
    perplexity: meanOf('perplexity'),
    npmi: meanOf('npmi'),
    nmi: meanOf('nmi'),
    purity: meanOf('purity'),
    cpuSeconds: meanOf('cpuSeconds'),
  };
}

/** CPU seconds of one chain, start included, until its held-out perplexity is down to `target`; null if never. */
async function secondsTo(target: number): Promise<number | null> {
  const topics = 10;
  const engine = openEngine({ ...alone, topics });
  const one = { starts: 1, averaged: 5, topics, seed: 1 };
  let found: number | null = null;
  for (let sweeps = 20; sweeps <= 200 && found === null; sweeps += 10) {
    const [model, seconds] = timed(
      () => fitLda(rows, { ...ldaDefaults, ...one, startSweeps: Math.min(sweeps, 20), sweeps }, engine)!,
    );
    if (completionPerplexity(model, heldOut) <= target) found = seconds;
  }
  await engine.close();
  return found;
}

async function steadiness(seeds: number): Promise<number> {
  const engine = openEngine({ ...alone, topics: 10 });
  const partitions = Array.from(
    { length: seeds },
    (_, seed) => assignTopics(fitLda(rows, { ...ldaDefaults, topics: 10, seed: seed + 1 }, engine)!, rows).topic,
  );
  await engine.close();
  const indices: number[] = [];
  for (let i = 0; i < seeds; i++)
    for (let j = i + 1; j < seeds; j++) indices.push(adjustedRandIndex(partitions[i], partitions[j]));
  return mean(indices);
}

const result: Record<string, Record<string, unknown>> = { lda: {}, kmeans: {}, run: {} };
function say(group: string, name: string, value: unknown): void {
  result[group][name] = value;
  console.log(
    `${group}.${name}`,
    JSON.stringify(value, (_, v) => (typeof v === 'number' ? Number(v.toPrecision(4)) : v)),
  );
}

for (const topics of [10, 20, 100]) say('lda', `k${topics}`, { tokensPerCpuSecond: await sampling(topics) });
const { speedup, equal } = await workers();
say('lda', 'twoWorkersSpeedup', speedup);
say('lda', 'equalBytesForOneTwoThreeWorkers', equal);
const seeds = [1, 2, 3];
say('lda', 'k10', { ...(result.lda.k10 as object), ...(await quality(10, seeds)) });
say(
  'lda',
  'reference',
  await quality(10, seeds, { starts: 1, sweeps: 199, averaged: 1, beta: 0.01, optimiseAlpha: false }),
);
say('lda', 'cpuSecondsToPerplexity1230', await secondsTo(1230));
Object.assign(result.kmeans, benchKMeans(corpus, seeds));
console.log('kmeans', JSON.stringify(result.kmeans));
if (!values.quick) {
  say('lda', 'tenSeedsAdjustedRandIndex', await steadiness(10));
  say('run', 'k20Comments100000', await benchWholeRun(values.data, module));
}
console.log(`CPU of it all: ${cpuSeconds().toFixed(1)} s`);
if (values.json) writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`);

/**
 * What: speed and quality of the topic models on the shop comments: tokens per second of CPU time, perplexity, coherence,
 *       agreement with the ten categories, steadiness over seeds, memory and time of a whole run.
 * When: after a change of the sampler, the vectors or the segmenter.
 * Example: npm run bench:topics -- --data DIR --json FILE [--quick] [--service] [--million]
 *
 * The token stream is fixed: `peerStream` in benchTopics/corpus.ts, train split; perplexity is document completion on the dev
 * split. Perplexities of different streams cannot be compared: `reference` is what one plain chain (α 0.1, β 0.01, 200 sweeps,
 * last sample), as the usual samplers do it, has on this one, and `ownWords` are both on the words that topic runs read.
 * CPU time is of the whole process, the best of the rounds; wall time needs a quiet machine. `--quick` leaves out the slow
 * parts (ten seeds, 100,000 comments); `--service` (100,000 comments) and `--million` do nothing but these runs, on the compiled
 * program.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadTopicKernel } from '../src/artefacts/kernels.ts';
import { type BenchCorpus, loadBenchCorpus, ownStream, peerStream } from './benchTopics/corpus.ts';
import { benchKMeans } from './benchTopics/kMeans.ts';
import { createLdaBench } from './benchTopics/lda.ts';
import { cpuSeconds } from './benchTopics/measure.ts';
import { benchMillion } from './benchTopics/million.ts';
import { benchService } from './benchTopics/service.ts';
import { benchWholeRun } from './benchTopics/wholeRun.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    json: { type: 'string' },
    quick: { type: 'boolean', default: false },
    service: { type: 'boolean', default: false },
    million: { type: 'boolean', default: false },
  },
});
if (!values.data) throw new Error('--data DIR is needed: the folder with online_shopping_10_cats');

const { data } = values;
const module = loadTopicKernel();
const seeds = [1, 2, 3];
const usualSampler = { starts: 1, sweeps: 199, averaged: 1, beta: 0.01, optimiseAlpha: false };

const result: Record<string, Record<string, unknown>> = { lda: {}, kmeans: {}, run: {} };
function say(group: string, name: string, value: unknown): void {
  result[group][name] = value;
  console.log(
    `${group}.${name}`,
    JSON.stringify(value, (_, v) => (typeof v === 'number' ? Number(v.toPrecision(4)) : v)),
  );
}

function open(stream: Parameters<typeof loadBenchCorpus>[1]): BenchCorpus {
  const corpus = loadBenchCorpus(data!, stream);
  const { rows, gold, heldOut } = corpus;
  const { length } = rows.words;
  console.log(
    `${gold.length} comments, ${length} tokens, ${rows.vocabularySize} words; ${heldOut.offsets.length - 1} held out`,
  );
  return corpus;
}

async function models(): Promise<void> {
  const corpus = open(peerStream());
  const lda = createLdaBench(corpus, module);
  for (const topics of [10, 20, 100]) say('lda', `k${topics}`, { tokensPerCpuSecond: await lda.sampling(topics) });
  const { speedup, equal } = await lda.workers();
  say('lda', 'twoWorkersSpeedup', speedup);
  say('lda', 'equalBytesForOneTwoThreeWorkers', equal);
  say('lda', 'k10', { ...(result.lda.k10 as object), ...(await lda.quality(10, seeds)) });
  say('lda', 'reference', await lda.quality(10, seeds, usualSampler));
  say('lda', 'cpuSecondsToPerplexity1230', await lda.secondsTo(1230));
  Object.assign(result.kmeans, benchKMeans(corpus, seeds));
  console.log('kmeans', JSON.stringify(result.kmeans));
  if (values.quick) return;
  say('lda', 'tenSeedsAdjustedRandIndex', await lda.steadiness(10));
  const own = createLdaBench(open(ownStream()), module);
  say('lda', 'ownWords', { k10: await own.quality(10, seeds), reference: await own.quality(10, seeds, usualSampler) });
  say('run', 'k20Comments100000', await benchWholeRun(data!, module));
}

if (values.service) say('run', 'service', await benchService(data, 100_000));
if (values.million) say('run', 'million', await benchMillion(data, 1_000_000));
if (!values.service && !values.million) await models();
console.log(`CPU of it all: ${cpuSeconds().toFixed(1)} s`);
if (values.json) writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`);

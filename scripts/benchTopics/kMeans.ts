import { kMeansStep } from '../../src/artefacts/kMeansStep.ts';
import { kMeansFitter } from '../../src/feedback/topics/fitters.ts';
import { normalisedMutualInformation, purity } from '../../src/text/maths/partitions.ts';
import type { BenchCorpus } from './corpus.ts';
import { mean, timed } from './measure.ts';

/** k = 10, mean of the seeds; the CPU time includes TF-IDF and SVD. */
export function benchKMeans(corpus: BenchCorpus, seeds: number[]): { nmi: number; purity: number; cpuSeconds: number } {
  const runs = seeds.map((seed) => {
    const tools = {
      openEngine: () => {
        throw new Error('k-means needs no engine');
      },
      kMeansStep,
      progress: () => {},
      cancelled: () => false,
    };
    const [fitted, seconds] = timed(() => kMeansFitter(corpus, tools).fit(10, seed, () => {})!);
    const { topic } = fitted.assignments;
    return {
      nmi: normalisedMutualInformation(topic, corpus.gold),
      purity: purity(topic, corpus.gold),
      cpuSeconds: seconds,
    };
  });
  console.log(JSON.stringify(runs));
  return {
    nmi: mean(runs.map((run) => run.nmi)),
    purity: mean(runs.map((run) => run.purity)),
    cpuSeconds: mean(runs.map((run) => run.cpuSeconds)),
  };
}

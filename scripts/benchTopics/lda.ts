import { createHash } from 'node:crypto';
import { openEngine } from '../../src/jobs/topics/crew.ts';
import { adjustedRandIndex, normalisedMutualInformation, purity } from '../../src/text/maths/partitions.ts';
import { createChain } from '../../src/text/topics/chain.ts';
import { assignTopics, completionPerplexity } from '../../src/text/topics/infer.ts';
import { layOut, setAlpha } from '../../src/text/topics/layout.ts';
import { fitLda, type LdaModel, type LdaParameters, ldaDefaults } from '../../src/text/topics/lda.ts';
import type { BenchCorpus } from './corpus.ts';
import { mean, meanNpmi, timed } from './measure.ts';

const rounds = 6;
const sweepsARound = 10;

export interface Quality {
  perplexity: number;
  npmi: number;
  nmi: number;
  purity: number;
  cpuSeconds: number;
}

/** What is measured of LDA on one corpus. */
export function createLdaBench({ rows, gold, heldOut }: BenchCorpus, module: WebAssembly.Module | null) {
  const alone = { module, rows, workers: 1, cancelled: () => false };

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

  return { sampling, workers, quality, secondsTo, steadiness };
}

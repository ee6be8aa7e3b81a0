import { kMeansStep } from '../../src/artefacts/kMeansStep.ts';
import type { CommentFacts } from '../../src/feedback/topics/facts.ts';
import { topicFates } from '../../src/feedback/topics/identity.ts';
import { textKey } from '../../src/feedback/topics/quotes.ts';
import { runTopics } from '../../src/feedback/topics/run.ts';
import type { TopicRun } from '../../src/feedback/topics/topic.ts';
import { openEngine } from '../../src/jobs/topics/crew.ts';
import { createCorpusBuilder, vocabularyDefaults } from '../../src/text/vectorise/corpus.ts';
import { createTextReader, readSplit } from './corpus.ts';

const noFacts: CommentFacts = { sentiment: null, score: null, rating: null, channel: null, day: null, leaves: [] };
const large = 100_000;

/** 100,000 comments from texts to map, K = 20, with all cores; and how many topics are the same after 5 % new comments. */
export async function benchWholeRun(dir: string, module: WebAssembly.Module | null) {
  const texts = readSplit(dir, 'train').map(({ text }) => text);
  const many = Array.from({ length: large }, (_, i) => texts[i % texts.length]);
  const before = process.cpuUsage();
  const start = performance.now();
  await whole(many, 20, module);
  const { user, system } = process.cpuUsage(before);
  const wallSeconds = (performance.now() - start) / 1000;

  const old = Math.floor(texts.length / 1.05);
  // The file is sorted by category: every 21st comment is one of the new ones.
  const order = [...texts.keys()].sort((a, b) => Number(a % 21 === 0) - Number(b % 21 === 0) || a - b);
  const sorted = order.map((i) => texts[i]);
  const kept: number[] = [];
  for (const seed of [1, 2, 3]) {
    const [first, second] = [
      await whole(sorted.slice(0, old), 20, module, seed),
      await whole(sorted, 20, module, seed),
    ];
    const words = first.topics.map((topic) => topic.words.map(({ term }) => term));
    const fates = topicFates(words, [...first.assignments.topic], second);
    kept.push(fates.filter(({ fate }) => fate === 'kept').length / first.topics.length);
  }
  return {
    wallSeconds,
    cpuSeconds: (user + system) / 1e6,
    rssMegabytes: process.memoryUsage().rss / 2 ** 20,
    keptAfterFivePercentNew: kept,
  };
}

async function whole(texts: string[], k: number, module: WebAssembly.Module | null, seed = 1): Promise<TopicRun> {
  const read = createTextReader();
  const builder = createCorpusBuilder();
  for (const text of texts) builder.add(read(text));
  const corpus = builder.finish(vocabularyDefaults);
  const closing: Promise<void>[] = [];
  const run = runTopics(
    { ...corpus, factsOf: () => noFacts, textKeyOf: (i) => textKey(texts[i]) },
    { algorithm: 'lda', k, seed },
    {
      openEngine(rows, topics) {
        const engine = openEngine({ module, rows, topics, workers: 2, cancelled: () => false });
        return { ...engine, close: () => void closing.push(engine.close()) };
      },
      kMeansStep,
      progress: () => {},
      cancelled: () => false,
    },
  )!;
  await Promise.all(closing);
  return run;
}

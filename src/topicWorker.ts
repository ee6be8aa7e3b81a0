/** The thread of one topic run: reads comments into a corpus, fits, describes. Its messages are in `jobs/topics`. */
import { parentPort, workerData } from 'node:worker_threads';
import { loadTopicKernel } from './artefacts/kernels.ts';
import { kMeansStep } from './artefacts/kMeansStep.ts';
import { type ArtefactOptions, loadStages } from './artefacts/stages.ts';
import type { CommentFacts } from './feedback/topics/facts.ts';
import { topicFates } from './feedback/topics/identity.ts';
import { runTopics } from './feedback/topics/run.ts';
import { createTermReader } from './feedback/topics/terms.ts';
import type { TopicRequest, TopicRun } from './feedback/topics/topic.ts';
import { vocabularyFor } from './feedback/topics/vocabulary.ts';
import { openEngine } from './jobs/topics/crew.ts';
import type { FoundTopics, TopicComment, TopicNews, TopicOrder, TopicThreadData } from './jobs/topics/messages.ts';
import { compact } from './text/fold/compact.ts';
import { createCorpusBuilder } from './text/vectorise/corpus.ts';

const { options, workers, calledOff } = workerData as TopicThreadData<ArtefactOptions>;
const flag = new Int32Array(calledOff);
const cancelled = (): boolean => Atomics.load(flag, 0) !== 0;
const port = parentPort!;
const say = (news: TopicNews): void => port.postMessage(news, 'run' in news && news.run ? buffersOf(news.run) : []);

const builder = createCorpusBuilder();
const texts: string[] = [];
const facts: CommentFacts[] = [];
const topicBefore: (number | null)[] = [];
const stages = loadStages(options).then((loaded) => {
  if (!loaded.ok) throw new Error(loaded.problems.map(({ detail }) => detail).join(' '));
  const terms = createTermReader({ ...loaded.value.termRules, synonyms: new Map() });
  return (text: string): string[] => terms(loaded.value.read(compact(text)?.text ?? text));
});

async function read(comments: TopicComment[]): Promise<void> {
  const wordsOf = await stages;
  for (const comment of comments) {
    builder.add(wordsOf(comment.text));
    texts.push(comment.text);
    facts.push(comment.facts);
    topicBefore.push(comment.before ?? null);
  }
  say({ read: texts.length });
}

async function run(request: TopicRequest, wordsBefore: string[][] | null): Promise<FoundTopics | null> {
  const closing: Promise<void>[] = [];
  const module = loadTopicKernel();
  const corpus = builder.finish(vocabularyFor(texts.length));
  let told = 0;
  const result = runTopics({ ...corpus, factsOf: (i) => facts[i], textOf: (i) => texts[i] }, request, {
    kMeansStep,
    cancelled,
    progress(share) {
      if (share - told < 0.01) return;
      told = share;
      say({ progress: share });
    },
    openEngine(rows, topics) {
      const engine = openEngine({ module, rows, topics, workers, cancelled });
      return { ...engine, close: () => void closing.push(engine.close()) };
    },
  });
  await Promise.all(closing);
  return result && wordsBefore ? { ...result, fates: topicFates(wordsBefore, topicBefore, result) } : result;
}

/** Large arrays are moved, not copied: copying would block the thread that gets them. */
function buffersOf({ assignments, model }: TopicRun): ArrayBuffer[] {
  const arrays = [assignments.topic, assignments.probability];
  const ofModel = model.algorithm === 'lda' ? model.lda.wordGivenTopic : model.svd.right;
  return [...arrays, ofModel].map(({ buffer }) => buffer as ArrayBuffer);
}

port.on('message', async (order: TopicOrder) => {
  try {
    if ('comments' in order) await read(order.comments);
    else say({ run: await run(order.request, order.wordsBefore) });
  } catch (error) {
    say({ failure: error instanceof Error ? error.message : String(error) });
  }
});
